using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Word dropout that takes steps out of a batch.</summary>
[TestClass]
public sealed class DropStepsTests
{
    private const int Channels = 2;

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    // Each step tells its place, counted from 1, so that what is kept can be read off.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void The_kept_steps_stay_in_their_order_with_padding_behind_them_alone(bool areTokens) =>
        Gen.Select(Gen.Int[0, 30].Array[1, 8], Gen.Double[0, 0.99], Gen.ULong).Sample(
            (lengths, rate, seed) =>
            {
                using var scope = torch.NewDisposeScope();
                var dropped = Drop(areTokens, lengths, rate, seed);
                long[] kept = dropped.Lengths.data<long>().ToArray();
                Assert.HasCount(lengths.Length, kept);
                Assert.AreEqual(kept.Max(), dropped.LongestLength);
                Assert.IsTrue(dropped.Time >= Math.Max(1, dropped.LongestLength));
                for (int i = 0; i < lengths.Length; i++)
                {
                    long[] places = Places(dropped, i);
                    var steps = places.Take((int)kept[i]).ToArray();
                    CollectionAssert.AreEqual(steps.Distinct().Order().ToArray(), steps, "once, and in order");
                    Assert.IsTrue(steps.All(place => place >= 1 && place <= lengths[i]), "true steps alone");
                    Assert.IsTrue(places.Skip((int)kept[i]).All(place => place == 0), "padding behind them");
                }
            },
            iter: 40);

    [TestMethod]
    public void As_many_are_dropped_as_the_rate_says()
    {
        using var scope = torch.NewDisposeScope();
        int[] lengths = [.. Enumerable.Repeat(100, 200)];
        var dropped = Drop(true, lengths, 0.3, seed: 1);
        // Of 20,000 steps; four standard deviations.
        Assert.AreEqual(0.7, dropped.Lengths.sum().item<long>() / 20_000.0, 0.013);
        Assert.IsGreaterThan(10, dropped.Lengths.data<long>().ToArray().Distinct().Count(), "each sequence by chance");
    }

    [TestMethod]
    public void A_rate_of_0_drops_none()
    {
        using var scope = torch.NewDisposeScope();
        var batch = SequenceBatch.Create(Buffer(true, [9, 0, 3]), [0, 1, 2], torch.CPU);
        var dropped = Drop(true, [9, 0, 3], 0, seed: 1);
        CollectionAssert.AreEqual(batch.Steps.data<long>().ToArray(), dropped.Steps.data<long>().ToArray());
        CollectionAssert.AreEqual(batch.Lengths.data<long>().ToArray(), dropped.Lengths.data<long>().ToArray());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Where_next_to_all_is_dropped_an_empty_batch_is_left(bool areTokens)
    {
        using var scope = torch.NewDisposeScope();
        var dropped = Drop(areTokens, [5, 12], 0.999999, seed: 1);
        CollectionAssert.AreEqual(new long[] { 0, 0 }, dropped.Lengths.data<long>().ToArray());
        Assert.AreEqual(0, dropped.LongestLength);
        Assert.AreEqual(1, dropped.Time);
        Assert.AreEqual(0f, dropped.MeanWeights.sum().item<float>());
    }

    [TestMethod]
    public void A_network_learns_from_a_batch_of_which_nothing_is_left()
    {
        using var scope = torch.NewDisposeScope();
        var options = ToyTransformer.Options;
        const double Dropout = 0.999999;
        options.StepDropout = Dropout;
        using var network = ToyTransformer.Build(options);
        network.train();
        var buffer = Buffer(true, [3, 1]);
        var logits = network.call(SequenceBatch.Create(buffer, [0, 1], torch.CPU, new StepDropout(Dropout, 1)));
        network.Backward(logits.sum());
        Assert.IsTrue(logits.isfinite().all().item<bool>());
        Assert.IsTrue(network.Weights().All(w => w.Value.grad is not { } gradient || gradient.isfinite().all().item<bool>()));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void What_is_left_keeps_its_position(bool areTokens)
    {
        using var scope = torch.NewDisposeScope();
        Assert.IsNull(Drop(areTokens, [5, 40, 0, 17], 0, seed: 1).Positions);
        var dropped = Drop(areTokens, [5, 40, 0, 17], 0.5, seed: 1);
        for (int i = 0; i < 4; i++)
        {
            // A step of these sequences tells its place, from 1.
            int length = (int)dropped.Lengths[i].item<long>();
            CollectionAssert.AreEqual(
                Places(dropped, i)[..length],
                dropped.Positions!.select(1, i).data<long>().ToArray()[..length].Select(p => p + 1).ToArray());
        }
    }

    [TestMethod]
    public void The_seed_fixes_what_is_dropped_and_each_batch_has_its_own()
    {
        using var scope = torch.NewDisposeScope();
        using var random = new NetworkRandom(3);
        long[] first = Places(Drop(true, [40], 0.5, random.SeedOf(0)), 0);
        CollectionAssert.AreEqual(first, Places(Drop(true, [40], 0.5, random.SeedOf(0)), 0));
        CollectionAssert.AreNotEqual(first, Places(Drop(true, [40], 0.5, random.SeedOf(1)), 0));
        using var other = new NetworkRandom(4);
        CollectionAssert.AreNotEqual(first, Places(Drop(true, [40], 0.5, other.SeedOf(0)), 0));
    }

    private static SequenceBatch Drop(bool areTokens, int[] lengths, double rate, ulong seed) => SequenceBatch.Create(
        Buffer(areTokens, lengths), [.. Enumerable.Range(0, lengths.Length)], torch.CPU, new StepDropout(rate, seed));

    private static SequenceBuffer Buffer(bool areTokens, int[] lengths)
    {
        var buffer = new SequenceBuffer(areTokens ? new(200, 0) : new(0, Channels));
        foreach (int length in lengths)
        {
            if (areTokens)
                Enumerable.Range(1, length).ToArray().CopyTo(buffer.AppendTokens(length));
            else
                Enumerable.Range(1, length).SelectMany(place => new float[] { place, -place }).ToArray()
                .CopyTo(buffer.AppendValues(length * Channels));
            buffer.EndSequence();
        }

        return buffer;
    }

    /// <summary>The places that the steps of a sequence tell, padding as 0.</summary>
    private static long[] Places(SequenceBatch batch, int sequence)
    {
        var steps = batch.Steps.select(1, sequence); // [time] or [time, channels]
        if (steps.dim() == 1)
            return steps.contiguous().data<long>().ToArray();
        Assert.AreEqual(0f, steps.sum().item<float>(), "channels stay together");
        return steps.select(1, 0).to(torch.int64).contiguous().data<long>().ToArray();
    }
}
