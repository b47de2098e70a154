namespace MlNet.Sequences.Cli;

/// <summary>A trainer that <c>--trainer</c> names. A new architecture of the library gets a line here.</summary>
/// <param name="Name">The word for it, which is the library's own name of the architecture.</param>
/// <param name="Noun">Its name in sentences: "an LSTM".</param>
/// <param name="CreateOptions">Its options with the library's defaults.</param>
/// <param name="ReadOptions">
/// Its options from the library's JSON; throws an <see cref="ArgumentException"/> that lists all errors.
/// </param>
internal sealed record TrainerKind(
    string Name, string Noun, Func<SequenceTrainerOptions> CreateOptions, Func<string, SequenceTrainerOptions> ReadOptions)
{
    internal static readonly IReadOnlyList<TrainerKind> All =
    [
        Make<LstmOptions>("lstm", "an LSTM"),
        Make<GruOptions>("gru", "a GRU"),
        Make<RnnOptions>("rnn", "a plain recurrent network"),
        Make<TransformerOptions>("transformer", "a Transformer"),
    ];

    internal static TrainerKind Default => All[0];

    internal static TrainerKind Of(string name) => All.Single(kind => kind.Name == name);

    private static TrainerKind Make<TOptions>(string name, string noun)
        where TOptions : SequenceTrainerOptions, new() =>
        new(name, noun, () => new TOptions(), SequenceTrainerOptions.FromJson<TOptions>);
}
