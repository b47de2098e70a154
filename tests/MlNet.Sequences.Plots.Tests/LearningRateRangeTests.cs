using System.Globalization;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class LearningRateRangeTests
{
    [TestMethod]
    public void Rates_of_equal_ratio_lie_equally_far_apart_and_each_curve_has_every_step()
    {
        var plot = ModelPlots.LearningRateRange(Range([0.9, 0.7, 0.5, 0.8], suggestion: null));

        Assert.AreEqual("Learning rate", plot.Title);
        var (smoothed, losses) = (Points(plot, "mlp-line-a"), Points(plot, "mlp-line-b"));
        Assert.HasCount(4, smoothed);
        Assert.HasCount(4, losses);
        for (int i = 1; i < 4; i++)
            Assert.AreEqual(smoothed[1].X - smoothed[0].X, smoothed[i].X - smoothed[i - 1].X, 0.2, "the axis has powers of ten");
        // Upside down: the loss falls, and rises at last.
        Assert.IsTrue(losses[0].Y < losses[1].Y && losses[1].Y < losses[2].Y && losses[3].Y < losses[2].Y);
        Assert.AreEqual((losses[2].Y - losses[0].Y) / 4, losses[1].Y - losses[3].Y, 0.2, "0.1 of 0.4");
        foreach (string rate in (string[])["1e-4", "1e-3", "1e-2", "1e-1"])
            CollectionAssert.Contains(plot.Image().Texts(), rate);
        plot.IsWhole();
    }

    [TestMethod]
    public void The_suggestion_is_marked_at_its_rate_and_said()
    {
        var plot = ModelPlots.LearningRateRange(Range([0.9, 0.7, 0.5, 0.8], suggestion: 0.01, diverged: true));

        Assert.AreEqual(Points(plot, "mlp-line-a")[2].X, Points(plot, "mlp-mark")[0].X, 0.2);
        CollectionAssert.Contains(plot.Image().Texts(), "suggestion");
        CollectionAssert.Contains(plot.Image().Texts(), "4 steps, until training diverged; suggestion 0.01");
        Assert.Contains(
            "from 0.0001 to 0.1. The smoothed loss was 1 at first and 0.6 at its lowest. Suggested learning rate: 0.01.",
            plot.Description);
    }

    [TestMethod]
    public void Without_a_suggestion_nothing_is_marked_and_the_reason_is_said()
    {
        var plot = ModelPlots.LearningRateRange(Range([0.9, 0.9], suggestion: null));

        Assert.IsEmpty(plot.Image().Of("path", "mlp-mark"));
        CollectionAssert.DoesNotContain(plot.Image().Texts(), "suggestion");
        Assert.Contains("fell by no more than noise", plot.Description);
    }

    [TestMethod]
    public void The_table_has_the_steps_or_every_so_many_with_the_last()
    {
        CollectionAssert.AreEqual(
            (string[])["0.001", "0.7", "0.8"], ModelPlots.LearningRateRange(Range([0.9, 0.7, 0.5], suggestion: null)).Table()[1]);

        string[][] table = ModelPlots.LearningRateRange(
            Range([.. Enumerable.Range(0, 120).Select(i => 1 - i / 200.0)], suggestion: null, ratio: 1.1)).Table();
        Assert.HasCount(40, table);
        Assert.AreEqual("0.405", table[^1][1]);
    }

    // The last steps before a test ends.
    [TestMethod]
    [DataRow(1e9)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(double.NaN)]
    public void A_loss_that_diverges_leaves_the_picture_and_presses_none_together(double last)
    {
        var plot = ModelPlots.LearningRateRange(Range([0.9, 0.7, 0.5, last], suggestion: null, diverged: true));
        var losses = Points(plot, "mlp-line-b");
        Assert.IsGreaterThan(50, losses[2].Y - losses[0].Y, "as high as without it");
        plot.IsWhole();
    }

    [TestMethod]
    public void No_test_and_a_test_without_steps_are_errors()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => ModelPlots.LearningRateRange(null!));
        var error = Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.LearningRateRange(Range([], suggestion: null)));
        Assert.Contains("There must be steps to draw; received none.", error.Message);
        Assert.AreEqual("range", error.ParamName);
    }

    [TestMethod]
    public void One_step_is_drawn() => ModelPlots.LearningRateRange(Range([0.7], suggestion: null)).IsWhole();

    // Smoothed losses that lie 0.1 higher.
    private static LearningRateRange Range(double[] losses, double? suggestion, bool diverged = false, double ratio = 10) => new(
        [.. losses.Select((loss, i) => new LearningRatePoint(1e-4 * Math.Pow(ratio, i), loss, loss + 0.1))], diverged, suggestion,
        seed: 1);

    private static (double X, double Y)[] Points(Plot plot, string style)
    {
        // Behind the line of the legend.
        string path = (string)plot.Image().Of("path", style).Last().Attribute("d")!;
        string[] numbers = path.Split([' ', ',', 'M', 'L'], StringSplitOptions.RemoveEmptyEntries);
        return [.. numbers.Chunk(2).Select(pair => (Number(pair[0]), Number(pair[1])))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
