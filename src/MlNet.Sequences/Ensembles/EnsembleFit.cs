using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Makes an ensemble of trained models, with weights that are given, or fitted on held-out rows.</summary>
internal static class EnsembleFit
{
    /// <summary>Joins models with equal weights, or with these.</summary>
    /// <exception cref="ArgumentException">The models or the weights don't fit each other, or the schema.</exception>
    internal static EnsembleTransformer Join(
        EnsembleTask task, IReadOnlyList<ITransformer> models, DataViewSchema schema, IReadOnlyList<double>? weights)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var (_, ensemble) = task.Join(models, schema);
        if (weights is null)
            return new(ensemble, new([.. models]));
        double sum = weights.Sum();
        if (weights.Count != models.Count || !weights.All(weight => weight >= 0) || !double.IsFinite(sum) || sum == 0)
            throw new ArgumentException(
                $"There must be a weight for each of {models.Count} models, 0 or more and finite, and one above 0; received " +
                $"{string.Join(", ", weights.Select(weight => weight.ToString(CultureInfo.InvariantCulture)))}. " +
                "Give other weights, or null for equal ones.", nameof(weights));
        return new(ensemble with { Weights = [.. weights.Select(weight => weight / sum)] }, new([.. models]));
    }

    /// <summary>Joins models with weights fitted on held-out rows.</summary>
    /// <exception cref="ArgumentException">The models don't fit each other or the data, or a column is missing.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to fit on, or a score is not a number.</exception>
    internal static EnsembleTransformer Run(
        IHostEnvironment environment, EnsembleTask task, IReadOnlyList<ITransformer> models, IDataView data, string label,
        string? exampleWeight)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(label);
        var (candidates, ensemble) = task.Join(models, data.Schema);
        var rows = ContextCancellation.Run(
            environment, token => HeldOutScores.Read(task, candidates[0], ensemble, data, label, exampleWeight, token), default);
        Check(rows, ensemble.Objective, label);
        var (scores, labels, weights) = (rows.Scores, rows.Labels, rows.Weights);
        double[] fitted = task.Fit(scores, labels, weights, ensemble.Objective);
        ensemble = ensemble with
        {
            Weights = fitted[..models.Count],
            Bias = ensemble.Objective.Outputs == 1 ? fitted[^1] : 0,
            LabelColumnName = ensemble.LabelColumnName ?? label,
        };
        ensemble = ensemble with
        {
            Summary = new()
            {
                NumberOfRows = labels.Length,
                Loss = LossOf(rows.Add(ensemble)),
                ModelLosses = [.. scores.Select(LossOf)],
            },
        };
        var transformer = new EnsembleTransformer(ensemble, new([.. models]));
        using var channel = environment.Register(nameof(EnsembleFit)).Start("Training");
        if (rows.SkippedRows > 0)
            channel.Warning(
                MessageSensitivity.None,
                $"{rows.SkippedRows} rows of the validation data were left out: their label or weight is missing, or the " +
                "weight is 0.");
        channel.Info(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture,
            $"Ensemble fitted on {labels.Length} rows: {transformer}; loss {ensemble.Summary.Loss:F4}, of the models alone ") +
            string.Join(", ", ensemble.Summary.ModelLosses.Select(loss => loss.ToString("F4", CultureInfo.InvariantCulture))));
        return transformer;

        double LossOf(float[] logits) => ensemble.Objective.Evaluate(logits, labels, weights)[MetricNames.Loss];
    }

    private static void Check(HeldOutScores rows, Objective objective, string label)
    {
        if (rows.Labels.Length == 0)
            throw new InvalidOperationException(
                $"The validation data must have rows with a label and a weight above 0; they have {rows.SkippedRows} others. " +
                $"Check column '{label}', or give a schema instead of data for equal weights.");
        if (rows.Labels.Distinct().Take(2).Count() == 1)
            throw new InvalidOperationException(
                $"The validation data must have different labels; the {rows.Labels.Length} rows all have " +
                (objective.Classes == 0 ? string.Create(CultureInfo.InvariantCulture, $"{rows.Labels[0]}")
                    : $"the class '{rows.NameOf((int)rows.Labels[0])}'") +
                $" in column '{label}'. Shuffle the data before holding rows out, or give a schema instead of data for equal " +
                "weights.");
    }
}
