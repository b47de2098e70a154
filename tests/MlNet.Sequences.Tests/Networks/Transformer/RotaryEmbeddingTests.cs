using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class RotaryEmbeddingTests
{
    private const int Time = 48;

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    // The same query and the same key at every position: what attention makes of two positions hangs on their distance alone.
    [TestMethod]
    public void The_product_of_a_query_and_a_key_hangs_on_their_distance_alone() =>
        Gen.Select(Gen.Int[1, 4], Gen.Float[-1, 1].Array[16]).Sample(
            (pairs, numbers) =>
            {
                using var scope = torch.NewDisposeScope();
                int width = 2 * pairs;
                var turns = Rotary(width);
                var products = torch.matmul(At(numbers[..width]), At(numbers[^width..]).transpose(-2, -1))[0, 0]; // [time, time]
                var moved = products.slice(0, 1, Time, 1).slice(1, 1, Time, 1);
                var still = products.slice(0, 0, Time - 1, 1).slice(1, 0, Time - 1, 1);
                Assert.IsLessThan(1e-5f, (moved - still).abs().max().item<float>());

                torch.Tensor At(float[] head) => turns.Apply(torch.tensor(head).view(1, 1, 1, width).expand(1, 1, Time, width));
            },
            iter: 30);

    [TestMethod]
    public void The_first_position_is_not_turned_and_no_turn_changes_a_length()
    {
        using var scope = torch.NewDisposeScope();
        var heads = torch.tensor([0.5f, -1, 2, 0.25f]).view(1, 1, 1, 4).expand(1, 1, Time, 4);
        var turned = Rotary(4).Apply(heads);
        CollectionAssert.AreEqual(new[] { 0.5f, -1, 2, 0.25f }, turned[0, 0, 0].data<float>().ToArray());
        Assert.IsLessThan(1e-5f, (turned.norm(-1) - heads.norm(-1)).abs().max().item<float>());
        Assert.IsGreaterThan(0.1f, (turned - heads)[0, 0, 1].abs().max().item<float>());
    }

    private static RotaryEmbedding Rotary(int width)
    {
        var settings = new TransformerArchitecture
        {
            HiddenSize = 2 * width,
            NumberOfHeads = 2,
            Positions = PositionEncoding.Rotary,
        };
        using var random = new NetworkRandom(1);
        return new PositionLayer(settings, random).Rotary(ToyTransformer.Batch([.. Enumerable.Repeat(1, Time)]))!;
    }
}
