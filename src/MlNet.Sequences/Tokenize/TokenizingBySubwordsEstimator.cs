using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Turns each text of a Text column into the keys of its subwords from a given vocabulary: WordPiece or byte pairs. The
/// vocabulary's files are read and checked when the estimator is created. Learns nothing: <see cref="Fit"/> checks the column and
/// reads no row.
/// </summary>
/// <remarks>
/// The input column is Text. The output column is a vector of varying size of <c>Key&lt;UInt32&gt;</c> whose key values are the
/// vocabulary's tokens: 0 is missing, which <c>PadSequence</c> uses as padding, and a token's raw key value is its id plus 1. See
/// <see cref="TokenizeIntoSubwordsAsKeysOptions"/>.
/// </remarks>
public sealed class TokenizingBySubwordsEstimator : IEstimator<TokenizingBySubwordsTransformer>
{
    private readonly TokenColumns _columns;
    private readonly SubwordVocabulary _vocabulary;

    /// <exception cref="ArgumentException">
    /// A name is empty, options are out of their range, or name a token that the vocabulary lacks; the message lists every one.
    /// </exception>
    /// <exception cref="FileNotFoundException">A file of the vocabulary is missing.</exception>
    /// <exception cref="InvalidDataException">A file of the vocabulary is invalid.</exception>
    internal TokenizingBySubwordsEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, TokenizeIntoSubwordsAsKeysOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _columns = TokenColumns.Named(outputColumnName, inputColumnName) with { SecondInput = options.SecondInputColumnName };
        options.Validate();
        _vocabulary = SubwordVocabulary.Create(SubwordFiles.Read(options), options);
    }

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.Promise(inputSchema);

    /// <summary>Checks the input column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    public TokenizingBySubwordsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Check(input.Schema);
        return new(_columns, _vocabulary);
    }
}
