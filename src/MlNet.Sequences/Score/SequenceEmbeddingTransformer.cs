using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(SequenceEmbeddingTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Adds a vector for each sequence: the states of a trained network's body, pooled. A sequence without steps has zeros. Made by
/// <see cref="SequenceEmbeddingEstimator"/>.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. It has the weights to itself; disposing frees them once the vectors in progress are done.
/// </remarks>
public sealed class SequenceEmbeddingTransformer : SequenceTransformer, ILoadableTransformer, IDisposable
{
    private readonly TrainedNetwork _network;
    private readonly IHostEnvironment _environment;

    /// <param name="network">The network without its head, which the transformer then owns.</param>
    /// <param name="environment">Determines whether to continue.</param>
    internal SequenceEmbeddingTransformer(TrainedNetwork network, IHostEnvironment environment) =>
        (_network, _environment) = (network, HostEnvironments.HostOf(environment, nameof(SequenceEmbeddingTransformer)));

    static string ILoadableTransformer.Kind => "sequence-embedding";

    static int ILoadableTransformer.FormatVersion => TrainedNetwork.FormatVersion;

    /// <summary>The length of a vector.</summary>
    public int Dimension => _network.Objective.Outputs;

    internal override string? ReasonAgainstOnnx =>
        "Vectors of sequences can't be exported to ONNX. Export a model that scores, or leave this transformer out.";

    /// <summary>
    /// Frees the weights once the vectors in progress are done. Safe to call more than once, and from any thread.
    /// </summary>
    public void Dispose() => _network.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        new ScoreMapping(_network, inputSchema, _environment);

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) =>
        new ScoredDataView(input, (ScoreMapping)mapping, this);

    private protected override void Save(ModelWriter writer) => _network.Save(writer);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader) =>
        new SequenceEmbeddingTransformer(TrainedNetwork.Load(environment, reader), environment);
}
