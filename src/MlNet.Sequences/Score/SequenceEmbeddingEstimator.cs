using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Turns sequences into vectors by a trained network: the states of its body, pooled over each sequence. Learns nothing: <see
/// cref="Fit"/> checks the column, reads no row, and copies the network's weights.
/// </summary>
public sealed class SequenceEmbeddingEstimator : IEstimator<SequenceEmbeddingTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly TrainedNetwork _network;
    private readonly SequencePooling _pooling;
    private readonly bool _normalizes;
    private readonly string _outputColumnName, _inputColumnName;

    /// <exception cref="ArgumentException">
    /// A name is empty, the model does not have one trained network, or its states can't be pooled in this way.
    /// </exception>
    internal SequenceEmbeddingEstimator(
        IHostEnvironment environment, string outputColumnName, ITransformer model, string? inputColumnName,
        SequencePooling pooling, bool normalizes = false)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        (_environment, _network, _pooling, _normalizes) = (environment, TrainedModels.Find(model), pooling, normalizes);
        (_outputColumnName, _inputColumnName) = (outputColumnName, inputColumnName ?? _network.FeatureColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(_inputColumnName, nameof(inputColumnName));
        _network.CheckPooling(pooling);
    }

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SequenceInput.Requirement.Find(inputSchema, _inputColumnName);
        var added = _network.EmbeddingOf(_outputColumnName, _pooling).OutputColumns(scoreSetId: 1).Single().Shape;
        return new([.. inputSchema.Where(column => column.Name != _outputColumnName), added]);
    }

    /// <summary>Checks the input column, and copies the network without its head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing, has a wrong type, or another vocabulary or width than the network.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public SequenceEmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _network.Input.Find(input.Schema, _inputColumnName, _network.Vocabulary);
        return new(_network.WithoutHead(_outputColumnName, _inputColumnName, _pooling, _normalizes), _environment);
    }
}
