namespace MlNet.Sequences.Tests;

/// <summary>What the range test makes of losses that are known.</summary>
[TestClass]
public sealed class LossCurveTests
{
    private static readonly LearningRateRangeOptions Options = new();

    [TestMethod]
    public void The_smoothed_loss_is_the_moving_average_corrected_for_its_start()
    {
        double[] losses = [3, 1, 2];
        var points = Run(losses, Options with { DivergenceFactor = 100 }).Points;
        Assert.AreEqual(3, points[0].SmoothedLoss, 1e-12);
        Assert.AreEqual((0.9 * 3 + 1) / 1.9, points[1].SmoothedLoss, 1e-12);
        Assert.AreEqual((0.81 * 3 + 0.9 * 1 + 2) / 2.71, points[2].SmoothedLoss, 1e-12);
        CollectionAssert.AreEqual(losses, points.Select(point => point.Loss).ToArray());
    }

    [TestMethod]
    public void Unsmoothed_a_tenth_of_the_rate_at_two_thirds_of_the_fall_is_suggested()
    {
        // Level at 1 until step 40, then down by 0.1 a step to 0.1, and up again.
        var range = Run(
            Enumerable.Range(0, 60).Select(i => Math.Max(0.1, 1 - 0.1 * Math.Max(0, i - 40))), Options with { Smoothing = 0 });
        Assert.AreEqual(range.Points[46].Rate / 10, range.Suggestion!.Value, 1e-12);
    }

    [TestMethod]
    public void Noise_gives_no_suggestion_and_the_same_noise_with_a_fall_does()
    {
        int suggested = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            double[] noise = [.. Enumerable.Range(0, 100).Select(_ => 0.7 + 0.1 * (random.NextDouble() - 0.5))];
            suggested += Run(noise, Options).Suggestion is null ? 0 : 1;
            var falling = Run(noise.Select((loss, i) => loss - 0.3 / (1 + Math.Exp((70 - i) / 4.0))), Options);
            Assert.IsTrue(falling.Suggestion is > 5e-4 and < 0.02, falling.ToString());
        }

        Assert.IsLessThan(10, suggested);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(1e30)]
    public void A_loss_beyond_all_bounds_ends_the_curve(double loss)
    {
        var range = Run([.. Enumerable.Repeat(0.7, 30), loss, 0.7], Options);
        Assert.HasCount(31, range.Points);
        Assert.IsTrue(range.Diverged);
        Assert.IsNull(range.Suggestion);
        StringAssert.Contains(range.ToString(), "diverged");
    }

    [TestMethod]
    public void A_curve_that_ends_before_it_begins_has_no_suggestion()
    {
        Assert.IsNull(Run([double.NaN], Options).Suggestion);
        Assert.IsNull(Run([0.7, 0.1, 90], Options).Suggestion);
    }

    private static LearningRateRange Run(IEnumerable<double> losses, LearningRateRangeOptions options)
    {
        var curve = new LossCurve(options);
        foreach (double loss in losses)
        {
            curve.Add(loss);
            if (curve.IsDone)
                break;
        }

        return curve.ToRange(seed: 1);
    }
}
