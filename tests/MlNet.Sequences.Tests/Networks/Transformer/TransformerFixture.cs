namespace MlNet.Sequences.Tests;

/// <summary>A case of tests/fixtures/transformer.</summary>
internal sealed record TransformerFixture : NetworkFixture
{
    internal static IEnumerable<string> Names => NamesIn("transformer");

    public required Settings Config { get; init; }

    internal override SequenceInput Input => new(Config.VocabularySize ?? 0, Config.Channels ?? 0);

    private protected override SequenceTrainerOptions MakeOptions() => new TransformerOptions
    {
        HiddenSize = Config.HiddenSize,
        NumberOfLayers = Config.Layers,
        NumberOfHeads = Config.Heads,
        FeedForwardSize = Config.FeedForwardSize,
        Positions = Config.Positions,
        MaximumLength = Config.MaximumLength,
        Pooling = PoolingOf(Config.Pooling),
        StepDropout = 0,
        EmbeddingDropout = 0,
        ResidualDropout = 0,
        AttentionDropout = 0,
        HeadDropout = 0,
    };

    internal sealed record Settings(
        int? VocabularySize, int? Channels, int HiddenSize, int Layers, int Heads, int FeedForwardSize,
        PositionEncoding Positions, int? MaximumLength, string Pooling);
}
