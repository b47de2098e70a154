namespace MlNet.Sequences.Tests.ForecastEvaluation;

[TestClass]
public sealed class ConformalTests
{
    [TestMethod]
    [DataRow(0.5)]
    [DataRow(0.8)]
    [DataRow(0.9)]
    [DataRow(0.95)]
    public void Residuals_make_bounds_of_the_probability_by_step_on_average_over_held_out_sets(double level)
    {
        var random = new Random(1);
        const int Repetitions = 400, HeldOut = 59, New = 50;
        double expected = (double)Math.Ceiling((HeldOut + 1) * (decimal)level) / (HeldOut + 1);
        int[] covered = new int[2], coveredAsymmetrically = new int[2];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            var scores = new ConformalScores(2);
            for (int i = 0; i < HeldOut; i++)
                scores.Add([0, 0], [0, 0], Outcome(random));
            var (both, each) = (scores.Symmetric(level), scores.Asymmetric(level));
            for (int i = 0; i < New; i++)
            {
                float[] outcome = Outcome(random);
                for (int step = 0; step < 2; step++)
                {
                    covered[step] += IsWithin(both, step, outcome[step], 0, 0);
                    coveredAsymmetrically[step] += IsWithin(each, step, outcome[step], 0, 0);
                }
            }
        }

        for (int step = 0; step < 2; step++)
        {
            Assert.AreEqual(expected, covered[step] / (double)(Repetitions * New), 0.012);
            double coverage = coveredAsymmetrically[step] / (double)(Repetitions * New);
            Assert.IsTrue(coverage > level - 0.012 && coverage < level + (2.0 / (HeldOut + 1)) + 0.012, $"{coverage}");
        }
    }

    [TestMethod]
    public void Quantiles_of_a_wrong_level_become_bounds_of_the_right_one()
    {
        // The bounds know how wide outcomes spread, but are half as wide as they should be, or twice.
        foreach (float width in (float[])[0.8f, 3.2f])
        {
            var random = new Random(2);
            var scores = new ConformalScores(1);
            for (int i = 0; i < 4000; i++)
            {
                var (spread, outcome) = Spread(random);
                scores.Add([-width * spread], [width * spread], [outcome]);
            }

            var offsets = scores.Symmetric(0.9);
            Assert.AreEqual(width < 1.6f, offsets.Upper[0] > 0);
            int covered = 0;
            for (int i = 0; i < 10_000; i++)
            {
                var (spread, outcome) = Spread(random);
                covered += IsWithin(offsets, 0, outcome, -width * spread, width * spread);
            }

            Assert.AreEqual(0.9, covered / 10_000.0, 0.015);
        }
    }

    [TestMethod]
    public void The_offset_is_the_score_whose_rank_counts_the_new_one()
    {
        float[] scores = [.. Enumerable.Range(1, 99).Select(i => (float)i)];

        Assert.AreEqual(90, ConformalScores.QuantileOf([.. scores], 0.9)); // the 90th of 99, and a new one
        Assert.AreEqual(95, ConformalScores.QuantileOf([.. scores], 0.95));
        Assert.AreEqual(9, ConformalScores.QuantileOf([.. scores[..9]], 0.9));
        Assert.AreEqual(float.PositiveInfinity, ConformalScores.QuantileOf([.. scores[..8]], 0.9));
        Assert.AreEqual(float.PositiveInfinity, ConformalScores.QuantileOf([], 0.5));
    }

    [TestMethod]
    public void A_missing_outcome_is_left_out()
    {
        var scores = new ConformalScores(2);
        scores.Add([0, 0], [0, 0], [float.NaN, 3]);
        scores.Add([0, 0], [0, 0], [-2, 1]);

        var offsets = scores.Symmetric(0.5);

        CollectionAssert.AreEqual(new float[] { 2, 3 }, offsets.Upper.ToArray());
        CollectionAssert.AreEqual(offsets.Upper.ToArray(), offsets.Lower.ToArray());
    }

    [TestMethod]
    public void Bounds_are_widened_in_the_unit_of_the_scores_and_never_cross()
    {
        var offsets = new ConformalOffsets(0.9, [1, -3], [2, -3]);
        float[] lower = [10, 10], upper = [12, 14];

        offsets.Apply(lower, upper, scale: 2);

        CollectionAssert.AreEqual(new float[] { 8, 12 }, lower);
        CollectionAssert.AreEqual(new float[] { 16, 12 }, upper);
    }

    // Errors that are larger, and lopsided, at the second step.
    private static float[] Outcome(Random random) =>
        [(float)Gauss(random), (float)(4 * Math.Exp(Gauss(random))) - 3];

    private static (float Spread, float Outcome) Spread(Random random)
    {
        float spread = 0.5f + random.NextSingle();
        return (spread, spread * (float)Gauss(random));
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int IsWithin(ConformalOffsets offsets, int slot, float outcome, float lower, float upper) =>
        outcome >= lower - offsets.Lower[slot] && outcome <= upper + offsets.Upper[slot] ? 1 : 0;
}
