using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.Forecast;

[TestClass]
public sealed class ForecastEstimatorTests
{
    private static readonly Lazy<ForecastTransformer> Trained = new(() => Gru().Fit(SeriesRow.View(Context(), SeriesRow.Make())));

    private static readonly DateTime Split = SeriesRow.Start.AddHours(400);

    private readonly MLContext _mlContext = Context();

    [TestMethod]
    [DataRow("gru")]
    [DataRow("lstm")]
    [DataRow("transformer")]
    [DataRow("linear")]
    [DataRow("decomposed")]
    public void A_season_is_learned(string network)
    {
        var rows = SeriesRow.Make();
        ForecastEstimator estimator = network switch
        {
            "gru" => Gru(),
            "lstm" => _mlContext.Forecasting.ForecastByLstm(Set(new LstmForecastOptions { SegmentLength = 4, HiddenSize = 16 })),
            "transformer" => _mlContext.Forecasting.ForecastByTransformer(Set(new TransformerForecastOptions
            {
                PatchLength = 4,
                PatchStride = 3,
                HiddenSize = 16,
                FeedForwardSize = 16,
                Dropout = 0.1,
            })),
            "linear" => _mlContext.Forecasting.ForecastByLinear(Set(new LinearForecastOptions())),
            _ => _mlContext.Forecasting.ForecastByLinear(Set(new LinearForecastOptions { MovingAverageSteps = 3 })),
        };

        using var model = estimator.Fit(View(rows));

        // The noise has a deviation of 0.03, and the season one of 0.7 and 1.4.
        float[][] forecasts = Forecasts(model, rows);
        double error = 0;
        int count = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (float.IsNaN(forecasts[row][0]))
                continue;
            int series = row / 120, step = row % 120;
            for (int ahead = 1; ahead <= 6; ahead++, count++)
                error += Math.Abs(forecasts[row][ahead - 1] - SeriesRow.LoadOf(series, step + ahead) - 0.05);
        }

