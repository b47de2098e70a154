using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Turns sequences of any length into vectors of one length. Learns nothing: <see cref="Fit"/> checks the column and reads no
/// row.
/// </summary>
/// <remarks>
/// The input column is a vector, of fixed or varying size, of keys (<c>Key&lt;Byte&gt;</c>, <c>Key&lt;UInt16&gt;</c>,
/// <c>Key&lt;UInt32&gt;</c>), or of Single, with one dimension (time) or two (time, channels). The output column is
/// <c>Vector&lt;Key&lt;UInt32&gt;, length&gt;</c> with the input's key values, or <c>Vector&lt;Single, length&gt;</c> or
/// <c>Vector&lt;Single, length, channels&gt;</c> with the annotation "PaddingValue". It is always dense.
/// </remarks>
public sealed class SequencePaddingEstimator : IEstimator<SequencePaddingTransformer>
{
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly PadSequenceOptions _options;

    /// <exception cref="ArgumentException">
    /// A name is empty, or options are out of their range; the message lists every one.
    /// </exception>
    internal SequencePaddingEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, PadSequenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _inputColumnName = InputColumn.NameOf(outputColumnName, inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        _outputColumnName = outputColumnName;
        _options = options.Copy();
        _options.Validate();
    }

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var input = SequenceColumn.InputRequirement.Find(inputSchema, _inputColumnName);
        var added = SequenceColumn.PromisePadded(_outputColumnName, input);
        return new([.. inputSchema.Where(column => column.Name != _outputColumnName), added]);
    }

    /// <summary>Checks the input column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing, has another type, or does not have the padding value as a key.
    /// </exception>
    public SequencePaddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SequenceColumn.Find(input.Schema, _inputColumnName, _options.PaddingValue);
        return new(_outputColumnName, _inputColumnName, _options);
    }
}
