using System.Globalization;
using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CsvLoggerTests : IDisposable
{
    private const string Header =
        "Epoch,TrainingLoss,ValidationLoss,ValidationAccuracy,LearningRate,TrainingSeconds,ValidationSeconds," +
        "SamplesPerSecond\r\n";

    private const string First = "1,1.5,1,0.6,0.01,2,0.25,160\r\n";
    private const string Second = "2,0.75,0.5,0.7,0.01,2,0.25,160\r\n";

    private readonly ScratchFolder _folder = new();

    private string FilePath => _folder.At("fit.csv");

    private string StepsPath => _folder.At("steps.csv");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Each_epoch_is_a_line_that_is_in_the_file_at_once()
    {
        var logger = new CsvLogger(FilePath);
        logger.OnFitStart(Told.Start());
        Assert.AreEqual("", Read(FilePath));
        logger.OnEpochEnd(Told.Epoch(1));
        Assert.AreEqual(Header + First, Read(FilePath), "while the file is open");
        logger.OnEpochEnd(Told.Epoch(2));
        logger.OnFitEnd(Told.History());
        Assert.AreEqual(Header + First + Second, Read(FilePath));
        Assert.AreNotEqual(0xEF, File.ReadAllBytes(FilePath)[0], "no byte order mark");
    }

    [TestMethod]
    public void Of_a_line_that_the_disk_has_no_room_for_nothing_stays()
    {
        using var disk = new SmallDisk(new FileStream(FilePath, FileMode.Create, FileAccess.Write, FileShare.Read), size: 12);
        using var log = new LogFile(FilePath, disk);
        log.Write("1,1.5,1\r\n"u8);
        for (int i = 0; i < 2; i++)
        {
            var error = Assert.ThrowsExactly<IOException>(() => log.Write("2,0.75,0.5\r\n"u8));
            Assert.StartsWith($"The log '{FilePath}' can't be written: No space left on device", error.Message);
            Assert.AreEqual("1,1.5,1\r\n", Read(FilePath));
        }

        log.Write("3\r\n"u8); // which has room
        Assert.AreEqual("1,1.5,1\r\n3\r\n", Read(FilePath));
    }

    /// <summary>As a file on a disk that is almost full: what has room is written, and then it fails.</summary>
    private sealed class SmallDisk(FileStream file, long size) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int room = (int)Math.Min(buffer.Length, size - file.Position);
            file.Write(buffer[..room]);
            file.Flush();
            if (room < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }

    [TestMethod]
    public void Numbers_are_those_of_no_culture_and_have_all_their_digits()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // The library's own build knows no cultures; an application's does.
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" },
            };
            var logger = Started(new CsvLogger(FilePath));
            logger.OnEpochEnd(
                Told.Epoch(1, (ValidationMetric.Loss, double.NaN)) with { TrainingLoss = -0.1 - 0.2, LearningRate = 1e-7 });
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.AreEqual("1,-0.30000000000000004,NaN,1E-07,2,0.25,160", Read(FilePath).Split("\r\n")[1]);
    }

    [TestMethod]
    public void Without_validation_there_is_no_column_of_it()
    {
        var logger = Started(new CsvLogger(FilePath));
        logger.OnEpochEnd(Told.EpochWithoutValidation(1));
        Assert.AreEqual(
            "Epoch,TrainingLoss,LearningRate,TrainingSeconds,ValidationSeconds,SamplesPerSecond\r\n1,1.5,0.01,2,0.25,160\r\n",
            Read(FilePath));
    }

    [TestMethod]
    public void A_metric_that_a_later_epoch_lacks_leaves_its_field_empty()
    {
        var logger = Started(new CsvLogger(FilePath));
        logger.OnEpochEnd(Told.Epoch(1));
        logger.OnEpochEnd(Told.Epoch(2, (ValidationMetric.Loss, 0.5)));
        Assert.AreEqual(Header + First + "2,0.75,0.5,,0.01,2,0.25,160\r\n", Read(FilePath));
    }

    [TestMethod]
    public void A_resumed_fit_has_each_epoch_once()
    {
        var killed = Started(new CsvLogger(FilePath));
        killed.OnEpochEnd(Told.Epoch(1));
        killed.OnEpochEnd(Told.Epoch(2)); // after the last checkpoint: done again
        killed.OnFitEnd(null);

        var resumed = new CsvLogger(FilePath);
        resumed.OnFitStart(Told.Start(epochsDone: 1));
        Assert.AreEqual(Header + First, Read(FilePath));
        resumed.OnEpochEnd(Told.Epoch(2));
        Assert.AreEqual(Header + First + Second, Read(FilePath));
    }

    [TestMethod]
    public void A_second_fit_starts_anew_also_where_the_first_was_never_ended()
    {
        var logger = Started(new CsvLogger(FilePath) { StepsPath = StepsPath });
        logger.OnStepEnd(Told.Step(1, 5));
        logger.OnEpochEnd(Told.Epoch(1, (ValidationMetric.RootMeanSquaredError, 2)));

        logger.OnFitStart(Told.Start());
        logger.OnEpochEnd(Told.Epoch(1));
        logger.OnFitEnd(Told.History());
        Assert.AreEqual(Header + First, Read(FilePath));
        Assert.AreEqual("Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n", Read(StepsPath));
    }

    [TestMethod]
    public void A_cancelled_fit_closes_the_files()
    {
        var logger = Started(new CsvLogger(FilePath) { StepsPath = StepsPath });
        logger.OnEpochEnd(Told.Epoch(1));
        logger.OnFitEnd(null);
        logger.OnFitEnd(null);
        using var exclusive = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var steps = new FileStream(StepsPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [TestMethod]
    public void Steps_are_lines_of_a_second_file()
    {
        var logger = Started(new CsvLogger(FilePath) { StepsPath = StepsPath });
        logger.OnStepEnd(Told.Step(1, 5));
        logger.OnStepEnd(Told.Step(2, 3, loss: 0.25));
        Assert.AreEqual(
            "Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n1,5,5,0.5,0.005,160\r\n2,3,13,0.25,0.003,160\r\n",
            Read(StepsPath));
    }

    [TestMethod]
    public void A_resumed_fit_keeps_the_steps_until_its_checkpoint_and_no_torn_line()
    {
        const string until =
            "Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n1,5,5,0.5,0.005,160\r\n2,2,12,0.5,0.002,160\r\n";
        foreach (string behind in new[] { "", "2,5,15,0.5,0.005,160\r\n3,1,21,0.5,0.001,160\r\n", "2,5,15,0.5,0.0", "2,3,1" })
        {
            File.WriteAllText(StepsPath, until + behind);
            var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
            logger.OnFitStart(Told.Start(epochsDone: 1, stepsDone: 12));
            logger.OnStepEnd(Told.Step(2, 7));
            logger.OnFitEnd(null);
            Assert.AreEqual(until + "2,7,17,0.5,0.007,160\r\n", Read(StepsPath), behind);
        }
    }

    [TestMethod]
    public void A_resumed_fit_that_finds_no_steps_begins_them()
    {
        var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
        logger.OnFitStart(Told.Start(epochsDone: 1));
        logger.OnStepEnd(Told.Step(2, 1));
        Assert.AreEqual("Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n2,1,11,0.5,0.001,160\r\n", Read(StepsPath));
    }

    [TestMethod]
    [DataRow("something,else\r\n1,2\r\n", "it has another header")]
    [DataRow("Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\nand,so,on\r\n", "it has the line 'and,so,on'")]
    public void A_resumed_fit_does_not_write_into_a_file_that_is_no_step_log(string content, string reason)
    {
        File.WriteAllText(StepsPath, content);
        var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
        var error = Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start(epochsDone: 1)));
        Assert.Contains(StepsPath, error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("Move it away", error.Message);
        Assert.AreEqual(content, File.ReadAllText(StepsPath));
    }

    [TestMethod]
    public void A_folder_that_is_missing_is_made()
    {
        Started(new CsvLogger(_folder.At("runs/one/fit.csv")));
        Assert.IsTrue(File.Exists(_folder.At("runs/one/fit.csv")));
    }

    [TestMethod]
    public void A_place_that_can_not_be_written_is_an_error_before_the_first_step()
    {
        _folder.Write("file", "");
        foreach (string path in new[] { _folder.At("file/fit.csv"), _folder.Path })
        {
            var logger = new CsvLogger(path);
            AssertUnwritable(path, Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start())));
            logger.OnFitEnd(null);
        }
    }

    [TestMethod]
    public void Where_the_second_file_can_not_be_written_the_first_is_closed()
    {
        var logger = new CsvLogger(FilePath) { StepsPath = _folder.Path };
        AssertUnwritable(_folder.Path, Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start())));
        using var exclusive = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_ends_the_fit_and_closing_does_not_fail_again()
    {
        var epochs = Started(new CsvLogger("/dev/full"));
        AssertUnwritable("/dev/full", Assert.ThrowsExactly<IOException>(() => epochs.OnEpochEnd(Told.Epoch(1))));
        epochs.OnFitEnd(null);

        var resumed = new CsvLogger("/dev/full");
        AssertUnwritable("/dev/full", Assert.ThrowsExactly<IOException>(() => resumed.OnFitStart(Told.Start(epochsDone: 1))));
        var steps = new CsvLogger(FilePath) { StepsPath = "/dev/full" };
        AssertUnwritable("/dev/full", Assert.ThrowsExactly<IOException>(() => steps.OnFitStart(Told.Start())));
    }

    [TestMethod]
    public void Outside_of_a_fit_nothing_is_written()
    {
        var logger = new CsvLogger(FilePath);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => logger.OnEpochEnd(Told.Epoch(1)));
        Assert.StartsWith("CsvLogger.OnEpochEnd must be called between OnFitStart and OnFitEnd", error.Message);
        Started(logger).OnFitEnd(Told.History());
        Assert.ThrowsExactly<InvalidOperationException>(() => logger.OnStepEnd(Told.Step(1, 1)));
    }

    [TestMethod]
    public void Paths_must_be_given_and_differ()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new CsvLogger(" "));
        Assert.ThrowsExactly<ArgumentNullException>(() => new CsvLogger(null!));
        Assert.ThrowsExactly<ArgumentException>(() => new CsvLogger(FilePath) { StepsPath = "" });
        var error = Assert.ThrowsExactly<ArgumentException>(() => new CsvLogger("fit.csv") { StepsPath = "./fit.csv" });
        Assert.Contains("received './fit.csv'", error.Message);
        Assert.IsNull(new CsvLogger(FilePath) { StepsPath = null }.StepsPath);
    }

    [TestMethod]
    public void Fields_with_commas_and_quotes_are_quoted() =>
        Assert.AreEqual("a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n", Encoding.UTF8.GetString(Csv.Line("a", "b,c", "d\"e", "f\ng")));

    private static void AssertUnwritable(string path, IOException error)
    {
        Assert.StartsWith($"The log '{path}' can't be written: ", error.Message);
        Assert.EndsWith("Choose a file in a folder where files can be written, or make room.", error.Message);
    }

    private static CsvLogger Started(CsvLogger logger)
    {
        logger.OnFitStart(Told.Start());
        return logger;
    }

    // As another program reads it that does not mind the writer.
    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
