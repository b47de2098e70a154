using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.ForecastEvaluation;

[TestClass]
public sealed class BaselineForecastTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_seasonal_naive_forecast_repeats_the_last_season()
    {
        float[][] forecasts = Forecasts(Options(BaselineMethod.SeasonalNaive, horizon: 5, seasonality: 3), [1, 2, 3, 4, 5, 6]);

        Assert.IsTrue(forecasts[..2].All(forecast => forecast.All(float.IsNaN)));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 1, 2 }, forecasts[2]);
        CollectionAssert.AreEqual(new float[] { 2, 3, 4, 2, 3 }, forecasts[3]);
        CollectionAssert.AreEqual(new float[] { 4, 5, 6, 4, 5 }, forecasts[5]);
    }

    [TestMethod]
    public void A_missing_value_is_that_of_the_season_before()
    {
        float[][] forecasts = Forecasts(
            Options(BaselineMethod.SeasonalNaive, horizon: 2, seasonality: 2), [1, 2, float.NaN, 4, 5]);

        CollectionAssert.AreEqual(new float[] { 2, 1 }, forecasts[2]);
        CollectionAssert.AreEqual(new float[] { 1, 4 }, forecasts[3]);
        CollectionAssert.AreEqual(new float[] { 4, 5 }, forecasts[4]);
    }

    [TestMethod]
    public void The_drift_goes_on_along_the_line_through_the_first_and_the_last_value()
    {
        float[][] forecasts = Forecasts(Options(BaselineMethod.Drift, horizon: 2), [1, 5, 4, float.NaN]);

        CollectionAssert.AreEqual(new float[] { 9, 13 }, forecasts[1]);
        CollectionAssert.AreEqual(new float[] { 5.5f, 7 }, forecasts[2]);
        CollectionAssert.AreEqual(new float[] { 7, 8.5f }, forecasts[3]); // one step later, without a value
    }

    // Reference: level, trend and season after the last value in statsmodels 0.13.5, ExponentialSmoothing with
    // initialization_method="known" and the same initial states. Its own forecast has an old season at the fourth step.
    [TestMethod]
    [DataRow(false, new[] { 113.910289, 87.781024, 104.688355, 88.052662, 118.254888, 92.125623 })]
    [DataRow(true, new[] { 117.562413, 86.92089, 106.544126, 86.039029, 123.097202, 90.965484 })]
    public void Holt_Winters_forecasts_as_statsmodels_does(bool isMultiplicative, double[] expected)
    {
        var forecaster = new HoltWintersForecaster(4, isMultiplicative, [0.3, 0.1, 0.2]);
        foreach (float value in Sample)
            forecaster.Observe(value);
        double[] forecast = new double[6];
        forecaster.Forecast(forecast);

        for (int step = 0; step < forecast.Length; step++)
            Assert.AreEqual(expected[step], forecast[step], 1e-5);
    }

    // Reference: the smallest sum of squared errors after two seasons of statsmodels 0.13.5 with 140 triples of parameters.
    [TestMethod]
    [DataRow(BaselineMethod.AdditiveHoltWinters, 389.0795)]
    [DataRow(BaselineMethod.MultiplicativeHoltWinters, 386.2923)]
    public void The_fitted_smoothing_has_no_larger_errors_than_that_of_statsmodels(BaselineMethod method, double expected)
    {
        double[] parameters = BaselineFit.FitParameters(method, 4, Sample);
        var forecaster = new HoltWintersForecaster(4, method == BaselineMethod.MultiplicativeHoltWinters, parameters);
        double sum = 0;
        foreach (float value in Sample)
        {
            sum += forecaster.IsReady ? Math.Pow(value - forecaster.Next(), 2) : 0;
            forecaster.Observe(value);
        }

        Assert.IsLessThan(expected * 1.0001, sum);
    }

    // Reference: seasonal_decompose of statsmodels 0.13.5 and numpy's least squares.
    [TestMethod]
    [DataRow(null, new[] { 120.74358, 90.02559, 105.40897, 83.2, 120.74358, 90.02559 })]
    [DataRow(0.4, new[] { 117.43799, 88.02218, 103.60325, 82.20098, 119.91234, 89.86704 })]
    public void Naive2_and_Theta_take_seasons_off_and_put_them_back(double? smoothing, double[] expected)
    {
        var forecaster = new DeseasonalizedForecaster(4, smoothing);
        foreach (float value in Sample)
            forecaster.Observe(value);
        double[] forecast = new double[6];
        forecaster.Forecast(forecast);

        for (int step = 0; step < forecast.Length; step++)
            Assert.AreEqual(expected[step], forecast[step], 1e-4);
    }

    [TestMethod]
    public void Naive2_of_a_series_without_seasons_or_with_values_below_zero_is_the_last_value()
    {
        var random = new Random(1);
        foreach (float least in (float[])[10, -0.5f])
        {
            float[] values = [.. Enumerable.Range(0, 60).Select(_ => least + random.NextSingle())];
            var options = Options(BaselineMethod.Naive2, horizon: 3, seasonality: 4);
            CollectionAssert.AreEqual(new[] { values[59], values[59], values[59] }, Forecasts(options, values)[59]);
        }
    }

    [TestMethod]
    public void Bounds_have_their_probability_for_trained_and_for_new_series()
    {
        // Ten random walks, and ten new ones that vary ten times as much: their bounds are relative to their own errors.
        var options = Options(BaselineMethod.SeasonalNaive, horizon: 4);
        (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn) = ("Lower", "Upper");
        options.ConfidenceLevel = 0.8;
        var model = _mlContext.Forecasting.ForecastByBaseline(options).Fit(Walks("old", 1, seed: 1));
        foreach (var rows in (IDataView[])[Walks("old", 1, seed: 2), Walks("new", 10, seed: 3)])
        {
            var metrics = _mlContext.Forecasting.Evaluate(model.Transform(rows), new ForecastEvaluationOptions
            {
                LabelColumnName = "Load",
                SeriesColumnName = "Meter",
                ConfidenceLowerBoundColumn = "Lower",
                ConfidenceUpperBoundColumn = "Upper",
                NumberOfTestSteps = 300,
            });
            Assert.AreEqual(0.8, metrics.Coverage!.Value, 0.05);
            foreach (var step in metrics.BySteps)
                Assert.AreEqual(0.8, step.Coverage!.Value, 0.07);
        }
    }

    [TestMethod]
    public void A_saved_model_forecasts_the_same()
    {
        foreach (var method in Enum.GetValues<BaselineMethod>())
        {
            var options = Options(method, horizon: 3, seasonality: 4);
            (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn) = ("Lower", "Upper");
            options.ConfidenceLevel = 0.5;
            var rows = Rows("a", Sample);
            var model = _mlContext.Forecasting.ForecastByBaseline(options).Fit(rows);
            using var file = new MemoryStream();
            _mlContext.Model.Save(model, rows.Schema, file);

            var loaded = new MLContext().Model.Load(file, out _);

            foreach (string column in (string[])["Forecast", "Lower", "Upper"])
            {
                float[][] expected = [.. model.Transform(rows).GetColumn<float[]>(column)];
                float[][] actual = [.. loaded.Transform(rows).GetColumn<float[]>(column)];
                for (int row = 0; row < expected.Length; row++)
                    CollectionAssert.AreEqual(expected[row], actual[row]);
                Assert.IsFalse(float.IsNaN(actual[^1][0]), $"{method} {column}");
            }
        }
    }

    [TestMethod]
    public void The_future_of_each_series_has_a_row_a_step_with_its_time()
    {
        var options = Options(BaselineMethod.Drift, horizon: 2);
        options.TimeColumnName = "Time";
        var rows = _mlContext.Data.LoadFromEnumerable<TimedRow>(
        [
            new() { Meter = "b", Time = new(2026, 1, 31), Load = 1 }, new() { Meter = "a", Time = new(2026, 1, 31), Load = 5 },
            new() { Meter = "b", Time = new(2026, 3, 31), Load = 3 }, new() { Meter = "a", Time = new(2026, 2, 28), Load = 6 },
            new() { Meter = "b", Time = new(2026, 2, 28), Load = 2 },
        ]);

        var future = _mlContext.Forecasting.ForecastByBaseline(options).Fit(rows).Forecast(rows);

        CollectionAssert.AreEqual(
            new[] { "Meter", "Time", "Step", "Forecast" }, future.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "b", "b", "a", "a" }, future.GetColumn<string>("Meter").ToArray());
        CollectionAssert.AreEqual(
            new DateTime[] { new(2026, 4, 30), new(2026, 5, 31), new(2026, 3, 31), new(2026, 4, 30) },
            future.GetColumn<DateTime>("Time").ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2, 1, 2 }, future.GetColumn<int>("Step").ToArray());
        CollectionAssert.AreEqual(new float[] { 4, 5, 7, 8 }, future.GetColumn<float>("Forecast").ToArray());
    }

    [TestMethod]
    public void Targets_are_forecast_each_by_itself_step_after_step()
    {
        var rows = _mlContext.Data.LoadFromEnumerable<PairRow>(
            [new() { Load = [1, 10] }, new() { Load = [2, 30] }, new() { Load = [3, 50] }]);
        var options = new BaselineForecastOptions { Method = BaselineMethod.Drift, InputColumnName = "Load", Horizon = 2 };

        var model = _mlContext.Forecasting.ForecastByBaseline(options).Fit(rows);

        var forecasts = model.Transform(rows);
        Assert.AreEqual("Vector<Single, 2, 2>", forecasts.Schema["Forecast"].Type.ToString());
        CollectionAssert.AreEqual(new float[] { 4, 70, 5, 90 }, forecasts.GetColumn<float[]>("Forecast").Last());
        CollectionAssert.AreEqual(new float[] { 5, 90 }, model.Forecast(rows).GetColumn<float[]>("Forecast").Last());
    }

    [TestMethod]
    public void Too_few_rows_for_bounds_are_an_error()
    {
        var options = Options(BaselineMethod.SeasonalNaive, horizon: 2);
        (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn) = ("Lower", "Upper");

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Forecasting.ForecastByBaseline(options).Fit(Rows("a", Sample[..10])));

        Assert.Contains("too few for a ConfidenceLevel of 0.95", error.Message);
    }

    [TestMethod]
    public void A_single_row_can_not_be_mapped()
    {
        ITransformer model = _mlContext.Forecasting.ForecastByBaseline(Options(BaselineMethod.Drift, 1)).Fit(Rows("a", Sample));

        Assert.IsFalse(model.IsRowToRowMapper);
        Assert.Contains(
            "needs the rows before a row",
            Assert.ThrowsExactly<InvalidOperationException>(
                () => model.GetRowToRowMapper(Rows("a", Sample).Schema)).Message);
    }

    [TestMethod]
    public void The_promised_schema_is_that_of_the_rows()
    {
        var options = Options(BaselineMethod.Drift, horizon: 2);
        (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn) = ("Lower", "Upper");
        var rows = Rows("a", Sample);
        var estimator = _mlContext.Forecasting.ForecastByBaseline(options).Append(
            _mlContext.Transforms.Concatenate("Both", "Lower", "Upper"));

        var model = estimator.Fit(rows);

        Assert.AreEqual("Vector<Single, 4>", model.Transform(rows).Schema["Both"].Type.ToString());
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => _mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
        {
            Horizon = 0,
            Seasonality = 0,
            ConfidenceLevel = 1,
            ConfidenceUpperBoundColumn = "Forecast",
            Method = (BaselineMethod)99,
        }));

        foreach (string name in (string[])
            ["InputColumnName", "Horizon", "Seasonality", "ConfidenceLevel", "neither", "received Forecast", "Method"])
            Assert.Contains(name, error.Message);
    }

    private static float[] Sample =>
    [
        .. Enumerable.Range(0, 40).Select(
            t => 50 + t + (((float[])[10, -5, 3, -8])[t % 4] * (1 + (t / 40f))) + (t * t * 7 % 11)),
    ];

    private static BaselineForecastOptions Options(BaselineMethod method, int horizon, int seasonality = 1) => new()
    {
        Method = method,
        InputColumnName = "Load",
        SeriesColumnName = "Meter",
        Horizon = horizon,
        Seasonality = seasonality,
    };

    // The forecasts of a series, trained on it.
    private float[][] Forecasts(BaselineForecastOptions options, float[] values)
    {
        var rows = Rows("a", values);
        return [.. _mlContext.Forecasting.ForecastByBaseline(options).Fit(rows).Transform(rows).GetColumn<float[]>("Forecast")];
    }

    private IDataView Rows(string meter, float[] values) =>
        _mlContext.Data.LoadFromEnumerable(values.Select(value => new Row { Meter = meter, Load = value }));

    private IDataView Walks(string name, float size, int seed)
    {
        var random = new Random(seed);
        float[] levels = new float[10];
        return _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 6000).Select(i => new Row
            {
                Meter = $"{name}{i % 10}",
                Load = levels[i % 10] += size * (random.NextSingle() - 0.5f),
            }).ToArray());
    }

    private sealed class Row
    {
        public string Meter { get; set; } = "";

        public float Load { get; set; }
    }

    private sealed class TimedRow
    {
        public string Meter { get; set; } = "";

        public DateTime Time { get; set; }

        public float Load { get; set; }
    }

    private sealed class PairRow
    {
        [VectorType(2)]
        public float[] Load { get; set; } = [];
    }
}
