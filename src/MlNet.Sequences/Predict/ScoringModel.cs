using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A trained model prepared for scoring: the steps that its scores depend on, and the columns that they read. Steps that only
/// training needs, such as the mapping of labels to keys, are left out, so rows without labels can be scored.
/// </summary>
/// <remarks>Immutable. The caller disposes <see cref="Model"/>.</remarks>
public sealed class ScoringModel
{
    private readonly ScoringSteps? _scoring; // null if the data's columns are unknown
    private readonly ITransformer _predictor;
    private readonly ScoreColumns? _columns;

    private ScoringModel(ITransformer model, DataViewSchema? inputSchema, ITransformer predictor)
    {
        (Model, InputSchema, _predictor) = (model, inputSchema, predictor);
        Steps = [.. TrainedModels.Steps(model)];
        try
        {
            _scoring = ScoringSteps.Of(
                inputSchema, Steps, predictor, (predictor as IScoringTransformer)?.LabelColumnName);
        }
        catch (ArgumentException)
        {
            // The predictor does not find its column among the known columns.
        }

        var known = predictor as IScoringTransformer;
        _columns = ScoreColumns.Of(
            _scoring?.Output ?? OutputOf(known?.Objective), known, [.. Steps.TakeWhile(step => step != predictor)]);
    }

    /// <summary>The whole model, as given or loaded.</summary>
    public ITransformer Model { get; }

    /// <summary>The columns of the data that it was trained on; null if the model does not have them.</summary>
    public DataViewSchema? InputSchema { get; }

    /// <summary>All transformers of the model, with chains flattened, in order.</summary>
    public IReadOnlyList<ITransformer> Steps { get; }

    /// <summary>
    /// The trained network, with its settings, weights and history; null for an exported network, or another trainer's
    /// model.
    /// </summary>
    public SequencePredictionTransformer? Network => _predictor as SequencePredictionTransformer;

    /// <summary>Whether an ONNX graph computes the scores, as in a model of <c>ToOnnxPipeline</c>.</summary>
    public bool IsExported => _predictor is IScoringTransformer { IsExported: true };

    /// <summary>The task: "binary", "multiclass", "regression", "tagging" or "step-regression".</summary>
    public string Task => _columns?.Task ?? Network?.Task ?? "";

    /// <summary>
    /// The names of the classes in the order of their numbers, as in the training data; "false" and "true" for two without names;
    /// empty for regression.
    /// </summary>
    public IReadOnlyList<string> ClassNames => _columns?.ClassNames ?? [];

    /// <summary>The columns of the data that the scores depend on; empty if unknown.</summary>
    public IReadOnlyList<DataViewSchema.Column> InputColumns => _scoring?.Inputs ?? [];

    /// <summary>The columns of the data that the label was made from; empty if unknown.</summary>
    public IReadOnlyList<DataViewSchema.Column> LabelColumns => _scoring?.LabelInputs ?? [];

    /// <summary>
    /// The steps that the scores depend on, as one transformer. It needs <see cref="InputColumns"/> and no other columns.
    /// </summary>
    /// <exception cref="InvalidOperationException">The columns that the model reads are unknown.</exception>
    public ITransformer Scorer => Chain(Scoring.Steps);

    /// <summary>The steps among them before the network, which produce its sequences.</summary>
    /// <exception cref="InvalidOperationException">The columns that the model reads are unknown.</exception>
    public ITransformer Encoder => Chain(Scoring.Steps.TakeWhile(step => step != _predictor));

    /// <summary>The output columns of the network, or another predictor; null if unknown.</summary>
    public DataViewSchema? OutputSchema => _scoring?.Output;

    /// <summary>
    /// The columns that predictions are read from; null if <see cref="TextPrediction"/> does not support them.
    /// </summary>
    internal ScoreColumns? Columns => _columns;

    /// <summary>The step that predicts.</summary>
    internal ITransformer Predictor => _predictor;

    private ScoringSteps Scoring => _scoring ?? throw new InvalidOperationException(
        "A model must say which columns of data it was trained on, or its first steps must read texts; this one does neither. " +
        "Save it with the schema of the data: mlContext.Model.Save(model, data.Schema, path).");

    /// <summary>Analyzes a model.</summary>
    /// <param name="model">The result of a pipeline's Fit, <c>mlContext.Model.Load</c> or <c>ToOnnxPipeline</c>.</param>
    /// <param name="inputSchema">
    /// The columns of the data that it was trained on, as returned by <c>mlContext.Model.Load</c>; null if unknown. Then the
    /// columns that its first steps read are assumed to be texts.
    /// </param>
    /// <exception cref="ArgumentException">No step of the model predicts.</exception>
    public static ScoringModel Create(ITransformer model, DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(model);
        return FindPredictor(model) is { } predictor ? new(model, inputSchema, predictor) : throw new ArgumentException(
            $"{NoPredictor(model)} Append a trainer to the pipeline and fit it.", nameof(model));
    }

    /// <summary>Loads a model saved by <c>mlContext.Model.Save</c>. Nothing needs to be registered.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model, or it is truncated or damaged, or none of its steps predicts.
    /// </exception>
    /// <exception cref="NativeEngineException">The application lacks the package with torch or ONNX Runtime.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static ScoringModel Load(MLContext mlContext, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = ModelFileReader.Read(mlContext.Model, path, out var schema, cancellationToken);
        if (FindPredictor(model) is { } predictor)
            return new(model, schema, predictor);
        (model as IDisposable)?.Dispose();
        throw new InvalidDataException($"'{path}' predicts nothing. {NoPredictor(model)} Name another file.");
    }

    private static ITransformer? FindPredictor(ITransformer model)
    {
        var steps = TrainedModels.Steps(model).ToArray();
        return steps.LastOrDefault(step => step is IScoringTransformer)
            ?? steps.LastOrDefault(step => step is IPredictionTransformer<object>);
    }

    private static string NoPredictor(ITransformer model) =>
        "A model must have a step that predicts; received " +
        $"{ShownNames.List(TrainedModels.Steps(model).Select(step => step.GetType().Name))}.";

    private static DataViewSchema OutputOf(Objective? objective)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(objective?.OutputColumns(scoreSetId: 0).Select(output => output.Column) ?? []);
        return schema.ToSchema();
    }

    private static TransformerChain<ITransformer> Chain(IEnumerable<ITransformer> steps) => new([.. steps]);
}
