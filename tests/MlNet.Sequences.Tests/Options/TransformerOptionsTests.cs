using System.Reflection;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TransformerOptionsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_defaults_are_valid() => ToyTransformer.Trainer(_mlContext, new TransformerOptions());

    [TestMethod]
    public void Every_violation_is_told_at_once()
    {
        string message = Refused(new TransformerOptions
        {
            HiddenSize = 0,
            NumberOfLayers = 0,
            NumberOfHeads = -1,
            FeedForwardSize = 0,
            Positions = (PositionEncoding)9,
            MaximumLength = 0,
            Pooling = (SequencePooling)8,
            StepDropout = 1,
            EmbeddingDropout = 1.1,
            ResidualDropout = -0.1,
            AttentionDropout = double.NaN,
            HeadDropout = 2,
            NumberOfEpochs = 0,
        });

        foreach (var option in typeof(TransformerOptions).GetProperties(
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            StringAssert.Contains(message, $"\n- {option.Name} must");
        StringAssert.Contains(message, "\n- NumberOfEpochs must", "the trainer's own among them");
        StringAssert.Contains(message, "TransformerOptions has 14 invalid values", "two of them of MaximumLength");
        StringAssert.Contains(message, "NumberOfHeads must be at least 1; received -1; set 1 or more");
    }

    [TestMethod]
    [DataRow(10, 4, PositionEncoding.Learned, "HiddenSize must be a multiple of NumberOfHeads; received 10 and 4;")]
    [DataRow(4, 8, PositionEncoding.Rotary, "HiddenSize must be a multiple of NumberOfHeads; received 4 and 8;")]
    [DataRow(
        12, 4, PositionEncoding.Rotary,
        "HiddenSize must be an even multiple of NumberOfHeads with Rotary positions; received 12 and 4;")]
    public void Heads_must_share_the_hidden_size_out(int hidden, int heads, PositionEncoding positions, string violation) =>
        StringAssert.Contains(
            Refused(new TransformerOptions { HiddenSize = hidden, NumberOfHeads = heads, Positions = positions }),
            "\n- " + violation);

    [TestMethod]
    [DataRow(12, 4, PositionEncoding.Sinusoidal)]
    [DataRow(12, 4, PositionEncoding.Learned)]
    [DataRow(8, 4, PositionEncoding.Rotary)]
    [DataRow(1, 1, PositionEncoding.Sinusoidal)]
    public void Heads_that_do_are_taken(int hidden, int heads, PositionEncoding positions)
    {
        var options = ToyTransformer.Options;
        (options.HiddenSize, options.NumberOfHeads, options.Positions) = (hidden, heads, positions);
        using var model = ToyTransformer.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 20));
        Assert.IsTrue(Toy.Scores(model, Toy.Tokens(_mlContext, 5)).All(float.IsFinite));
    }

    [TestMethod]
    [DataRow(PositionEncoding.Rotary)]
    [DataRow(PositionEncoding.Sinusoidal)]
    public void Only_learned_positions_have_a_maximum(PositionEncoding positions)
    {
        StringAssert.Contains(
            Refused(new TransformerOptions { Positions = positions, MaximumLength = 100 }),
            $"\n- MaximumLength must be null with any positions but Learned; received 100 with {positions};");
        ToyTransformer.Trainer(_mlContext, new TransformerOptions { Positions = PositionEncoding.Learned, MaximumLength = 100 });
    }

    private string Refused(TransformerOptions options) =>
        Assert.ThrowsExactly<InvalidOptionsException>(() => ToyTransformer.Trainer(_mlContext, options)).Message;
}
