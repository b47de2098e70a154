using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(EnsembleTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Several trained models of one task as one: a weighted sum of their scores. It adds the columns that ML.NET's own trainers of
/// the task add. Binary classification: PredictedLabel (Boolean), Score (Single, the weighted sum of the models' logits and the
/// bias) and Probability (Single, its sigmoid). Multiclass classification: PredictedLabel (a key, with the first model's key
/// values) and Score (a vector of Single, the softmax of the weighted sum of the logarithms of the models' probabilities).
/// Regression: Score (Single, the weighted sum of the models' scores and the bias). Columns that the models make on the way are
/// not added.
/// </summary>
/// <remarks>
/// Made by <c>mlContext.BinaryClassification.Ensemble(models, validationData)</c> and those of the other tasks. Immutable and
/// thread-safe if the models are. A cursor reads its source once, and each model scores each row once, in batches of its own.
/// Disposing it disposes the models. After <c>MLContext.CancelExecution</c> cursors throw an
/// <see cref="OperationCanceledException"/> as those of the models do.
/// </remarks>
public sealed class EnsembleTransformer : SequenceTransformer, ILoadableTransformer, IScoringTransformer, IDisposable
{
    private readonly EnsembleModel _model;
    private readonly SharedModels.Owner _owner;

    /// <param name="model">The ensemble.</param>
    /// <param name="owned">What is disposed with it.</param>
    internal EnsembleTransformer(EnsembleModel model, SharedModels owned) => (_model, _owner) = (model, owned.Own());

    static string ILoadableTransformer.Kind => "ensemble";

    static int ILoadableTransformer.FormatVersion => EnsembleModel.FormatVersion;

    IScoringNetwork? IScoringTransformer.Network => null;

    Objective IScoringTransformer.Objective => _model.Objective;

    string? IScoringTransformer.LabelColumnName => LabelColumnName;

    internal override string ReasonAgainstOnnx =>
        "An ensemble can't be exported to ONNX. Export its models one by one, or score with ML.NET.";

    /// <summary>
    /// The models, each reduced to the steps that its scores depend on. They are freed with the ensemble.
    /// </summary>
    public IReadOnlyList<ITransformer> Models => [.. _model.Members.Select(member => member.Scorer)];

    /// <summary>
    /// What each model is: the architecture of a network, such as "lstm", "ngrams", "ensemble", or the type of another predictor.
    /// </summary>
    public IReadOnlyList<string> Architectures =>
        [.. Models.Select(model => EnsembleMember.KindOf(TrainedModels.Steps(model).Last()))];

    /// <summary>The factor of each model's scores, 0 or more, in the order of the models.</summary>
    public IReadOnlyList<double> Weights => _model.Weights;

    /// <summary>
    /// What is added to the weighted sum: in binary classification to logits, in regression to numbers; 0 with given weights, and
    /// in multiclass classification.
    /// </summary>
    public double Bias => _model.Bias;

    /// <summary>The task: "binary", "multiclass" or "regression".</summary>
    public string Task => ModelParts<Objective>.NameOf(_model.Objective);

    /// <summary>
    /// Binary classification: the Score above which true is predicted, 0 unless changed by <c>ChangeModelThreshold</c>; null for
    /// other tasks.
    /// </summary>
    public float? Threshold => (_model.Objective as BinaryObjective)?.Threshold;

    /// <summary>The names of the classes, as <see cref="SequencePredictionTransformer.ClassNames"/> has them.</summary>
    public IReadOnlyList<string> ClassNames => _model.Objective.ClassNames;

    /// <summary>The column of the data with the labels; null if unknown. Scoring does not need it.</summary>
    public string? LabelColumnName => _model.LabelColumnName;

    /// <summary>How the weights were fitted; null if they were given, or are equal.</summary>
    public EnsembleSummary? Summary => _model.Summary;

    /// <summary>The models with their weights, such as "0.31 × model 1 (lstm) + 0.62 × model 2 (ngrams) + 0.02".</summary>
    public override string ToString()
    {
        var terms = _model.Members.Zip(
            _model.Weights,
            (member, weight) => string.Create(CultureInfo.InvariantCulture, $"{weight:0.###} × {member.Name}"));
        string bias = _model.Bias == 0 ? "" : _model.Bias.ToString(" + 0.###; - 0.###", CultureInfo.InvariantCulture);
        return string.Join(" + ", terms) + bias;
    }

    /// <summary>A copy that predicts true above another score. Both share the models, which are freed with the last.</summary>
    /// <exception cref="InvalidOperationException">The ensemble is for another task.</exception>
    internal EnsembleTransformer WithThreshold(float threshold) =>
        new(_model with { Objective = _model.Objective.WithThreshold(threshold) }, _owner.Models);

    /// <summary>Disposes the models, once copies with other thresholds are disposed, too.</summary>
    public void Dispose() => _owner.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new EnsembleMapping(_model, inputSchema);

    IDataView IScoringTransformer.Transform(IDataView input, CancellationToken cancellationToken) =>
        MakeView(input, new EnsembleMapping(_model, input.Schema, cancellationToken));

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) =>
        new EnsembleView(input, (EnsembleMapping)mapping, this);

    private protected override void Save(ModelWriter writer) => _model.Save(writer);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var model = EnsembleModel.Load(reader);
        return new EnsembleTransformer(model, new([.. model.Members.Select(member => member.Scorer)]));
    }
}
