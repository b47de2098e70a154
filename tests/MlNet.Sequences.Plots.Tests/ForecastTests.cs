namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class ForecastTests
{
    [TestMethod]
    public void The_forecast_follows_the_history_within_a_band()
    {
        var plot = ModelPlots.Forecast([1, 2, 3, 4], [5, 6], [4, 4], [6, 8], [5.5f], "Meter 7");

        Assert.AreEqual("Meter 7", plot.Title);
        var image = plot.Image();
        Assert.HasCount(1, image.Of("path", "mlp-area-a").ToArray());
        // Four observations, and one outcome alone as a dot.
        Assert.HasCount(1, image.Of("circle", "mlp-dot-c").ToArray());
        CollectionAssert.Contains(image.Texts(), "2 steps after 4, with bounds");
        CollectionAssert.Contains(image.Texts(), "now");
        Assert.Contains("from 5 to 6; the last observation was 4. The bounds of the last step are 4 and 8.", plot.Description);
        CollectionAssert.AreEqual((string[])["1", "5", "4", "6", "5.5"], plot.Table()[0]);
        CollectionAssert.AreEqual((string[])["2", "6", "4", "8", "-"], plot.Table()[1]);
        plot.IsWhole();
    }

    [TestMethod]
    public void Without_bounds_there_is_no_band_and_gaps_stay_gaps()
    {
        var plot = ModelPlots.Forecast([1, 2, float.NaN, 4, 3], [.. Enumerable.Range(0, 250).Select(i => (float)i)]);

        Assert.IsEmpty(plot.Image().Of("path", "mlp-area-a"));
        Assert.HasCount(84, plot.Table());
        Assert.AreEqual("250", plot.Table()[^1][0]);
        plot.IsWhole();
    }

    [TestMethod]
    public void What_can_not_be_drawn_is_an_error()
    {
        (Action Draw, string Expected)[] cases =
        [
            (() => ModelPlots.Forecast([1], []), "There must be forecasts"),
            (() => ModelPlots.Forecast([1], [float.NaN]), "must be finite"),
            (() => ModelPlots.Forecast([1], [1], [1]), "both bounds or neither"),
            (() => ModelPlots.Forecast([1], [1], [1], [1, 2]), "1 forecasts, 1 lower and 2 upper bounds"),
            (() => ModelPlots.Forecast([1], [1], outcomes: [1, 2]), "2 outcomes of 1 steps"),
        ];
        foreach (var (draw, expected) in cases)
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(draw).Message);
    }
}
