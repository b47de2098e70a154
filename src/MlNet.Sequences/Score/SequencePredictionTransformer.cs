using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(SequencePredictionTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// A trained network as an ML.NET transformer. It adds the same columns as ML.NET's own trainers of the task. Binary
/// classification: PredictedLabel (Boolean), Score (Single, the logit) and Probability (Single, its sigmoid). Multiclass
/// classification: PredictedLabel (a key of the label's type, with its key values) and Score (a vector of Single, the softmax,
/// with the classes as slot names). Regression: Score (Single, in the label's unit, or a vector of them). Models that answer each
/// step add vectors with a value for each slot of the sequence, and a matrix of scores where there are classes; padding has the
/// missing key, and NaN as scores.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. A sequence scores the same alone, in any batch, and padded to any length: bit for bit in a
/// recurrent network on a CPU whose hidden size is a multiple of 4, up to 512, and within float32 rounding (about 1e-6 of the
/// logits) in other networks, on a GPU and in ONNX Runtime.
/// Disposing frees the weights once the scores in progress are done; later ones throw an <see cref="ObjectDisposedException"/>.
/// The weights of an undisposed model are freed when it is garbage-collected. After <c>MLContext.CancelExecution</c>
/// cursors throw an <see cref="OperationCanceledException"/> at their next batch.
/// </remarks>
public sealed class SequencePredictionTransformer
    : SequenceTransformer, ISingleFeaturePredictionTransformer<SequenceModelParameters>, ISlotPermutable, ILoadableTransformer,
        ITrainedModel, IScoringTransformer, IDisposable
{
    private readonly TrainedNetwork _network;
    private readonly IHostEnvironment? _environment;
    private int _hasWarned;

    /// <param name="network">The network, which the transformer then owns.</param>
    /// <param name="environment">Receives warnings and determines whether to continue scoring; null for neither.</param>
    internal SequencePredictionTransformer(TrainedNetwork network, IHostEnvironment? environment = null)
    {
        _network = network;
        _environment = environment is null ? null : HostEnvironments.HostOf(environment, nameof(SequencePredictionTransformer));
        Model = new SequenceModelParameters(network);
        Ngrams = network.Ngrams is { } branch
            ? new NgramModelParameters(branch.Weights, network.Vocabulary, network.Objective.Classes)
            : null;
    }

    static string ILoadableTransformer.Kind => "sequence-prediction";

    static int ILoadableTransformer.FormatVersion => TrainedNetwork.FormatVersion;

    TrainedNetwork ITrainedModel.Network => _network;

    IScoringNetwork? IScoringTransformer.Network => _network;

    Objective IScoringTransformer.Objective => _network.Objective;

    string? IScoringTransformer.LabelColumnName => _network.Objective.HasLabels ? LabelColumnName : null;

    /// <summary>How training went: the epochs' losses and metrics, the seed, the rows.</summary>
    public TrainingHistory History => _network.History;

    (IScoringTransformer Model, IDisposable? Owned) IScoringTransformer.Share()
    {
        var shared = new SequencePredictionTransformer(_network.With(_network.Objective), _environment);
        return (shared, shared);
    }

    /// <summary>The network's architecture: "lstm", "gru", "rnn" or "transformer".</summary>
    public string Architecture => ModelParts<NetworkArchitecture>.NameOf(_network.Architecture);

    /// <summary>The task: "binary", "multiclass", "tagging", "regression", "vector-regression", "step-regression" or
    /// "language-model".</summary>
    public string Task => ModelParts<Objective>.NameOf(_network.Objective);

    /// <summary>The settings of the architecture by name, such as "hiddenSize", as text.</summary>
    public IReadOnlyDictionary<string, string> ArchitectureSettings =>
        ModelParts<NetworkArchitecture>.Settings(_network.Architecture);

    /// <summary>The trained weights, with their names and shapes.</summary>
    public SequenceModelParameters Model { get; }

    /// <summary>
    /// The n-grams whose logits are added to the network's, by the factors in <see cref="TrainingHistory.Ngrams"/>; null for
    /// none.
    /// </summary>
    public NgramModelParameters? Ngrams { get; }

    /// <summary>
    /// The type of the column with the sequences: vectors of any length, of keys of the vocabulary, or of Single.
    /// </summary>
    public DataViewType FeatureColumnType => _network.Input.ToType();

    /// <summary>The column with the sequences.</summary>
    public string FeatureColumnName => _network.Description.FeatureColumnName;

    /// <summary>The column with the labels of the training data; scoring does not need it.</summary>
    public string LabelColumnName => _network.Description.LabelColumnName;

    /// <summary>
    /// The names of the classes in the label column of the training data. Multiclass: the label of each key, in the order of the
    /// scores; the numbers of the keys if the column had no key values. Binary: the names of false and of true, which a label
    /// column has in its annotation <c>TrainingLabelValues</c>, a vector of two texts; none without it. Regression: none.
    /// </summary>
    public IReadOnlyList<string> ClassNames => _network.Objective.ClassNames;

    /// <summary>The number of trained weights.</summary>
    public long NumberOfParameters => _network.NumberOfParameters;

    /// <summary>The number of distinct tokens, without padding; 0 for sequences of numbers.</summary>
    public int VocabularySize => _network.Input.VocabularySize;

    /// <summary>
    /// Binary classification: the Score above which true is predicted, 0 unless changed by <c>ChangeModelThreshold</c>; null for
    /// other tasks.
    /// </summary>
    public float? Threshold => (_network.Objective as BinaryObjective)?.Threshold;

    /// <summary>
    /// Whether the network was trained on exactly these rows, in this order, without separate validation data. Reads them all and
    /// compares their SHA-256 with <see cref="TrainingHistory.DataSha256"/>; false for models without it.
    /// </summary>
    /// <param name="data">
    /// The rows with the columns that the trainer read: the data as transformed by the steps before the network.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public bool WasTrainedOn(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return TrainingData.AreThoseOf(
            _network, _network.Description.LabelColumnName, _network.History.DataSha256, _network.History.Settings, data);
    }

    /// <summary>
    /// A copy that predicts true above another score. Both share the weights, which are freed when both are disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model is for another task.</exception>
    internal SequencePredictionTransformer WithThreshold(float threshold) =>
        new(_network.With(_network.Objective.WithThreshold(threshold)), _environment);

    /// <summary>
    /// Frees the weights once the scores in progress are done. Safe to call more than once, and from any thread.
    /// </summary>
    public void Dispose() => _network.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        new ScoreMapping(_network, inputSchema, _environment);

    IDataView IScoringTransformer.Transform(IDataView input, CancellationToken cancellationToken) =>
        MakeView(input, new ScoreMapping(_network, input.Schema, _environment, cancellationToken));

    private protected override IDataView MakeView(IDataView input, RowMapping mapping)
    {
        WarnOfLostPadding(input);
        return new ScoredDataView(input, (ScoreMapping)mapping, this);
    }

    private protected override void Save(ModelWriter writer) => _network.Save(writer);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader) =>
        new SequencePredictionTransformer(TrainedNetwork.Load(environment, reader), environment);

    // Models were trained this way before fits rejected it, and still work; one warning is enough.
    private void WarnOfLostPadding(IDataView input)
    {
        if (_environment is null || _network.Input.IsTokens || Volatile.Read(ref _hasWarned) != 0
            || NumberColumns.DescribeLostPadding(input, FeatureColumnName) is not { } lost
            || Interlocked.Exchange(ref _hasWarned, 1) != 0)
            return;
        using var channel = _environment.Start("Scoring");
        channel.Warning(MessageSensitivity.None, lost);
    }
}
