using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class RocCurveTests
{
    // Few different scores, so that ties are many.
    private static readonly Gen<(float Score, bool Label, float Weight)[]> Examples =
        Gen.Select(
            Gen.Int[-4, 4], Gen.Bool, Gen.Int[0, 3], (score, label, weight) => (score / 2f, label, weight / 2f)).Array[1, 40];

    [TestMethod]
    public void The_area_is_the_chance_that_a_positive_scores_above_a_negative() => Examples.Sample(examples =>
    {
        double area = 0, pairs = 0;
        foreach (var p in examples.Where(e => e.Label))
        {
            foreach (var n in examples.Where(e => !e.Label))
            {
                double weight = (double)p.Weight * n.Weight;
                pairs += weight;
                area += weight * (p.Score > n.Score ? 1 : p.Score == n.Score ? 0.5 : 0);
            }
        }

        double found = Area(examples);
        if (pairs == 0)
            Assert.IsTrue(double.IsNaN(found));
        else
            Assert.AreEqual(area / pairs, found, 1e-9);
    });

    [TestMethod]
    public void Each_distinct_score_is_told_once_with_the_weights_up_to_it()
    {
        var told = new List<(double Positives, double Negatives)>();
        RocCurve.Area(
            [2, 1, 2, 3], row => row is 0 or 3, row => row + 1, (positives, negatives) => told.Add((positives, negatives)));
        CollectionAssert.AreEqual(new[] { (0.0, 2.0), (1, 5), (5, 5) }, told);
    }

    [TestMethod]
    public void The_scores_are_left_in_their_order()
    {
        float[] scores = [3, 1, 2];
        RocCurve.Area(scores, row => row != 1, _ => 1);
        CollectionAssert.AreEqual(new[] { 3f, 1, 2 }, scores);
    }

    [TestMethod]
    public void A_score_that_is_no_number_makes_an_area_that_is_none() =>
        Assert.IsTrue(double.IsNaN(RocCurve.Area([1, float.NaN, 0], row => row == 0, _ => 1)));

    private static double Area((float Score, bool Label, float Weight)[] examples) => RocCurve.Area(
        [.. examples.Select(e => e.Score)], row => examples[row].Label, row => examples[row].Weight);
}
