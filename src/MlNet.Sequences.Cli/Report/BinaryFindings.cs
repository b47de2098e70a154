using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Two classes: how the scores separate them, and how well the probabilities are calibrated.</summary>
internal sealed class BinaryFindings(IReadOnlyList<string> classes) : Findings
{
    private readonly List<bool> _labels = [];
    private readonly List<float> _scores = [];
    private readonly List<float> _probabilities = [];

    internal override IReadOnlyList<string> Columns { get; } = ["PredictedLabel", "Score", "Probability"];

    internal override string Heading(long mistakes) => HeadingOfClasses(mistakes);

    internal override Func<Mistake?> Bind(DataViewRow row, string label)
    {
        var getLabel = row.GetGetter<bool>(row.Schema[label]);
        var getPrediction = row.GetGetter<bool>(row.Schema["PredictedLabel"]);
        var getScore = row.GetGetter<float>(row.Schema["Score"]);
        var getProbability = row.GetGetter<float>(row.Schema["Probability"]);
        return () =>
        {
            bool truth = false, prediction = false;
            float score = 0, probability = 0;
            getLabel(ref truth);
            getPrediction(ref prediction);
            getScore(ref score);
            getProbability(ref probability);
            _labels.Add(truth);
            _scores.Add(score);
            _probabilities.Add(probability);
            // By the score, since very confident probabilities are all 1.
            return truth == prediction ? null : new Mistake(
                prediction ? score : -score, NameOf(truth), NameOf(prediction),
                $"{Format.Percent(prediction ? probability : 1 - probability)} sure");
        };
    }

    internal override IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics)
    {
        var counts = ((BinaryReport)metrics).ConfusionMatrix;
        return
        [
            () => ModelPlots.ConfusionMatrix(
                [[counts.TruePositives, counts.FalseNegatives], [counts.FalsePositives, counts.TrueNegatives]],
                [classes[1], classes[0]]),
            () => ModelPlots.RocCurve(_scores, _labels, classes),
            () => ModelPlots.ReliabilityCurve(_probabilities, _labels, classNames: classes),
            () => ModelPlots.ScoreDistribution(_scores, _labels, classes),
        ];
    }

    private string NameOf(bool label) => classes[label ? 1 : 0];
}
