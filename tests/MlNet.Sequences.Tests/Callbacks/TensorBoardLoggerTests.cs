using System.Globalization;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TensorBoardLoggerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string Run => _folder.At("runs/one");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Steps_and_epochs_are_points_on_one_axis()
    {
        var logger = Started();
        logger.OnStepEnd(Told.Step(1, 4, loss: 2));
        logger.OnStepEnd(Told.Step(1, 10, loss: 1.5));
        logger.OnEpochEnd(Told.Epoch(1));
        logger.OnStepEnd(Told.Step(2, 10, loss: 0.75));
        logger.OnEpochEnd(Told.Epoch(2));

        var content = EventFileReader.Read(Files.Single());
        Assert.AreEqual("brain.Event:2", content.FileVersion);
        Assert.AreEqual(
            """
            accuracy/validation 10:0.6 20:0.7
            learning_rate 4:0.004 10:0.01 20:0.01
            loss/training 10:1.5 20:0.75
            loss/training_steps 4:2 10:1.1666666 20:0.75
            loss/validation 10:1 20:0.5
            samples_per_second 4:160 10:160 20:160
            """.ReplaceLineEndings("\n"), Curves(content));
    }

    [TestMethod]
    public void An_epoch_whose_steps_were_not_reported_has_its_rate_all_the_same()
    {
        var logger = Started();
        logger.OnEpochEnd(Told.Epoch(1, (ValidationMetric.AreaUnderRocCurve, 0.5)));
        logger.OnFitEnd(Told.History());
        Assert.AreEqual(
            "area_under_roc_curve/validation 10:0.5\nlearning_rate 10:0.01\nloss/training 10:1.5\nsamples_per_second 10:160",
            Curves(EventFileReader.Read(Files.Single())));
    }

    [TestMethod]
    public void Every_point_is_in_the_file_at_once()
    {
        var logger = Started();
        for (int step = 1; step <= 10; step++)
        {
            logger.OnStepEnd(Told.Step(1, step));
            Assert.AreEqual(step, EventFileReader.Read(Files.Single()).Points.Count(p => p.Tag == "learning_rate"));
        }
    }

    [TestMethod]
    public void Wall_times_are_seconds_since_1970()
    {
        double before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0 - 1;
        var logger = Started();
        logger.OnEpochEnd(Told.Epoch(1));
        foreach (var point in EventFileReader.Read(Files.Single()).Points)
            Assert.IsInRange(before, before + 60, point.WallTime);
    }

    [TestMethod]
    public void The_settings_are_a_table_on_the_page_of_texts()
    {
        Started();
        var text = EventFileReader.Read(Files.Single()).Points.Single();
        Assert.AreEqual("text", text.Plugin);
        Assert.AreEqual("settings", text.Tag);
        Assert.AreEqual(
            """
            | setting | value |
            | --- | --- |
            | LearningRate | 0.003 |
            | FeatureColumnName | a\|b c |
            | training rows | 320 |
            | validation rows | 40 |
            | steps in an epoch | 10 |

            """.ReplaceLineEndings("\n"), text.Text);
    }

    [TestMethod]
    public void A_resumed_fit_writes_a_further_file_that_begins_behind_its_checkpoint()
    {
        var killed = Started();
        killed.OnStepEnd(Told.Step(1, 10));
        killed.OnEpochEnd(Told.Epoch(1));
        killed.OnStepEnd(Told.Step(2, 5)); // after the checkpoint: done again
        string first = Files.Single();

        var resumed = new TensorBoardLogger(Run);
        resumed.OnFitStart(Told.Start(epochsDone: 1, stepsDone: 12));
        resumed.OnStepEnd(Told.Step(2, 5));
        resumed.OnStepEnd(Told.Step(2, 10));
        resumed.OnEpochEnd(Told.Epoch(2));
        resumed.OnFitEnd(Told.History());

        Assert.HasCount(2, Files);
        Assert.AreEqual(first, Files[0], "the older file's name comes first");
        var content = EventFileReader.Read(Files[1]);
        Assert.AreEqual(13, content.RestartStep, "what the killed process wrote from this step on is no longer shown");
        Assert.IsTrue(content.Points.All(point => point.Step >= 12));
        Assert.AreEqual("15 20", string.Join(' ', content.Points.Where(p => p.Tag == "loss/training_steps").Select(p => p.Step)));
    }

    [TestMethod]
    public void A_second_fit_starts_anew_in_a_file_of_its_own()
    {
        var logger = Started();
        logger.OnStepEnd(Told.Step(1, 4, loss: 2));
        logger.OnFitStart(Told.Start());
        logger.OnStepEnd(Told.Step(1, 10, loss: 1));
        logger.OnFitEnd(null);
        Assert.HasCount(2, Files);
        var content = EventFileReader.Read(Files[1]);
        Assert.AreEqual(0, content.RestartStep);
        Assert.Contains("loss/training_steps 10:1\n", Curves(content) + "\n");
    }

    [TestMethod]
    public void A_cancelled_fit_closes_the_file()
    {
        var logger = Started();
        logger.OnFitEnd(null);
        logger.OnFitEnd(null);
        using var exclusive = new FileStream(Files.Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.ThrowsExactly<InvalidOperationException>(() => logger.OnEpochEnd(Told.Epoch(1)));
        Assert.ThrowsExactly<InvalidOperationException>(() => logger.OnStepEnd(Told.Step(1, 1)));
    }

    [TestMethod]
    public void A_folder_that_can_not_be_made_is_an_error_before_the_first_step()
    {
        _folder.Write("file", "");
        var logger = new TensorBoardLogger(_folder.At("file/run"));
        var error = Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start()));
        Assert.StartsWith($"The log '{_folder.At("file/run")}", error.Message);
        Assert.EndsWith("or make room.", error.Message);
        logger.OnFitEnd(null);
        Assert.ThrowsExactly<ArgumentException>(() => new TensorBoardLogger(""));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_is_an_error_and_closing_does_not_fail_again()
    {
        using var file = LogFile.Create("/dev/full");
        var error = Assert.ThrowsExactly<IOException>(() => new EventFile(file));
        Assert.StartsWith("The log '/dev/full' can't be written: No space left on device", error.Message);
    }

    [TestMethod]
    public void The_reader_of_these_tests_knows_the_published_checksum() =>
        Assert.AreEqual(
            0xE3069283u, EventFileReader.Crc32C("123456789"u8), "the check value that catalogues of checksums give for CRC-32C");

    private string[] Files => [.. Directory.GetFiles(Run).Order(StringComparer.Ordinal)];

    private TensorBoardLogger Started()
    {
        var logger = new TensorBoardLogger(Run);
        logger.OnFitStart(Told.Start());
        return logger;
    }

    private static string Curves(EventFileReader.Content content) => string.Join('\n', content.Points
        .Where(point => point.Value is not null)
        .GroupBy(point => point.Tag)
        .OrderBy(curve => curve.Key, StringComparer.Ordinal)
        .Select(
            curve =>
                curve.Key + ' ' + string.Join(
                    ' ', curve.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Step}:{p.Value}")))));
}
