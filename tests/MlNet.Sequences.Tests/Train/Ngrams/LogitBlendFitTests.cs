namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LogitBlendFitTests
{
    [TestMethod]
    public void Without_rows_the_blend_stays_at_its_start() =>
        Assert.AreEqual(LogitBlendFit.Start, LogitBlendFit.Run([], [], [], [], outputs: 1));

    [TestMethod]
    public void A_model_that_knows_nothing_loses_its_part_as_rows_come()
    {
        var few = Blend(rows: 20);
        var many = Blend(rows: 5_000);
        Assert.IsLessThan(LogitBlendFit.Start.Network, few.Network);
        Assert.IsLessThan(few.Network, many.Network);
        Assert.AreEqual(0, many.Network, 0.05);
        Assert.AreEqual(1, many.Ngrams, 0.1);

        // The n-grams' logits are right, the network's are noise.
        static LogitBlend Blend(int rows)
        {
            var random = new Random(1);
            float[] noise = Logits(rows, random), right = Logits(rows, random);
            float[] labels = [.. right.Select(logit => random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1f : 0)];
            return LogitBlendFit.Run(noise, right, labels, Ones(rows), outputs: 1);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void No_step_away_from_the_optimum_lowers_the_loss(int outputs)
    {
        const int Rows = 60;
        var random = new Random(2);
        float[] network = Logits(Rows * outputs, random), ngrams = Logits(Rows * outputs, random);
        float[] labels = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.Next(Math.Max(2, outputs)))];
        float[] weights = [.. Enumerable.Range(0, Rows).Select(_ => random.NextSingle() + 0.5f)];
        var best = LogitBlendFit.Run(network, ngrams, labels, weights, outputs);
        double least = Penalized(best);
        foreach (double step in (double[])[-1e-3, 1e-3])
        {
            Assert.IsGreaterThan(least, Penalized(best with { Network = best.Network + step }));
            Assert.IsGreaterThan(least, Penalized(best with { Ngrams = best.Ngrams + step }));
            if (outputs == 1)
                Assert.IsGreaterThan(least, Penalized(best with { Bias = best.Bias + step }));
        }

        // By the definition, apart from the code: 20 / 2 times the squared distance, and the mean weight is 1.
        double Penalized(LogitBlend blend)
        {
            double sum = 0, scale = Rows / weights.Sum(weight => (double)weight);
            for (int row = 0; row < Rows; row++)
            {
                double[] logits = [.. Enumerable.Range(row * outputs, outputs).Select(
                    i => (blend.Network * network[i]) + (blend.Ngrams * ngrams[i]) + blend.Bias)];
                if (outputs == 1)
                    logits = [0, logits[0]];
                sum += weights[row] * scale * (Math.Log(logits.Sum(Math.Exp)) - logits[(int)labels[row]]);
            }

            double[] distances = [blend.Network - 0.3, blend.Ngrams - 0.7, blend.Bias];
            return sum + (10 * distances.Sum(distance => distance * distance));
        }
    }

    [TestMethod]
    public void The_scale_of_weights_does_not_matter_and_a_row_of_weight_0_is_as_if_it_were_not_there()
    {
        var random = new Random(3);
        float[] network = Logits(30, random), ngrams = Logits(30, random);
        float[] labels = [.. network.Select(logit => logit > 0 ? 1f : 0)];
        var blend = LogitBlendFit.Run(network, ngrams, labels, Ones(30), outputs: 1);
        var heavy = LogitBlendFit.Run(network, ngrams, labels, [.. Enumerable.Repeat(1000f, 30)], outputs: 1);
        var longer = LogitBlendFit.Run([.. network, 9], [.. ngrams, 9], [.. labels, 0], [.. Ones(30), 0], outputs: 1);
        foreach (var other in (LogitBlend[])[heavy, longer])
        {
            Assert.AreEqual(blend.Network, other.Network, 1e-6);
            Assert.AreEqual(blend.Ngrams, other.Ngrams, 1e-6);
            Assert.AreEqual(blend.Bias, other.Bias, 1e-6);
        }
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    private static float[] Logits(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 8) - 4)];
}
