using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class AliasTableTests
{
    // Without chance: the 32 bits of the slot run through all slots, those of the choice evenly through their range.
    [TestMethod]
    public void Numbers_are_drawn_in_proportion_to_their_weights()
    {
        Gen.Double[0.01, 100].Array[1, 12].Sample(weights =>
        {
            var table = new AliasTable(weights);
            const int Choices = 2_000;
            double[] found = new double[weights.Length];
            for (int slot = 0; slot < weights.Length; slot++)
            {
                ulong high = (ulong)(((double)slot + 0.5) / weights.Length * (1L << 32)) << 32;
                for (int choice = 0; choice < Choices; choice++)
                    found[table.Draw(high | (ulong)((choice + 0.5) / Choices * (1L << 32)))] += 1.0 / Choices / weights.Length;
            }

            for (int i = 0; i < weights.Length; i++)
                Assert.AreEqual(weights[i] / weights.Sum(), found[i], 1e-3, $"number {i} of {weights.Length}");
        });
    }

    [TestMethod]
    public void A_stream_is_determined_by_seed_and_place_and_evenly_spread()
    {
        var (first, again, other) = (new RandomStream(3, 5), new RandomStream(3, 5), new RandomStream(3, 6));
        double mean = 0;
        int[] counts = new int[5];
        for (int i = 0; i < 10_000; i++)
        {
            float fraction = first.Fraction();
            Assert.IsTrue(fraction is >= 0 and < 1);
            mean += fraction / 10_000;
            Assert.AreEqual(fraction, again.Fraction());
            counts[other.Below(5)]++;
        }

        Assert.AreEqual(0.5, mean, 0.01);
        foreach (int count in counts)
            Assert.AreEqual(2_000, count, 200);
        Assert.AreNotEqual(new RandomStream(3, 5).Next(), new RandomStream(3, 6).Next());
    }
}
