namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ProgressPrinterTests : IDisposable
{
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    public void Dispose() => _writer.Dispose();

    [TestMethod]
    public void A_file_gets_a_line_for_each_epoch_and_one_at_the_end()
    {
        var printer = new ProgressPrinter(_writer);
        printer.OnFitStart(Told.Start());
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            printer.OnStepEnd(Told.Step(epoch, 4));
            printer.OnStepEnd(Told.Step(epoch, 10));
            printer.OnEpochEnd(Told.Epoch(epoch));
        }

        printer.OnFitEnd(Told.History());
        Assert.AreEqual(
            """
            Epoch 1/3, 33 %, 0:05 left: loss 1.5000, validation accuracy 60.0 %, 160 samples/s
            Epoch 2/3, 66 %, 0:03 left: loss 0.7500, validation accuracy 70.0 %, 160 samples/s
            Epoch 3/3, 100 %, 0:00 left: loss 0.5000, validation accuracy 80.0 %, 160 samples/s
            Done: 3 epochs in 1:24; the model has the weights of epoch 2.

            """.ReplaceLineEndings("\n"), _writer.ToString());
    }

    [TestMethod]
    public void Custom_metrics_follow_the_tasks_own()
    {
        var printer = new ProgressPrinter(_writer);
        printer.OnFitStart(Told.Start());
        var epoch = Told.Epoch(1, (ValidationMetric.Accuracy, 0.6), (ValidationMetric.AreaUnderRocCurve, 0.7));
        printer.OnEpochEnd(epoch with
        {
            Validation = new Dictionary<string, double>(epoch.Validation) { ["Brier"] = 0.1234567, ["Hits"] = 12 },
        });
        Assert.AreEqual(
            "Epoch 1/3, 33 %, 0:05 left: loss 1.5000, validation accuracy 60.0 %, Brier 0.12346, Hits 12, 160 samples/s\n",
            _writer.ToString());
    }

    [TestMethod]
    public void A_terminal_has_one_line_that_is_rewritten()
    {
        var printer = Live(width: 100);
        printer.OnFitStart(Told.Start());
        printer.OnStepEnd(Told.Step(1, 4));
        printer.OnEpochEnd(Told.Epoch(1));
        printer.OnStepEnd(Told.Step(2, 4));
        printer.OnFitEnd(Told.History(stoppedEarly: true));

        string[] rewritten = _writer.ToString().Split('\r');
        Assert.AreEqual("Epoch 1/3, 13 %, 0:06 left: loss 0.5000, 160 samples/s", rewritten[1].TrimEnd());
        Assert.AreEqual("Epoch 1/3, 33 %, 0:05 left: loss 1.5000, validation accuracy 60.0 %, 160 samples/s", rewritten[2]);
        Assert.AreEqual("Epoch 2/3, 46 %, 0:04 left: loss 0.5000, validation accuracy 60.0 %, 160 samples/s\n" +
            "Stopped early: 3 epochs in 1:24; the model has the weights of epoch 2.\n", rewritten[3]);
    }

    [TestMethod]
    public void A_shorter_line_covers_the_longer_one_before_it()
    {
        var line = new ProgressLine(_writer, 20);
        line.Show("long line");
        line.Show("short");
        line.End();
        line.End();
        Assert.AreEqual("\rlong line\rshort    \n", _writer.ToString());
    }

    [TestMethod]
    public void A_line_never_fills_the_terminal_so_that_it_stays_one()
    {
        foreach (int width in new[] { 1, 10, 40 })
        {
            _writer.GetStringBuilder().Clear();
            var printer = Live(width);
            printer.OnFitStart(Told.Start());
            printer.OnStepEnd(Told.Step(1, 4));
            Assert.AreEqual(width - 1, _writer.ToString().Trim('\r').Length);
            _writer.GetStringBuilder().Clear();
            printer.OnFitEnd(Told.History());
            Assert.EndsWith("the weights of epoch 2.\n", _writer.ToString(), "what stays may take several lines");
        }
    }

    [TestMethod]
    public void A_cancelled_fit_leaves_the_line_and_goes_to_the_next()
    {
        var printer = Live(width: 100);
        printer.OnFitStart(Told.Start());
        printer.OnStepEnd(Told.Step(1, 4));
        printer.OnFitEnd(null);
        printer.OnFitEnd(null);
        Assert.EndsWith("samples/s\n", _writer.ToString());
        Assert.DoesNotContain("Done", _writer.ToString());
    }

    [TestMethod]
    public void A_resumed_fit_shows_the_metric_of_the_epochs_before_it_and_counts_on()
    {
        var printer = Live(width: 100);
        printer.OnFitStart(Told.Start(epochsDone: 2));
        printer.OnStepEnd(Told.Step(3, 5));
        Assert.AreEqual(
            "\rEpoch 3/3, 83 %, 0:02 left: loss 0.5000, validation accuracy 70.0 %, 160 samples/s", _writer.ToString());
    }

    [TestMethod]
    public void A_second_fit_knows_nothing_of_the_first()
    {
        var printer = Live(width: 100);
        printer.OnFitStart(Told.Start());
        printer.OnEpochEnd(Told.Epoch(1));
        printer.OnFitEnd(Told.History());
        _writer.GetStringBuilder().Clear();
        printer.OnFitStart(Told.Start());
        printer.OnStepEnd(Told.Step(1, 5));
        Assert.AreEqual("\rEpoch 1/3, 16 %, 0:05 left: loss 0.5000, 160 samples/s", _writer.ToString());
    }

    [TestMethod]
    public void Regression_shows_its_error_and_no_validation_nothing()
    {
        var printer = new ProgressPrinter(_writer);
        printer.OnFitStart(Told.Start());
        printer.OnEpochEnd(Told.Epoch(1, (ValidationMetric.Loss, 0.5), (ValidationMetric.RootMeanSquaredError, 1234.5678)));
        printer.OnEpochEnd(Told.EpochWithoutValidation(2) with { SamplesPerSecond = 0 });
        Assert.AreEqual(
            "Epoch 1/3, 33 %, 0:05 left: loss 1.5000, validation RMSE 1234.6, 160 samples/s\n" +
            "Epoch 2/3, 66 %, - left: loss 0.7500, 0 samples/s\n", _writer.ToString());
    }

    [TestMethod]
    public void Hours_are_shown_where_there_are_some()
    {
        var printer = new ProgressPrinter(_writer);
        printer.OnFitStart(Told.Start() with { TrainingRows = 3_000_000 });
        printer.OnEpochEnd(Told.Epoch(1) with { ValidationSeconds = 0 });
        Assert.Contains("10:25:00 left", _writer.ToString());
    }

    [TestMethod]
    public void Standard_error_is_that_of_the_time_when_the_fit_starts()
    {
        var printer = new ProgressPrinter();
        var before = Console.Error;
        try
        {
            Console.SetError(_writer);
            printer.OnFitStart(Told.Start());
            printer.OnEpochEnd(Told.Epoch(1));
            printer.OnFitEnd(null);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains("Epoch 1/3", _writer.ToString());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(80)]
    public void A_writer_that_takes_no_more_does_not_end_the_fit(int? width)
    {
        using var writer = new FullWriter();
        var printer = new ProgressPrinter(writer, _ => width);
        printer.OnFitStart(Told.Start());
        printer.OnStepEnd(Told.Step(1, 4));
        printer.OnEpochEnd(Told.Epoch(1));
        printer.OnFitEnd(Told.History());
        Assert.IsGreaterThan(1, writer.Attempts, "what comes later is tried again");
    }

    private sealed class FullWriter : StringWriter
    {
        internal int Attempts { get; private set; }

        public override void Write(string? value)
        {
            Attempts++;
            throw new IOException("No space left on device");
        }
    }

    [TestMethod]
    public void A_writer_that_is_not_the_console_is_no_terminal() => Assert.IsNull(Terminal.WidthOf(_writer));

    [TestMethod]
    public void Outside_of_a_fit_it_asks_for_its_start()
    {
        var printer = new ProgressPrinter(_writer);
        Assert.ThrowsExactly<InvalidOperationException>(() => printer.OnStepEnd(Told.Step(1, 1)));
        Assert.ThrowsExactly<InvalidOperationException>(() => printer.OnEpochEnd(Told.Epoch(1)));
    }

    private ProgressPrinter Live(int width) => new(_writer, _ => width);
}
