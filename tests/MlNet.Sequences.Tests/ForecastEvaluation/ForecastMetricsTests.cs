using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.ForecastEvaluation;

[TestClass]
public sealed class ForecastMetricsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_row_is_compared_with_the_rows_after_it()
    {
        // From row 0: 2 against 3, 4 against 2. From row 1: 4 against 2, 4 against 8. Later rows lack outcomes.
        var metrics = _mlContext.Forecasting.Evaluate(
            Rows(new("a", 0, 1, 2, 4), new("a", 1, 3, 4, 4), new("a", 2, 2, 9, 9), new("a", 3, 8, 9, 9)), "Load");

        Assert.AreEqual(2, metrics.NumberOfForecasts);
        Assert.AreEqual(2, metrics.ForecastsWithoutOutcome);
        Assert.AreEqual(4, metrics.NumberOfValues);
        Assert.AreEqual((1 + 4 + 4 + 16) / 4.0, metrics.MeanSquaredError, 1e-12);
        Assert.AreEqual((1 + 2 + 2 + 4) / 4.0, metrics.MeanAbsoluteError, 1e-12);
        Assert.AreEqual((-1 + 2 + 2 - 4) / 4.0, metrics.MeanError, 1e-12);
        Assert.AreEqual(
            200 * ((1 / 5.0) + (2 / 6.0) + (2 / 6.0) + (4 / 12.0)) / 4, metrics.SymmetricMeanAbsolutePercentageError, 1e-12);
        Assert.AreEqual(1.5, metrics.BySteps[0].MeanAbsoluteError, 1e-12);
        Assert.AreEqual(3, metrics.BySteps[1].MeanAbsoluteError, 1e-12);
        Assert.IsNull(metrics.MeanAbsoluteScaledError);
        Assert.IsNull(metrics.Coverage);
        Assert.AreEqual(0, metrics.SeriesWithoutScale);
    }

    [TestMethod]
    public void Two_zeros_have_an_sMAPE_of_zero_and_opposite_signs_have_200()
    {
        var metrics = _mlContext.Forecasting.Evaluate(
            Rows(new("a", 0, 1, 0, 4), new("a", 1, 0, 0, 0), new("a", 2, -4, 0, 0)), "Load");

        Assert.AreEqual(0, metrics.BySteps[0].SymmetricMeanAbsolutePercentageError);
        Assert.AreEqual(200, metrics.BySteps[1].SymmetricMeanAbsolutePercentageError);
    }

    [TestMethod]
    public void Series_lie_in_any_order_and_are_ordered_by_time()
    {
        var rows = Rows(
            new("b", 2, 30, 0, 0), new("a", 0, 1, 2, 4), new("b", 0, 10, 20, 40), new("a", 2, 2, 0, 0),
            new("b", 1, 20, 0, 0), new("a", 1, 3, 0, 0));

        var metrics = _mlContext.Forecasting.Evaluate(rows, new ForecastEvaluationOptions
        {
            LabelColumnName = "Load",
            SeriesColumnName = "Meter",
            TimeColumnName = "Time",
        });

        Assert.AreEqual(2, metrics.NumberOfForecasts);
        Assert.AreEqual(1.5, metrics.BySeries["a"].MeanAbsoluteError, 1e-12); // 2 against 3, 4 against 2
        Assert.AreEqual(5, metrics.BySeries["b"].MeanAbsoluteError, 1e-12); // 20 against 20, 40 against 30
        Assert.AreEqual(3.25, metrics.MeanAbsoluteError, 1e-12);
    }

    [TestMethod]
    public void Scaled_errors_are_relative_to_the_seasonal_naive_error_of_the_training_data()
    {
        // Season 2: the differences of "a" are 2, -2, 6; of "b" 20.
        var training = Rows(
            new("a", 0, 1, 0, 0), new("a", 1, 5, 0, 0), new("a", 2, 3, 0, 0), new("a", 3, 3, 0, 0), new("a", 4, 9, 0, 0),
            new("b", 0, 10, 0, 0), new("b", 1, 0, 0, 0), new("b", 2, 30, 0, 0), new("c", 0, 1, 0, 0));
        var rows = Rows(
            new("a", 0, 1, 2, 4), new("a", 1, 3, 0, 0), new("a", 2, 2, 0, 0),
            new("b", 0, 10, 20, 40), new("b", 1, 20, 0, 0), new("b", 2, 30, 0, 0),
            new("c", 0, 1, 2, 3), new("c", 1, 9, 0, 0), new("c", 2, 9, 0, 0));

        var metrics = _mlContext.Forecasting.Evaluate(rows, "Load", "Forecast", "Meter", seasonality: 2, training);

        double squared = (4 + 4 + 36) / 3.0, absolute = 10 / 3.0;
        Assert.AreEqual(1.5 / absolute, metrics.BySeries["a"].MeanAbsoluteScaledError!.Value, 1e-12);
        Assert.AreEqual(Math.Sqrt(2.5 / squared), metrics.BySeries["a"].RootMeanSquaredScaledError!.Value, 1e-12);
        Assert.AreEqual(5 / 20.0, metrics.BySeries["b"].MeanAbsoluteScaledError!.Value, 1e-12);
        Assert.IsNull(metrics.BySeries["c"].MeanAbsoluteScaledError);
        Assert.AreEqual(((1.5 / absolute) + 0.25) / 2, metrics.MeanAbsoluteScaledError!.Value, 1e-12);
        Assert.AreEqual(
            (Math.Sqrt(2.5 / squared) + Math.Sqrt(50 / 400.0)) / 2, metrics.RootMeanSquaredScaledError!.Value, 1e-12);
        Assert.AreEqual(1, metrics.SeriesWithoutScale);
        Assert.AreEqual(6, metrics.NumberOfValues);
    }

    [TestMethod]
    public void Of_a_test_part_only_forecasts_within_it_count_and_what_precedes_it_is_the_scale()
    {
        var rows = Rows(
            new("a", 0, 1, 9, 9), new("a", 1, 3, 9, 9), new("a", 2, 2, 9, 9), new("a", 3, 6, 7, 8), new("a", 4, 8, 9, 9),
            new("a", 5, 8, 9, 9));

        var metrics = _mlContext.Forecasting.Evaluate(
            rows, new ForecastEvaluationOptions { LabelColumnName = "Load", NumberOfTestSteps = 2 });

        Assert.AreEqual(1, metrics.NumberOfForecasts);
        Assert.AreEqual(0.5, metrics.MeanAbsoluteError, 1e-12); // 7 against 8, 8 against 8
        Assert.AreEqual(0.5 / (7 / 3.0), metrics.MeanAbsoluteScaledError!.Value, 1e-12); // differences 2, -1, 4
        Assert.AreEqual(2, metrics.ForecastsWithoutOutcome);
    }

    [TestMethod]
    public void Bounds_have_a_coverage_a_pinball_loss_and_an_interval_score()
    {
        // Bounds are 1 around the forecast. Step 1: 4 to 6 has 5, and -1 to 1 misses 7. Step 2: 2 to 4 and -1 to 1 miss 7 and 9.
        var rows = Rows(new("a", 0, 1, 5, 3), new("a", 1, 5, 0, 0), new("a", 2, 7, 0, 0), new("a", 3, 9, 0, 0));
        var options = new ForecastEvaluationOptions
        {
            LabelColumnName = "Load",
            ConfidenceLowerBoundColumn = "Lower",
            ConfidenceUpperBoundColumn = "Upper",
            ConfidenceLevel = 0.8,
        };

        var metrics = _mlContext.Forecasting.Evaluate(rows, options, trainingData: rows);

        Assert.AreEqual(0.5, metrics.BySteps[0].Coverage);
        Assert.AreEqual(0.25, metrics.Coverage);
        // Quantiles 0.1 and 0.9: 0.1 (5 - 4) and 0.1 (6 - 5); 0.1 (7 + 1) and 0.9 (7 - 1).
        Assert.AreEqual((0.1 + 0.1 + 0.8 + 5.4) / 4, metrics.BySteps[0].PinballLoss!.Value, 1e-12);
        // The widths are 2, and the misses 6, 3 and 8 cost 10 times as much; the seasonal naive error is 8 / 3.
        double scale = 8 / 3.0;
        Assert.AreEqual((2 + 2 + 60) / 2.0 / scale, metrics.BySteps[0].MeanScaledIntervalScore!.Value, 1e-12);
        Assert.AreEqual((8 + 60 + 30 + 80) / 4.0 / scale, metrics.MeanScaledIntervalScore!.Value, 1e-12);
    }

    [TestMethod]
    public void A_missing_outcome_is_left_out_and_a_row_without_a_forecast_counted()
    {
        var metrics = _mlContext.Forecasting.Evaluate(
            Rows(new("a", 0, 1, float.NaN, float.NaN), new("a", 1, float.NaN, 4, 4), new("a", 2, 3, 4, 4),
                new("a", 3, float.NaN, 1, 1), new("a", 4, 1, 1, 1)), "Load");

        Assert.AreEqual(1, metrics.RowsWithoutForecast);
        Assert.AreEqual(2, metrics.NumberOfForecasts);
        Assert.AreEqual(2, metrics.NumberOfValues);
        Assert.AreEqual((1 + 3) / 2.0, metrics.MeanAbsoluteError, 1e-12); // row 1: 4 against 3; row 2: 4 against 1
    }

    [TestMethod]
    public void Targets_are_named_by_the_slots_of_the_label()
    {
        var rows = _mlContext.Data.LoadFromEnumerable<VectorRow>(
        [
            new() { Wind = 1, Load = 10, Forecast = [2, 20, 3, 30] }, new() { Wind = 3, Load = 20, Forecast = [0, 0, 0, 0] },
            new() { Wind = 3, Load = 50, Forecast = [0, 0, 0, 0] },
        ]);
        rows = _mlContext.Transforms.Concatenate("Both", "Wind", "Load").Fit(rows).Transform(rows);

        var metrics = _mlContext.Forecasting.Evaluate(rows, "Both");

        Assert.AreEqual(0.5, metrics.ByTargets["Wind"].MeanAbsoluteError, 1e-12);
        Assert.AreEqual(10, metrics.ByTargets["Load"].MeanAbsoluteError, 1e-12);
        Assert.HasCount(2, metrics.BySteps);
        Assert.AreEqual(0.5, metrics.BySteps[0].MeanAbsoluteError, 1e-12);
    }

    [TestMethod]
    public void OWA_is_the_mean_of_both_metrics_relative_to_naive2()
    {
        // M4's own figures of the seasonal naive forecast and of Naive2 for its hourly series.
        var naive = new ForecastErrors { SymmetricMeanAbsolutePercentageError = 13.912, MeanAbsoluteScaledError = 1.193 };
        var naive2 = new ForecastErrors { SymmetricMeanAbsolutePercentageError = 18.383, MeanAbsoluteScaledError = 2.395 };

        Assert.AreEqual(0.627, naive.OverallWeightedAverage(naive2), 0.0006);
        Assert.AreEqual(1, naive2.OverallWeightedAverage(naive2), 1e-12);
        Assert.Contains(
            "MeanAbsoluteScaledError",
            Assert.ThrowsExactly<InvalidOperationException>(() => naive.OverallWeightedAverage(new ForecastErrors())).Message);
    }

    [TestMethod]
    public void Without_any_outcome_the_error_tells_why()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Forecasting.Evaluate(Rows(new("a", 0, 1, 2, 3), new("a", 1, 1, 2, 3)), "Load"));

        Assert.Contains("all 2 steps are in the data", error.Message);
        Assert.Contains("for 2 the data end too early", error.Message);
    }

    [TestMethod]
    public void A_time_twice_in_a_series_is_an_error_that_names_it()
    {
        var rows = Rows(new("a", 1, 1, 2, 3), new("b", 1, 1, 2, 3), new("b", 1, 1, 2, 3));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Forecasting.Evaluate(
            rows,
            new ForecastEvaluationOptions { LabelColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time" }));

        Assert.Contains("has 1 in row 2, the same time as another row", error.Message);
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => _mlContext.Forecasting.Evaluate(Rows(), new ForecastEvaluationOptions
        {
            SeriesColumnName = " ",
            Seasonality = 0,
            NumberOfTestSteps = 0,
            ConfidenceLevel = 1,
            ConfidenceLowerBoundColumn = "Lower",
        }));

        foreach (string name in (string[])
            ["LabelColumnName", "SeriesColumnName", "Seasonality", "NumberOfTestSteps", "ConfidenceLevel", "neither"])
            Assert.Contains(name, error.Message);
    }

    [TestMethod]
    public void Bounds_without_a_known_probability_are_an_error()
    {
        var options = new ForecastEvaluationOptions
        {
            LabelColumnName = "Load",
            ConfidenceLowerBoundColumn = "Lower",
            ConfidenceUpperBoundColumn = "Upper",
        };

        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Forecasting.Evaluate(Rows(), options));

        Assert.Contains("'Lower' has no annotation ConfidenceLevel", error.Message);
    }

    private IDataView Rows(params Row[] rows) => _mlContext.Data.LoadFromEnumerable(rows);

    private sealed class Row(string meter, float time, float load, float first, float second)
    {
        public string Meter { get; } = meter;

        public float Time { get; } = time;

        public float Load { get; } = load;

        [VectorType(2)]
        public float[] Forecast { get; } = [first, second];

        [VectorType(2)]
        public float[] Lower { get; } = [first - 1, second - 1];

        [VectorType(2)]
        public float[] Upper { get; } = [first + 1, second + 1];
    }

    private sealed class VectorRow
    {
        public float Wind { get; set; }

        public float Load { get; set; }

        [VectorType(2, 2)]
        public float[] Forecast { get; set; } = [];
    }
}
