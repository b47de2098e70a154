using System.Globalization;

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
        Assert.AreEqual("", LogText.Read(FilePath));
        logger.OnEpochEnd(Told.Epoch(1));
        Assert.AreEqual(Header + First, LogText.Read(FilePath), "while the file is open");
        logger.OnEpochEnd(Told.Epoch(2));
        logger.OnFitEnd(Told.History());
        Assert.AreEqual(Header + First + Second, LogText.Read(FilePath));
        Assert.AreNotEqual(0xEF, File.ReadAllBytes(FilePath)[0], "no byte order mark");
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

        Assert.AreEqual("1,-0.30000000000000004,NaN,1E-07,2,0.25,160", LogText.Read(FilePath).Split("\r\n")[1]);
    }

    [TestMethod]
    public void Without_validation_there_is_no_column_of_it()
    {
        var logger = Started(new CsvLogger(FilePath));
        logger.OnEpochEnd(Told.EpochWithoutValidation(1));
        Assert.AreEqual(
            "Epoch,TrainingLoss,LearningRate,TrainingSeconds,ValidationSeconds,SamplesPerSecond\r\n1,1.5,0.01,2,0.25,160\r\n",
            LogText.Read(FilePath));
    }

    [TestMethod]
    public void A_metric_that_a_later_epoch_lacks_leaves_its_field_empty()
    {
        var logger = Started(new CsvLogger(FilePath));
        logger.OnEpochEnd(Told.Epoch(1));
        logger.OnEpochEnd(Told.Epoch(2, (ValidationMetric.Loss, 0.5)));
        Assert.AreEqual(Header + First + "2,0.75,0.5,,0.01,2,0.25,160\r\n", LogText.Read(FilePath));
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
        Assert.AreEqual(Header + First, LogText.Read(FilePath));
        resumed.OnEpochEnd(Told.Epoch(2));
        Assert.AreEqual(Header + First + Second, LogText.Read(FilePath));
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
        Assert.AreEqual(Header + First, LogText.Read(FilePath));
        Assert.AreEqual("Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n", LogText.Read(StepsPath));
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
            LogText.AssertUnwritable(path, Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start())));
            logger.OnFitEnd(null);
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_ends_the_fit_and_closing_does_not_fail_again()
    {
        var epochs = Started(new CsvLogger("/dev/full"));
        LogText.AssertUnwritable("/dev/full", Assert.ThrowsExactly<IOException>(() => epochs.OnEpochEnd(Told.Epoch(1))));
        epochs.OnFitEnd(null);

        var resumed = new CsvLogger("/dev/full");
        LogText.AssertUnwritable(
            "/dev/full", Assert.ThrowsExactly<IOException>(() => resumed.OnFitStart(Told.Start(epochsDone: 1))));
        var steps = new CsvLogger(FilePath) { StepsPath = "/dev/full" };
        LogText.AssertUnwritable("/dev/full", Assert.ThrowsExactly<IOException>(() => steps.OnFitStart(Told.Start())));
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

    private static CsvLogger Started(CsvLogger logger)
    {
        logger.OnFitStart(Told.Start());
        return logger;
    }
}
