using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Learns the words of a Text column, the most frequent first, in one pass over the rows and in bounded memory, and turns each
/// text into the keys of its words. Up to 4 million distinct words are counted exactly; beyond that the rarest are forgotten
/// along the way, and a warning in <c>MLContext.Log</c> reports the affected frequencies.
/// </summary>
/// <remarks>
/// The input column is Text. The output column is a vector of varying size of <c>Key&lt;UInt32&gt;</c> whose key values are the
/// words. The raw key values are those of Keras's <c>Tokenizer</c>: 0 is missing, which <c>PadSequence</c> uses as padding, 1
/// is the out-of-vocabulary token, and words follow by descending frequency. See <see cref="TokenizeIntoWordsAsKeysOptions"/>.
/// </remarks>
public sealed class TokenizingByWordsEstimator : IEstimator<TokenizingByWordsTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly TokenColumns _columns;
    private readonly TokenizeIntoWordsAsKeysOptions _options;

    /// <exception cref="ArgumentException">
    /// A name is empty, or options are out of their range; the message lists every one.
    /// </exception>
    internal TokenizingByWordsEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName = null,
        TokenizeIntoWordsAsKeysOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);

        _environment = environment;
        _columns = TokenColumns.Named(outputColumnName, inputColumnName);
        _options = options?.Copy() ?? new();
        _options.Validate();
    }

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.Promise(inputSchema);

    /// <summary>Learns the vocabulary. The same rows in the same order give the same vocabulary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    /// <exception cref="InvalidOperationException">
    /// No text contains a word that can enter the vocabulary, and there is no out-of-vocabulary token.
    /// </exception>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    public TokenizingByWordsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = TokenColumns.InputRequirement.Find(input.Schema, _columns.Input);
        var vocabulary = WordVocabulary.FromRanked(Rank(input, column), _options);
        if (vocabulary.Words.Count == 0)
            vocabulary = _options.KerasIndexing ? WordVocabulary.FromWords([""], _options) : throw NoWords();
        return new(_columns, vocabulary, _options);
    }

    private IReadOnlyList<string> Rank(IDataView input, DataViewSchema.Column column)
    {
        var builder = new VocabularyBuilder();
        var host = HostEnvironments.HostOf(_environment, nameof(TokenizingByWordsEstimator));
        CountedTexts.CountAll(
            input, column, _options, builder, OrderedPipeline<CountedTexts>.DefaultThreads,
            () => HostEnvironments.CheckAlive(host));
        if (builder.ForgottenBelow > 0)
            WarnOfForgottenWords(builder.ForgottenBelow);
        return builder.Rank(_options.MinimumFrequency);
    }

    private void WarnOfForgottenWords(long count)
    {
        using var channel = _environment.Start(nameof(TokenizingByWordsEstimator));
        channel.Warning(
            MessageSensitivity.Schema,
            $"Column '{_columns.Input}' has more distinct words than can be counted at once. Rare words were forgotten along " +
            $"the way, so that frequencies are too low by up to {count}; all more frequent words are found. Clean the text, or " +
            "set a separator that fits it.");
    }

    private InvalidOperationException NoWords() => OptionMessage.Invalid(
        $"The texts of column '{_columns.Input}' contain no word that occurs at least {_options.MinimumFrequency} times, so " +
        $"there is no vocabulary to learn. Check the column and the filters, lower {nameof(_options.MinimumFrequency):option}, " +
        $"or set an {nameof(_options.OutOfVocabularyToken):option}.");
}
