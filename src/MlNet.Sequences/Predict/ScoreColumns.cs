using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns that a prediction is read from, and the task that they imply. The names are ML.NET's.</summary>
/// <param name="Task">"binary", "multiclass", "regression", "tagging" or "step-regression".</param>
/// <param name="ClassNames">The names of the classes in the order of their numbers; empty if there are no classes.</param>
/// <param name="Names">The names of the columns.</param>
/// <param name="AreProbabilities">Whether the scores of several classes are known to be probabilities.</param>
/// <param name="Tokens">The tokens that have an answer each; null if a row has one answer.</param>
internal sealed record ScoreColumns(string Task, IReadOnlyList<string> ClassNames, IReadOnlyList<string> Names,
    bool AreProbabilities, StepTokens? Tokens = null)
{
    internal const string Score = "Score", Probability = "Probability", PredictedLabel = "PredictedLabel";

    /// <summary>The names of two classes without names: .NET's of the values, since the label column has none.</summary>
    internal static readonly IReadOnlyList<string> TruthValues = ["false", "true"];

    private static readonly Dictionary<string, string> Tasks = new()
    {
        [ScoreAnnotations.BinaryClassification] = "binary",
        [ScoreAnnotations.MulticlassClassification] = "multiclass",
        [ScoreAnnotations.Regression] = "regression",
    };

    /// <summary>The columns of a predictor's output, or null if it has none that this library can read.</summary>
    /// <param name="scored">The predictor's output schema.</param>
    /// <param name="predictor">The predictor, if it is one of this library's.</param>
    /// <param name="steps">The steps before the predictor.</param>
    internal static ScoreColumns? Of(
        DataViewSchema scored, IScoringTransformer? predictor, IReadOnlyList<ITransformer> steps)
    {
        var objective = predictor?.Objective;
        if (predictor?.Network is { Objective.Head.IsPerStep: true } network)
            return StepTokens.Of(scored, network.FeatureColumnName, steps) is { } tokens
                ? new(ModelParts<Objective>.NameOf(network.Objective), network.Objective.ClassNames, [Score, .. tokens.Names],
                    AreProbabilities: true, tokens)
                : null;
        if (scored.GetColumnOrNull(Score) is not { } score
            || !Tasks.TryGetValue(ScoreAnnotations.KindOf(score), out string? task))
            return null;
        string[] names = [.. NamesIn(scored)];
        return task switch
        {
            "binary" when score.Type is NumberDataViewType && names.Contains(PredictedLabel) =>
                new(task, objective?.ClassNames is { Count: > 0 } given ? given : TruthValues, names, false),
            "multiclass" when score.Type is VectorDataViewType { Size: > 0 and var classes } =>
                new(task, objective?.ClassNames ?? ScoreAnnotations.ClassNamesOf(score, classes), names, objective is not null),
            "regression" when score.Type is not VectorDataViewType { Size: 0 } => new(task, [], names, false),
            _ => null,
        };
    }

    /// <summary>
    /// The names of the existing columns. Of several classes, the most likely has the highest score.
    /// </summary>
    internal static IEnumerable<string> NamesIn(DataViewSchema scored)
    {
        if (scored.GetColumnOrNull(Score) is not { } score)
            return [];
        return ScoreAnnotations.KindOf(score) == ScoreAnnotations.BinaryClassification
            ? ((string[])[PredictedLabel, Probability, Score]).Where(name => scored.GetColumnOrNull(name) is not null)
            : [Score];
    }

    /// <summary>Reads the prediction of a cursor's current row, with <see cref="Names"/> active.</summary>
    internal Func<TextPrediction> CreateReader(DataViewRow row)
    {
        var score = row.Schema[Score];
        if (Tokens is not null)
            return CreateStepReader(row, score, Tokens);
        if (score.Type is VectorDataViewType)
        {
            var getScores = row.GetGetter<VBuffer<float>>(score);
            var buffer = default(VBuffer<float>);
            return () =>
            {
                getScores(ref buffer);
                float[] scores = [.. buffer.DenseValues()];
                return ClassNames.Count == 0 ? new(scores)
                    : new(scores, ClassNames, Array.IndexOf(scores, scores.Max()), AreProbabilities || AddUpToOne(scores) ? scores
                        : null);
            };
        }

        var getScore = row.GetGetter<float>(score);
        var getLabel = Task == "binary" ? row.GetGetter<bool>(row.Schema[PredictedLabel]) : null;
        var getProbability = Names.Contains(Probability) ? row.GetGetter<float>(row.Schema[Probability]) : null;
        var (number, label, probability) = (0f, false, 0f);
        return () =>
        {
            getScore(ref number);
            if (getLabel is null)
                return new([number]);
            getLabel(ref label);
            getProbability?.Invoke(ref probability);
            return new([number], ClassNames, label ? 1 : 0, getProbability is null ? null : [1 - probability, probability]);
        };
    }

    private Func<TextPrediction> CreateStepReader(DataViewRow row, DataViewSchema.Column score, StepTokens tokens)
    {
        var getScores = row.GetGetter<VBuffer<float>>(score);
        var readTokens = tokens.CreateReader(row);
        int width = Math.Max(1, ClassNames.Count);
        var buffer = default(VBuffer<float>);
        return () =>
        {
            getScores(ref buffer);
            float[] scores = [.. buffer.DenseValues()]; // [slots × width]
            return new([.. readTokens().Select(step => new StepPrediction(step.Token, OfSlot(step.Slot)))]);

            TextPrediction OfSlot(int slot) => OfStep(scores[(slot * width)..((slot + 1) * width)]);
        };
    }

    private TextPrediction OfStep(float[] scores) =>
        ClassNames.Count == 0 ? new(scores) : new(scores, ClassNames, Array.IndexOf(scores, scores.Max()), scores);

    // Some of ML.NET's trainers return other scores.
    private static bool AddUpToOne(float[] scores) => scores.All(score => score >= 0) && Math.Abs(scores.Sum() - 1) < 1e-3;
}
