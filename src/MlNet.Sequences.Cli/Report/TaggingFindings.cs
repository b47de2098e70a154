using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>A tag for each token: the most confident error of each sentence.</summary>
internal sealed class TaggingFindings(IReadOnlyList<string> classes) : Findings
{
    internal override IReadOnlyList<string> Columns { get; } = ["Score", "PredictedLabel"];

    internal override string Heading(long mistakes) => mistakes switch
    {
        0 => "No errors",
        1 => "The one text with an error",
        <= WorstMistakes.Most => $"The {mistakes} texts with errors, most confident first",
        _ => $"The {WorstMistakes.Most} most confident of {Format.Count(mistakes)} texts with errors",
    };

    internal override Func<Mistake?> Bind(DataViewRow row, string label)
    {
        var getLabels = row.GetGetter<VBuffer<uint>>(row.Schema[label]);
        var getScores = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
        VBuffer<uint> labels = default;
        VBuffer<float> scores = default;
        return () =>
        {
            getLabels(ref labels);
            getScores(ref scores);
            uint[] keys = [.. labels.DenseValues()];
            float[][] steps = [.. scores.DenseValues().Chunk(classes.Count)];
            if (steps.Length != keys.Length)
                steps = [.. steps.Where(step => !float.IsNaN(step[0]))];
            int errors = 0;
            Mistake? worst = null;
            for (int i = 0; i < Math.Min(keys.Length, steps.Length); i++)
            {
                int best = Array.IndexOf(steps[i], steps[i].Max());
                if (keys[i] == 0 || best < 0 || best == keys[i] - 1)
                    continue;
                errors++;
                if (worst is null || steps[i][best] > worst.Badness)
                    worst = new Mistake(
                        steps[i][best], classes[(int)keys[i] - 1], classes[best],
                        $"word {Format.Count(i + 1)}, {Format.Percent(steps[i][best])} sure");
            }

            return errors > 1 ? worst! with { Detail = $"{worst.Detail}; {Format.Count(errors)} errors" } : worst;
        };
    }

    internal override IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics) =>
        new MulticlassFindings(classes).Plots(metrics);
}
