namespace MlNet.Sequences.Cli;

/// <summary>A trainer that <c>--trainer</c> names. A new architecture of the library gets a line here.</summary>
/// <param name="Name">The word for it; a network's is the library's own name of the architecture.</param>
/// <param name="Noun">Its name in sentences: "an LSTM".</param>
/// <param name="CreateOptions">Its options with the library's defaults.</param>
/// <param name="ReadOptions">
/// Its options from the library's JSON; throws an <see cref="ArgumentException"/> that lists all errors.
/// </param>
/// <param name="WriteOptions">Its options as the library's JSON.</param>
internal sealed record TrainerKind(
    string Name, string Noun, Func<object> CreateOptions, Func<string, object> ReadOptions, Func<object, string> WriteOptions)
{
    /// <summary>Logistic regression on n-grams; the only trainer that does not train a network.</summary>
    internal static readonly TrainerKind Ngrams = new(
        "ngrams", "n-grams", () => new NgramLogisticRegressionOptions(), NgramLogisticRegressionOptions.FromJson,
        options => ((NgramLogisticRegressionOptions)options).ToJson());

    internal static readonly TrainerKind Transformer = Make<TransformerOptions>("transformer", "a Transformer");

    /// <summary>
    /// The options of a language model of its network from the library's JSON; null if it is not a network. Throws like <see
    /// cref="ReadOptions"/>.
    /// </summary>
    internal Func<string, LanguageModelOptions>? ReadLanguageModel { get; private init; }

    internal static readonly IReadOnlyList<TrainerKind> All =
    [
        Make<LstmOptions>("lstm", "an LSTM"),
        Make<GruOptions>("gru", "a GRU"),
        Make<RnnOptions>("rnn", "a plain recurrent network"),
        Transformer,
        Ngrams,
    ];

    internal static TrainerKind Default => All[0];

    /// <summary>The names of those that train networks.</summary>
    internal static IReadOnlyList<string> Networks => [.. All.Where(kind => kind.IsNetwork).Select(kind => kind.Name)];

    internal bool IsNetwork => this != Ngrams;

    internal static TrainerKind Of(string name) => All.Single(kind => kind.Name == name);

    private static TrainerKind Make<TOptions>(string name, string noun)
        where TOptions : SequenceTrainerOptions, new() => new(
        name, noun, () => new TOptions(), SequenceTrainerOptions.FromJson<TOptions>,
        options => ((TOptions)options).ToJson())
        {
            ReadLanguageModel = LanguageModelOptions.FromJson<TOptions>,
        };
}
