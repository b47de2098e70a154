using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Evaluates logits of the validation rows: the task's metrics, and custom ones.</summary>
/// <param name="objective">The task's objective.</param>
/// <param name="metrics">The custom metrics.</param>
/// <param name="rows">The validation rows.</param>
internal sealed class Evaluation(Objective objective, IReadOnlyList<ISequenceMetric> metrics, SequenceBuffer rows)
{
    private readonly LogitLayout _layout = new(rows, objective.Head);

    // The same for all epochs: collected in the first.
    private readonly Lazy<Targets> _targets = new(() => Targets.Of(rows));

    /// <summary>The number of logits of the rows.</summary>
    internal int Logits => _layout.Length;

    /// <summary>The metrics by name, the task's first.</summary>
    /// <exception cref="InvalidOperationException">User code failed, or a custom loss did not return numbers.</exception>
    internal IReadOnlyDictionary<string, double> Measure(float[] logits)
    {
        var targets = _targets.Value;
        var measured = new Dictionary<string, double>(objective.Evaluate(logits, targets.Values, targets.Weights));
        if (objective.CustomLoss is not null)
            measured[MetricNames.Loss] = CustomLoss.Mean(objective, logits, targets.Values, targets.Weights);
        if (metrics.Count == 0)
            return measured;
        // User code gets copies: its changes must not affect the next epoch.
        float[] scores = Scores(logits);
        foreach (var metric in metrics)
        {
            var scored = new ScoredRows([.. scores], [.. targets.Values], [.. targets.Weights]);
            measured[metric.Name] = Seam.Call(metric, "metric", () => metric.Compute(scored));
        }

        return measured;
    }

    /// <summary>Why a metric is NaN, a clause that begins with ": ", as far as the metric itself reveals.</summary>
    internal string? ReasonOf(ComparedMetric metric) => metrics.FirstOrDefault(own => own.Name == metric.Name) is { } returned
        ? $": the {Seam.NameOf(returned, "metric")} returned it"
        : null;

    // As in a model's column.
    private float[] Scores(float[] logits)
    {
        int row = 0;
        var column = objective.OutputColumns(scoreSetId: 0).Single(output => output.Column.Name == "Score");
        var getter = column.CreateGetter(() => logits.AsSpan(_layout.StartOf(row), _layout.CountOf(row)));
        var scores = new List<float>(logits.Length);
        VBuffer<float> several = default;
        float one = 0;
        for (; row < rows.Count; row++)
        {
            if (getter is ValueGetter<float> single)
            {
                single(ref one);
                scores.Add(one);
            }
            else
            {
                ((ValueGetter<VBuffer<float>>)getter)(ref several);
                scores.AddRange(several.DenseValues());
            }
        }

        return [.. scores];
    }
}
