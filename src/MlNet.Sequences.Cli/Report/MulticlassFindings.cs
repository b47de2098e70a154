using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Several classes: which are confused, and how well each is predicted.</summary>
internal sealed class MulticlassFindings(IReadOnlyList<string> classes) : Findings
{
    internal override IReadOnlyList<string> Columns { get; } = ["Score"];

    internal override string Heading(long mistakes) => HeadingOfClasses(mistakes);

    internal override Func<Mistake?> Bind(DataViewRow row, string label)
    {
        var getLabel = row.GetGetter<uint>(row.Schema[label]);
        var getScores = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
        var scores = default(VBuffer<float>);
        float[] probabilities = [];
        return () =>
        {
            uint key = 0;
            getLabel(ref key);
            getScores(ref scores);
            Array.Resize(ref probabilities, scores.Length);
            scores.CopyTo(probabilities);
            int best = Array.IndexOf(probabilities, probabilities.Max());
            return key == 0 || best == key - 1 ? null : new Mistake(
                probabilities[best], classes[(int)key - 1], classes[best],
                $"{Format.Percent(probabilities[best])} sure, {Format.Percent(probabilities[key - 1])} for the true class");
        };
    }

    internal override IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics)
    {
        var report = (MulticlassReport)metrics;
        return [
            () => ModelPlots.ConfusionMatrix(
                [.. report.ConfusionMatrix.Select(row => (double[])[.. row.Select(count => (double)count)])], report.Classes)];
    }
}