        Assert.AreEqual(2 * (120 - 15) * 6, count);
        Assert.IsLessThan(0.2, error / count);
    }

    [TestMethod]
    public void A_row_with_less_than_a_window_before_it_has_no_forecast()
    {
        float[][] forecasts = Forecasts(Trained.Value, SeriesRow.Make());

        for (int row = 0; row < forecasts.Length; row++)
        {
            Assert.HasCount(6, forecasts[row]);
            Assert.AreEqual(row % 120 < 15, float.IsNaN(forecasts[row][0]), $"row {row}");
        }
    }

    [TestMethod]
    public void Later_rows_never_change_a_forecast()
    {
        var rows = SeriesRow.Make();
        float[][] before = Forecasts(Trained.Value, rows);
        for (int row = 60; row < 120; row++)
            rows[row].Load = 1e6f * row;

        float[][] after = Forecasts(Trained.Value, rows);

        for (int row = 0; row < rows.Length; row++)
        {
            // The other series, too, is what it was.
            if (row is < 60 or >= 120)
                AssertClose(before[row], after[row], $"row {row}");
        }

        Assert.AreNotEqual(before[60][0], after[60][0]);
    }

    [TestMethod]
    public void A_forecast_does_not_depend_on_the_rows_that_are_forecast_with_it()
    {
        var rows = SeriesRow.Make();
        float[][] together = Forecasts(Trained.Value, rows);
        float[][] alone = Forecasts(Trained.Value, rows[120..136]);
        float[][] interleaved = Forecasts(
            Trained.Value, [.. Enumerable.Range(0, 240).Select(i => rows[((i % 2) * 120) + (i / 2)])]);

        AssertClose(together[135], alone[15], "alone");
        for (int row = 0; row < 240; row++)
            AssertClose(together[((row % 2) * 120) + (row / 2)], interleaved[row], $"row {row}");
    }

    [TestMethod]
    public void Another_unit_of_a_series_gives_the_same_forecast_in_that_unit()
    {
        var rows = SeriesRow.Make();
        float[][] before = Forecasts(Trained.Value, rows);
        var scaled = SeriesRow.Make();
        foreach (var row in scaled)
            row.Load = (row.Load * 1000) + 500;
        using var model = Gru().Fit(View(scaled));

        float[][] after = Forecasts(model, scaled);

        for (int row = 15; row < 120; row++)
            AssertClose([.. before[row].Select(value => (value * 1000) + 500)], after[row], $"row {row}", 20);
    }

    [TestMethod]
    [DataRow(ForecastScaling.MeanAndDeviation)]
    [DataRow(ForecastScaling.Robust)]
    [DataRow(ForecastScaling.LastValue)]
    public void A_series_that_was_not_trained_on_is_scaled_by_its_window(ForecastScaling scaling)
    {
        var options = GruOptions();
        options.Scaling = scaling;
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View(SeriesRow.Make()));
        var rows = SeriesRow.Make(1);
        foreach (var row in rows)
            (row.Meter, row.Load) = ("new", row.Load);
        float[][] before = Forecasts(model, rows);
        foreach (var row in rows)
            row.Load = (row.Load * 64) - 256;

        float[][] after = Forecasts(model, rows);

        for (int row = 15; row < 120; row++)
            AssertClose([.. before[row].Select(value => (value * 64) - 256)], after[row], $"row {row}", 0.5f);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_model_and_a_saved_one_the_same_forecasts()
    {
        var rows = SeriesRow.Make();
        float[][] first = Forecasts(Trained.Value, rows);
        using var again = Gru().Fit(View(rows));
        AssertEqual(first, Forecasts(again, rows));

        using var file = new MemoryStream();
        _mlContext.Model.Save(again, View(rows).Schema, file);
        file.Position = 0;
        var elsewhere = new MLContext();
        var loaded = elsewhere.Model.Load(file, out _);
        float[][] forecasts =
            [.. loaded.Transform(SeriesRow.View(elsewhere, rows)).GetColumn<float[]>("Forecast")];
        AssertEqual(first, forecasts);
        Assert.AreEqual(again.History.Epochs.Count, ((ForecastTransformer)loaded).History.Epochs.Count);
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Several_targets_are_forecast_by_the_same_weights()
    {
        var rows = SeriesRow.Make();
        var options = GruOptions();
        options.InputColumnName = nameof(SeriesRow.Pair);
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows));

        var forecasts = model.Transform(View(rows));

        Assert.AreEqual("Vector<Single, 6, 2>", forecasts.Schema["Forecast"].Type.ToString());
        Assert.AreEqual("Pair 1,Pair 2", string.Join(",", model.TargetNames));
        float[] last = forecasts.GetColumn<float[]>("Forecast").ElementAt(100);
        for (int ahead = 0; ahead < 6; ahead++)
        {
            Assert.AreEqual(SeriesRow.LoadOf(0, 101 + ahead), last[ahead * 2], 0.4f);
            Assert.AreEqual(5 - SeriesRow.LoadOf(0, 104 + ahead), last[(ahead * 2) + 1], 0.4f);
        }
    }

    [TestMethod]
    public void Missing_values_are_left_out_and_a_window_of_nothing_else_has_no_forecast()
    {
        var rows = SeriesRow.Make();
        for (int row = 0; row < rows.Length; row += 5)
            rows[row].Load = float.NaN;
        for (int row = 40; row < 60; row++)
            rows[row].Load = float.NaN;
        using var model = Gru().Fit(View(rows));

        float[][] forecasts = Forecasts(model, rows);

        Assert.IsTrue(float.IsFinite((float)model.History.Epochs[^1].TrainingLoss));
        Assert.IsTrue(forecasts[54].All(float.IsFinite), "the row before the window is all missing");
        Assert.IsTrue(forecasts[56].All(float.IsNaN), "16 missing values");
        Assert.IsTrue(forecasts[61].All(float.IsFinite));
        double error = Enumerable.Range(80, 34).Average(
            row => Math.Abs(forecasts[row][0] - SeriesRow.LoadOf(0, row + 1)));
        Assert.IsLessThan(0.5, error);
    }

    [TestMethod]
    public void The_future_follows_the_last_row_of_each_series()
    {
        var rows = SeriesRow.Make();
        float[][] transformed = Forecasts(Trained.Value, rows);

        var future = Trained.Value.Forecast(View(rows));

        Assert.AreEqual("Meter,Time,Step,Forecast", string.Join(",", future.Schema.Select(column => column.Name)));
        var made = _mlContext.Data.CreateEnumerable<FutureRow>(future, reuseRowObject: false).ToArray();
        Assert.HasCount(12, made);
        for (int i = 0; i < 12; i++)
        {
            Assert.AreEqual(i < 6 ? "a" : "b", made[i].Meter);
            Assert.AreEqual((i % 6) + 1, made[i].Step);
            Assert.AreEqual(SeriesRow.Start.AddHours(120 + (i % 6)), made[i].Time);
            Assert.AreEqual(transformed[i < 6 ? 119 : 239][i % 6], made[i].Forecast, 1e-4f);
        }
    }

    [TestMethod]
    public void What_is_known_of_the_future_is_used_and_must_be_given()
    {
        // Each value is what the column says of its step, and nothing before tells it.
        var random = new Random(5);
        var rows = SeriesRow.Make();
        foreach (var row in rows)
        {
            row.Holiday = random.Next(2) == 1;
            row.Load = (row.Holiday ? 2 : -2) + (10 * row.Region);
        }

        var options = GruOptions();
        (options.KnownFutureColumns, options.PastColumns, options.StaticColumns) = (
            [nameof(SeriesRow.Holiday)], [nameof(SeriesRow.Weather)], [nameof(SeriesRow.Region)]);
        options.NumberOfEpochs = 60;
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows));

        float[][] forecasts = Forecasts(model, rows);
        Assert.IsTrue(forecasts[114].All(float.IsNaN), "of the last step nothing is known");
        double error = Enumerable.Range(60, 54).Average(row => Math.Abs(forecasts[row][2] - rows[row + 3].Load));
        Assert.IsLessThan(0.6, error);

        var history = View([.. rows[..100], .. rows[120..220]]);
        var made = _mlContext.Data.CreateEnumerable<FutureRow>(
            model.Forecast(history, View([.. rows[220..226], .. rows[100..106]])), reuseRowObject: false).ToArray();
        for (int ahead = 0; ahead < 6; ahead++)
        {
            Assert.AreEqual(forecasts[99][ahead], made[ahead].Forecast, 1e-4f);
            Assert.AreEqual(forecasts[219][ahead], made[6 + ahead].Forecast, 1e-4f);
        }

        var missing = Assert.ThrowsExactly<InvalidOperationException>(
            () => model.Forecast(history, View([.. rows[100..106], .. rows[220..225]])));
        StringAssert.Contains(missing.Message, "missing in step 6 of the series 'b'");
        Assert.ThrowsExactly<InvalidOperationException>(() => model.Forecast(history));
    }

    [TestMethod]
    public void The_calendar_is_known_of_all_steps_ahead()
    {
        // What the hour of the day alone tells, and no window of four hours.
        var rows = SeriesRow.Make(1, 24 * 30);
        var random = new Random(2);
        foreach (var row in rows)
            row.Load = row.Time.Hour < 12 ? 1 : -1;
        for (int row = 0; row < rows.Length; row++)
            rows[row].Load += random.Next(2) == 1 ? 0 : 0.1f;
        var options = GruOptions();
        (options.WindowSize, options.SegmentLength, options.CalendarFeatures) = (
            4, 2, CalendarFeatures.TimeOfDay | CalendarFeatures.DayOfYear);
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows));

        using var file = new MemoryStream();
        _mlContext.Model.Save(model, View(rows).Schema, file);
        file.Position = 0;
        var loaded = (ForecastTransformer)_mlContext.Model.Load(file, out _);
        float[][] forecasts = Forecasts(loaded, rows);
        var future = _mlContext.Data.CreateEnumerable<FutureRow>(
            loaded.Forecast(View(rows[..^13])), reuseRowObject: false).ToArray();

        // Six steps cross a change in a quarter of all windows, which then have an error of 2 without the date.
        double error = Enumerable.Range(24 * 20, 24 * 10).Average(row => Enumerable.Range(1, 6).Average(
            ahead => Math.Abs(forecasts[row][ahead - 1] - (rows[row].Time.AddHours(ahead).Hour < 12 ? 1 : -1))));
        Assert.IsLessThan(0.2, error);
        Assert.IsTrue(forecasts[^1].All(float.IsFinite), "dates are known after the last row, too");
        for (int ahead = 0; ahead < 6; ahead++)
            Assert.AreEqual(forecasts[^14][ahead], future[ahead].Forecast, 1e-4f);

        options.TimeColumnName = null;
        Assert.ThrowsExactly<InvalidOptionsException>(() => _mlContext.Forecasting.ForecastByGru(options));
    }

    [TestMethod]
    public void Bounds_have_the_level_in_new_rows()
    {
        var options = GruOptions();
        (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn, options.ConfidenceLevel) = ("Low", "High", 0.9);
        (options.ValidationFraction, options.NumberOfEpochs) = (0.4, 3); // too few epochs to learn the bounds
        var rows = SeriesRow.Make(3, 600, seed: 4);
        var random = new Random(6);
        foreach (var row in rows)
            row.Load += random.NextSingle();
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View([.. rows.Where(row => row.Time < Split)]));

        var scored = model.Transform(View([.. rows.Where(row => row.Time >= Split)]));
        var metrics = _mlContext.Forecasting.Evaluate(scored, new ForecastEvaluationOptions
        {
            LabelColumnName = nameof(SeriesRow.Load),
            SeriesColumnName = nameof(SeriesRow.Meter),
            TimeColumnName = nameof(SeriesRow.Time),
            ConfidenceLowerBoundColumn = "Low",
            ConfidenceUpperBoundColumn = "High",
        });

        Assert.AreEqual(0.9, metrics.Coverage!.Value, 0.06);
    }

    [TestMethod]
    public void Bounds_lie_around_the_forecast()
    {
        var options = GruOptions();
        (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn) = ("Lower", "Upper");
        options.ConfidenceLevel = 0.8;
        var random = new Random(3);
        var rows = SeriesRow.Make(1, 400);
        foreach (var row in rows)
            row.Load = random.NextSingle();
        using var model = _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows));

        var view = model.Transform(View(rows));
        float[][] lower = [.. view.GetColumn<float[]>("Lower")], upper = [.. view.GetColumn<float[]>("Upper")];

        // Of uniform numbers 80 % lie between 0.1 and 0.9.
        Assert.AreEqual(0.1, Enumerable.Range(15, 300).Average(row => (double)lower[row][3]), 0.12);
        Assert.AreEqual(0.9, Enumerable.Range(15, 300).Average(row => (double)upper[row][3]), 0.12);
        Assert.AreEqual(0.8f, Annotation<float>(view.Schema["Lower"], "ConfidenceLevel"));
        Assert.AreEqual(6, Annotation<int>(view.Schema["Forecast"], "ForecastHorizon"));
    }

    [TestMethod]
    public void Series_that_are_too_short_are_an_error()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Gru().Fit(View(SeriesRow.Make(2, 21))));

        StringAssert.Contains(error.Message, "WindowSize (16) and Horizon (6) together");
        StringAssert.Contains(error.Message, "the longest of 2 series has 21 steps");
    }

    [TestMethod]
    public void Options_are_checked_all_at_once()
    {
        var options = new GruForecastOptions
        {
            WindowSize = 0,
            SegmentLength = 4,
            ConfidenceUpperBoundColumn = "Upper",
            PastColumns = ["Load"],
            KnownFutureColumns = ["Load"],
            Device = "tpu",
        };
        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => _mlContext.Forecasting.ForecastByGru(options));

        foreach (string rule in new[]
        {
            "InputColumnName must be the name of a column", "WindowSize", "ConfidenceUpperBoundColumn must be set if",
            "A column must have one role", "Device",
        })
            StringAssert.Contains(error.Message, rule);
    }

    [TestMethod]
    public void Options_are_written_to_JSON_and_read_again()
    {
        var options = GruOptions();
        (options.PastColumns, options.Loss, options.Seed) = (["Weather", "Wind"], ForecastLoss.Huber, 7);
        options.CalendarFeatures = CalendarFeatures.TimeOfDay | CalendarFeatures.TimeOfWeek;

        var read = ForecastOptions.FromJson<GruForecastOptions>(options.ToJson());

        Assert.AreEqual(options.ToJson(), read.ToJson());
        CollectionAssert.AreEqual(new[] { "Weather", "Wind" }, read.PastColumns.ToArray());
        Assert.AreEqual(4, read.SegmentLength);
    }

    [TestMethod]
    public void A_fit_resumes_from_its_checkpoint_bit_for_bit()
    {
        string folder = Directory.CreateTempSubdirectory("forecast").FullName;
        try
        {
            var rows = SeriesRow.Make();
            using var stop = new CancellationTokenSource();
            var options = GruOptions();
            (options.CheckpointFolder, options.CancellationToken) = (folder, stop.Token);
            options.Callbacks = [new StopAfter(3, stop)];
            Assert.ThrowsExactly<OperationCanceledException>(() => _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows)));

            options = GruOptions();
            (options.CheckpointFolder, options.Resume) = (folder, true);
            using var resumed = _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows));

            AssertEqual(Forecasts(Trained.Value, rows), Forecasts(resumed, rows));
            options.Horizon = 5;
            var error = Assert.ThrowsExactly<InvalidOperationException>(
                () => _mlContext.Forecasting.ForecastByGru(options).Fit(View(rows)));
            StringAssert.Contains(error.Message, "network");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MLContext Context() => new(seed: 1);

    private static ForecastEstimator Gru() => Context().Forecasting.ForecastByGru(GruOptions());

    private static GruForecastOptions GruOptions() => Set(new GruForecastOptions { SegmentLength = 4, HiddenSize = 16 });

    private static TOptions Set<TOptions>(TOptions options)
        where TOptions : ForecastOptions
    {
        (options.InputColumnName, options.SeriesColumnName) = (nameof(SeriesRow.Load), nameof(SeriesRow.Meter));
        (options.TimeColumnName, options.WindowSize, options.Horizon) = (nameof(SeriesRow.Time), 16, 6);
        (options.NumberOfEpochs, options.LearningRate, options.NumberOfThreads) = (30, 0.01, 1);
        return options;
    }

    private IDataView View(params SeriesRow[] rows) => SeriesRow.View(_mlContext, rows);

    private float[][] Forecasts(ForecastTransformer model, params SeriesRow[] rows) =>
        [.. model.Transform(View(rows)).GetColumn<float[]>("Forecast")];

    private static T Annotation<T>(DataViewSchema.Column column, string kind)
    {
        T value = default!;
        column.Annotations.GetValue(kind, ref value);
        return value;
    }

    private static void AssertClose(float[] expected, float[] actual, string what, float tolerance = 1e-4f)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], tolerance, what);
    }

    private static void AssertEqual(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int row = 0; row < expected.Length; row++)
            CollectionAssert.AreEqual(expected[row], actual[row], $"row {row}");
    }

    private sealed class FutureRow
    {
        public string Meter { get; set; } = "";

        public DateTime Time { get; set; }

        public int Step { get; set; }

        public float Forecast { get; set; }
    }

    private sealed class StopAfter(int epochs, CancellationTokenSource stop) : IEpochCallback
    {
        public void OnEpochEnd(EpochMetrics metrics)
        {
            if (metrics.Epoch == epochs)
                stop.Cancel();
        }
    }
}
