using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Trains word vectors on texts without labels, by skip-gram or CBOW with negative sampling (Mikolov et al. 2013). Made by
/// <c>mlContext.Transforms.Text.TrainWordVectors(…)</c>. Needs no native library.
/// </summary>
/// <remarks>
/// The input column is a vector, of fixed or varying size, of keys with key values (tokens), such as
/// <c>TokenizeIntoWordsAsKeys</c> makes; missing keys are padding and left out. A row is a text: no window reaches beyond it. The
/// output column is a vector of Single, the mean of the vectors of the row's words; of a row without such a word it is zero.
/// </remarks>
public sealed class WordVectorEstimator : IEstimator<WordVectorTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly WordVectorOptions _options;

    /// <exception cref="ArgumentException">
    /// A name is empty, or options are out of their range; the message lists every one.
    /// </exception>
    internal WordVectorEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, WordVectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _inputColumnName = InputColumn.NameOf(outputColumnName, inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_environment, _outputColumnName, _options) = (environment, outputColumnName, options.Copy());
    }

    internal static ColumnRequirement InputRequirement { get; } = new(
        "input", "a vector of keys (tokens), such as TokenizeIntoWordsAsKeys makes", column => column.IsVector && column.IsKey);

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        InputRequirement.Find(inputSchema, _inputColumnName);
        var mean = new ColumnShape(
            _outputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, IsKey: false);
        return new([.. inputSchema.Where(column => column.Name != _outputColumnName), mean.ToSchemaColumn()]);
    }

    /// <summary>Trains on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The keys have no key values, fewer than two words occur often enough, or training diverged.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">There is not enough memory for the vectors.</exception>
    /// <exception cref="OperationCanceledException">The options' token or the context was canceled.</exception>
    public WordVectorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        InputRequirement.Find(input.Schema, _inputColumnName);
        var (column, sequences) = SequenceInput.Of(input.Schema, _inputColumnName);
        if (PrimitiveValues.Read(column, AnnotationKinds.KeyValues) is not { } words
            || words.Texts.Count != sequences.VocabularySize)
            throw new InvalidOperationException(
                $"Word vectors need the word of every key; the keys of column '{_inputColumnName}' have no key values. Create " +
                "them with TokenizeIntoWordsAsKeys or MapValueToKey.");
        return ContextCancellation.Run(
            _environment,
            token =>
            {
                var (vectors, keys, summary) = new WordVectorFit(_environment, _options, token).Run(
                    input, column, sequences, words.Texts);
                return new WordVectorTransformer(_outputColumnName, _inputColumnName, words, keys, vectors, summary);
            },
            _options.CancellationToken);
    }
}
