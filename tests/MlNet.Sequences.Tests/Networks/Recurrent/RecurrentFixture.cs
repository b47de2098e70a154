namespace MlNet.Sequences.Tests;

/// <summary>A case of tests/fixtures/lstm, gru or rnn, whose folder tells the cell.</summary>
internal sealed record RecurrentFixture : NetworkFixture
{
    internal static IEnumerable<string> Names => NamesIn("lstm", "gru", "rnn");

    public required Settings Config { get; init; }

    internal override SequenceInput Input => new(Config.VocabularySize ?? 0, Config.Channels ?? 0);

    private protected override SequenceTrainerOptions MakeOptions()
    {
        RecurrentOptions options = Folder switch
        {
            "gru" => new GruOptions(),
            "rnn" => new RnnOptions(),
            _ => new LstmOptions(),
        };
        (options.EmbeddingSize, options.HiddenSize, options.NumberOfLayers) = (
            Config.EmbeddingSize, Config.HiddenSize, Config.Layers);
        (options.Bidirectional, options.Pooling) = (Config.Bidirectional, PoolingOf(Config.Pooling));
        (options.StepDropout, options.EmbeddingDropout, options.RecurrentDropout, options.HeadDropout) = (0, 0, 0, 0);
        return options;
    }

    internal sealed record Settings(
        int? VocabularySize, int? Channels, int EmbeddingSize, int HiddenSize, int Layers, bool Bidirectional, string Pooling);
}
