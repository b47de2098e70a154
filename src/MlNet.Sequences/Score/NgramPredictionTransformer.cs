using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(NgramPredictionTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// A trained n-gram model as an ML.NET transformer. It adds the columns that ML.NET's own trainers of the task add. Binary
/// classification: PredictedLabel (Boolean), Score (Single, the logit) and Probability (Single, its sigmoid). Multiclass
/// classification: PredictedLabel (a key of the label's type, with its key values) and Score (a vector of Single, the
/// probabilities, with the classes as slot names).
/// </summary>
/// <remarks>
/// Immutable and safe to use from many threads at once. A text scores the same to the last bit alone, in any batch, and padded to
/// any length. Needs no native library. After <c>MLContext.CancelExecution</c> cursors throw an
/// <see cref="OperationCanceledException"/> at their next batch.
/// </remarks>
public sealed class NgramPredictionTransformer
    : SequenceTransformer, ISingleFeaturePredictionTransformer<NgramModelParameters>, ISlotPermutable, ILoadableTransformer,
        IScoringTransformer
{
    private readonly NgramModel _model;
    private readonly IHostEnvironment? _environment;

    internal NgramPredictionTransformer(NgramModel model, IHostEnvironment? environment = null)
    {
        _model = model;
        _environment = environment is null ? null : HostEnvironments.HostOf(environment, nameof(NgramPredictionTransformer));
        Model = new NgramModelParameters(model.Weights, model.Vocabulary, model.Objective.Classes);
    }

    static string ILoadableTransformer.Kind => "ngram-prediction";

    static int ILoadableTransformer.FormatVersion => NgramModel.FormatVersion;

    IScoringNetwork? IScoringTransformer.Network => _model;

    Objective IScoringTransformer.Objective => _model.Objective;

    internal override string ReasonAgainstOnnx =>
        "A model of n-grams alone can't be exported to ONNX. Score with ML.NET, which needs no native library for it, or train " +
        "a network, such as Lstm, which has n-grams beside it, and export that.";

    string? IScoringTransformer.LabelColumnName => LabelColumnName;

    /// <summary>The n-grams and their weights, and what they add to a text's score.</summary>
    public NgramModelParameters Model { get; }

    /// <summary>How training went.</summary>
    public NgramTrainingSummary Summary => _model.Summary;

    /// <summary>The task: "binary" or "multiclass".</summary>
    public string Task => ModelParts<Objective>.NameOf(_model.Objective);

    /// <summary>The type of the column with the texts: vectors of any length, of keys out of the vocabulary.</summary>
    public DataViewType FeatureColumnType => _model.Input.ToType();

    /// <summary>The column with the texts.</summary>
    public string FeatureColumnName => _model.FeatureColumnName;

    /// <summary>The column with the labels that was trained on; scoring does not need it.</summary>
    public string LabelColumnName => _model.Description.LabelColumnName;

    /// <summary>The names of the classes, as <see cref="SequencePredictionTransformer.ClassNames"/> has them.</summary>
    public IReadOnlyList<string> ClassNames => _model.Objective.ClassNames;

    /// <summary>The number of different tokens in the feature column's vocabulary, padding apart.</summary>
    public int VocabularySize => _model.Input.VocabularySize;

    /// <summary>
    /// Binary classification: the Score above which true is predicted, 0 unless changed by <c>ChangeModelThreshold</c>; null for
    /// other tasks.
    /// </summary>
    public float? Threshold => (_model.Objective as BinaryObjective)?.Threshold;

    /// <summary>
    /// Whether the model was trained on exactly these rows, in this order. Reads them all and compares their SHA-256 with
    /// <see cref="NgramTrainingSummary.DataSha256"/>; false for models without it.
    /// </summary>
    /// <param name="data">
    /// The rows with the columns that the trainer read: the data as transformed by the steps before the trainer.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public bool WasTrainedOn(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return TrainingData.AreThoseOf(_model, LabelColumnName, Summary.DataSha256, Summary.Settings, data);
    }

    /// <summary>A copy that predicts true above another score. Both share the weights.</summary>
    /// <exception cref="InvalidOperationException">The model is for another task.</exception>
    internal NgramPredictionTransformer WithThreshold(float threshold) =>
        new(_model.With(_model.Objective.WithThreshold(threshold)), _environment);

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new ScoreMapping(_model, inputSchema, _environment);

    IDataView IScoringTransformer.Transform(IDataView input, CancellationToken cancellationToken) =>
        MakeView(input, new ScoreMapping(_model, input.Schema, _environment, cancellationToken));

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) =>
        new ScoredDataView(input, (ScoreMapping)mapping, this);

    private protected override void Save(ModelWriter writer) => _model.Save(writer);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader) =>
        new NgramPredictionTransformer(NgramModel.Load(reader), environment);
}
