using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(OnnxPredictionTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// An exported network as an ML.NET transformer, with the columns and the scoring of the trained one, and without torch.
/// </summary>
internal sealed class OnnxPredictionTransformer(OnnxNetwork network, IHostEnvironment? environment = null)
    : SequenceTransformer, ILoadableTransformer, IScoringTransformer, IDisposable
{
    private readonly IHostEnvironment? _environment =
        environment is null ? null : HostEnvironments.HostOf(environment, nameof(OnnxPredictionTransformer));

    static string ILoadableTransformer.Kind => "onnx-prediction";

    static int ILoadableTransformer.FormatVersion => 2; // 2: an objective may have the names of its classes

    /// <summary>Frees the session; scoring then throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => network.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        new ScoreMapping(network, inputSchema, _environment);

    IScoringNetwork? IScoringTransformer.Network => network;

    Objective IScoringTransformer.Objective => network.Objective;

    bool IScoringTransformer.IsExported => true;

    IDataView IScoringTransformer.Transform(IDataView input, CancellationToken cancellationToken) =>
        MakeView(input, new ScoreMapping(network, input.Schema, _environment, cancellationToken));

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) =>
        new ScoredDataView(input, (ScoreMapping)mapping, this);

    private protected override void Save(ModelWriter writer) => network.Save(writer);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader) =>
        new OnnxPredictionTransformer(OnnxNetwork.Load(reader), environment);
}
