using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LabelSummaryTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(10_000_000, DisplayName = "an offset that dwarfs the spread")]
    [DataRow(-10_000_000)]
    public void Mean_and_standard_deviation_are_those_of_two_passes(int offset) =>
        Gen.Select(Gen.Int[-100, 100], Gen.Float[0, 3]).Array[1, 30].Sample(examples =>
        {
            var summary = new LabelSummary(classes: 0);
            foreach (var (label, weight) in examples)
                summary.Add([offset + label], weight);

            double total = examples.Sum(e => (double)e.Item2);
            if (total == 0)
                return;
            double mean = examples.Sum(e => e.Item2 * (double)e.Item1) / total;
            double variance = examples.Sum(e => e.Item2 * Math.Pow(e.Item1 - mean, 2)) / total;
            Assert.AreEqual(offset + mean, summary.Means[0], 1e-12 * Math.Max(100, Math.Abs(offset)));
            Assert.AreEqual(Math.Sqrt(variance), summary.StandardDeviations[0], 1e-6);
        });

    [TestMethod]
    public void Labels_that_are_all_alike_have_no_spread() =>
        Gen.Select(Gen.Float[-1e30f, 1e30f], Gen.Float[0, 3].Array[0, 10]).Sample((label, weights) =>
        {
            var summary = new LabelSummary(classes: 0);
            foreach (float weight in weights)
                summary.Add([label], weight);
            Assert.AreEqual(0, summary.StandardDeviations[0]);
            Assert.AreEqual(weights.Any(weight => weight > 0) ? label : 0, summary.Means[0]);
        });

    // Failed: the mean went all the way to the second label, and no distance was left.
    [TestMethod]
    public void A_weight_that_the_next_dwarfs_still_counts()
    {
        var summary = new LabelSummary(classes: 0);
        summary.Add([10_000_000], 1e-12f);
        summary.Add([10_000_100], 3);
        Assert.AreEqual(100 * Math.Sqrt(1e-12 / 3), summary.StandardDeviations[0], 1e-8);
    }

    [TestMethod]
    public void Classes_are_weighed()
    {
        var summary = new LabelSummary(classes: 3);
        foreach (var (label, weight) in new[] { (2f, 1f), (0, 0.5f), (2, 2.25f), (1, 0) })
            summary.Add([label], weight);
        CollectionAssert.AreEqual(new[] { 0.5, 0, 3.25 }, summary.ClassWeights.ToArray());
    }
}
