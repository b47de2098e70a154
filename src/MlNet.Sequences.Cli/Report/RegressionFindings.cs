using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Numbers: how far off they are, and in which direction.</summary>
internal sealed class RegressionFindings : Findings
{
    private readonly List<float> _labels = [];
    private readonly List<float> _scores = [];

    internal override IReadOnlyList<string> Columns { get; } = ["Score"];

    internal override string Heading(long mistakes) =>
        mistakes <= WorstMistakes.Most
        ? "The predictions, the farthest off first"
        : $"The {WorstMistakes.Most} predictions farthest off";

    internal override Func<Mistake?> Bind(DataViewRow row, string label)
    {
        var getLabel = row.GetGetter<float>(row.Schema[label]);
        var getScore = row.GetGetter<float>(row.Schema["Score"]);
        return () =>
        {
            float truth = 0, score = 0;
            getLabel(ref truth);
            getScore(ref score);
            _labels.Add(truth);
            _scores.Add(score);
            double error = (double)score - truth;
            return new Mistake(
                Math.Abs(error), Format.Short(truth), Format.Short(score),
                $"{Format.Short(Math.Abs(error))} too {(error < 0 ? "low" : "high")}");
        };
    }

    internal override IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics) =>
        [() => ModelPlots.PredictedAgainstActual(_scores, _labels), () => ModelPlots.Residuals(_scores, _labels)];
}
