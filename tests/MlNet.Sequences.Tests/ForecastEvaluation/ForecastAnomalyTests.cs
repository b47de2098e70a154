using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.ForecastEvaluation;

[TestClass]
public sealed class ForecastAnomalyTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_value_that_the_season_does_not_explain_is_an_alert_and_others_hardly_ever()
    {
        var random = new Random(1);
        float[] load = [.. Enumerable.Range(0, 2000).Select(hour => (hour % 24) + random.NextSingle())];
        load[1500] += 5;

        var found = Detect(load, 24, new() { Confidence = 0.99 });

        bool[] alerts = [.. found.GetColumn<bool>("Alert")];
        Assert.IsTrue(alerts[1500]);
        Assert.AreEqual(5, found.GetColumn<float>("Score").ElementAt(1500), 1);
        Assert.AreEqual(1 / 1001.0, found.GetColumn<double>("P-Value").ElementAt(1500), 1e-9);
        // 1 of 100, and the day after the anomaly.
        Assert.IsLessThan(0.02, alerts.Count(alert => alert) / 1976.0);
        Assert.IsGreaterThan(0.002, alerts.Count(alert => alert) / 1976.0);
    }

    [TestMethod]
    public void A_p_value_is_the_rank_of_the_error_among_the_earlier_ones()
    {
        // Errors of the last value: none, 1, -2, 0.5, 4; compared with the last two.
        var found = Detect([0, 1, -1, -0.5f, 3.5f], 1, new() { HistoryLength = 2, Confidence = 0.5 });

        float[] scores = [.. found.GetColumn<float>("Score")];
        CollectionAssert.AreEqual(new[] { float.NaN, 1, -2, 0.5f, 4 }, scores);
        double[] values = [.. found.GetColumn<double>("P-Value")];
        CollectionAssert.AreEqual(new[] { 1, 1, 1 / 2.0, 1, 1 / 3.0 }, values);
        CollectionAssert.AreEqual(new[] { false, false, true, false, true }, found.GetColumn<bool>("Alert").ToArray());
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Detect([1, 2], 1, new() { Confidence = 1, HistoryLength = 0, AlertColumnName = "" }));

        foreach (string name in (string[])["Confidence", "HistoryLength", "AlertColumnName"])
            Assert.Contains(name, error.Message);
    }

    private IDataView Detect(float[] load, int seasonality, ForecastAnomalyOptions options)
    {
        var rows = _mlContext.Data.LoadFromEnumerable(load.Select(value => new Row { Load = value }).ToArray());
        var model = _mlContext.Forecasting.ForecastByBaseline(
            new BaselineForecastOptions { InputColumnName = "Load", Seasonality = seasonality }).Fit(rows);
        return _mlContext.AnomalyDetection.DetectAnomaliesByForecast(rows, model, options);
    }

    private sealed class Row
    {
        public float Load { get; set; }
    }
}
