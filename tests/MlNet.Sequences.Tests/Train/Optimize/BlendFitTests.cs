namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BlendFitTests
{
    private const int Rows = 200;

    [TestMethod]
    public void A_model_that_is_wrong_has_no_weight_where_none_may_be_below_0()
    {
        var (scores, labels) = Data(seed: 1);
        double[] free = Run(scores, labels, areNonnegative: false), bound = Run(scores, labels, areNonnegative: true);
        Assert.IsLessThan(-0.05, free[2], "the third says the opposite");
        Assert.AreEqual(0, bound[2]);
        Assert.IsTrue(bound[..3].All(factor => factor >= 0));
        Assert.IsGreaterThan(0.2, bound[0]);
    }

    [TestMethod]
    public void The_bound_optimum_is_the_least_loss_of_all_nonnegative_factors()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var (scores, labels) = Data(seed);
            double[] bound = Run(scores, labels, areNonnegative: true);
            double least = Penalized(bound, scores, labels);
            for (int i = 0; i < bound.Length; i++)
            {
                foreach (double step in (double[])[-1e-3, 1e-3])
                {
                    double[] other = [.. bound];
                    other[i] += step;
                    if (i == 3 || other[i] >= 0)
                        Assert.IsGreaterThan(least, Penalized(other, scores, labels));
                }
            }
        }
    }

    [TestMethod]
    public void Where_no_factor_is_below_0_the_bound_changes_nothing()
    {
        var (scores, labels) = Data(seed: 1);
        float[][] two = scores[..2];
        double[] start = [0.5, 0.5, 0];
        var fit = new ClassBlendFit(two, start, outputs: 1);
        CollectionAssert.AreEqual(
            fit.Run(labels, Ones, areNonnegative: false),
            fit.Run(labels, Ones, areNonnegative: true));
        CollectionAssert.AreEqual((double[])[0.5, 0.5, 0], start);
    }

    [TestMethod]
    public void Numbers_are_added_up_to_the_least_squared_error()
    {
        var random = new Random(3);
        float[] right = Noise(random), noise = Noise(random);
        float[] labels = [.. right.Select(number => (2 * number) + 0.5f)];
        double[] fitted = new NumberBlendFit([right, noise], [0.5, 0.5, 0]).Run(labels, Ones, areNonnegative: true);
        // 200 rows of variance 16 / 3 against a pull of 20 to 0.5.
        Assert.AreEqual(2, fitted[0], 0.05);
        Assert.AreEqual(0, fitted[1], 0.05);
        Assert.AreEqual(0.5, fitted[2], 0.1);
    }

    private static float[] Ones => [.. Enumerable.Repeat(1f, Rows)];

    private static double[] Run(float[][] scores, float[] labels, bool areNonnegative) =>
        new ClassBlendFit(scores, [1 / 3.0, 1 / 3.0, 1 / 3.0, 0], outputs: 1).Run(labels, Ones, areNonnegative);

    // Two models that are right with noise, and one that says the opposite.
    private static (float[][] Scores, float[] Labels) Data(int seed)
    {
        var random = new Random(seed);
        float[] truth = Noise(random);
        float[] labels = [.. truth.Select(logit => random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1f : 0)];
        return ([With(0.5f, 0.2f), With(0.5f, 0.2f), With(-1, 0.4f)], labels);

        float[] With(float factor, float part) => [.. truth.Zip(Noise(random), (own, noise) => (factor * own) + (part * noise))];
    }

    private static float[] Noise(Random random) => [.. Enumerable.Range(0, Rows).Select(_ => (random.NextSingle() * 8) - 4)];

    // By the definition, apart from the code.
    private static double Penalized(double[] factors, float[][] scores, float[] labels)
    {
        double sum = 10 * ((factors[3] * factors[3]) + factors[..3].Sum(factor => Math.Pow(factor - (1 / 3.0), 2)));
        for (int row = 0; row < Rows; row++)
        {
            double logit = scores.Zip(factors, (score, factor) => score[row] * factor).Sum() + factors[3];
            sum += Math.Log(1 + Math.Exp(labels[row] > 0 ? -logit : logit));
        }

        return sum;
    }
}
