namespace MlNet.Sequences.Cli;

/// <summary>A trainer that <c>--trainer</c> names. A new architecture of the library gets a line here.</summary>
/// <param name="Name">The word for it, which is the library's own name of the architecture.</param>
/// <param name="Noun">What people read of it: "an LSTM".</param>
/// <param name="CreateOptions">Its options with the library's defaults.</param>
internal sealed record TrainerKind(string Name, string Noun, Func<SequenceTrainerOptions> CreateOptions)
{
    internal static readonly IReadOnlyList<TrainerKind> All =
    [
        new("lstm", "an LSTM", () => new LstmOptions()),
        new("gru", "a GRU", () => new GruOptions()),
        new("rnn", "a plain recurrent network", () => new RnnOptions()),
        new("transformer", "a Transformer", () => new TransformerOptions()),
    ];

    internal static TrainerKind Default => All[0];

    internal static TrainerKind Of(string name) => All.Single(kind => kind.Name == name);
}
