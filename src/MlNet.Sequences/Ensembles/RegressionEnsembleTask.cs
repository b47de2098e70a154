using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Numbers, which add up.</summary>
internal sealed class RegressionEnsembleTask : EnsembleTask
{
    internal override string Name => "regression";

    internal override string Expected => "regression, with one number in the column Score";

    internal override Objective CreateObjective(IReadOnlyList<Candidate> models) => new RegressionObjective();

    internal override MemberAnswer AnswerOf(Candidate model, Objective objective) =>
        model.Output[ScoreColumns.Score].Type is NumberDataViewType ? new(AnswerKind.Number) : throw new ArgumentException(
            $"The models must be for {Expected}; that of {model.Name} is {model.Output[ScoreColumns.Score].Type}. Train one " +
            "model for each number.", nameof(model));

    internal override LabelEncoder EncoderOf(Objective objective) => new NumberLabels();

    // In standard deviations of the labels from their mean, so that their unit does not matter.
    internal override double[] Fit(float[][] scores, float[] labels, float[] weights, Objective objective)
    {
        double total = weights.Sum(weight => (double)weight);
        double mean = labels.Zip(weights, (label, weight) => (double)label * weight).Sum() / total;
        double deviation = Math.Sqrt(
            labels.Zip(weights, (label, weight) => (label - mean) * (label - mean) * weight).Sum() / total);
        double[] fitted = new NumberBlendFit([.. scores.Select(Scale)], StartOf(scores.Length))
            .Run(Scale(labels), weights, areNonnegative: true);
        fitted[^1] = (mean * (1 - fitted[..^1].Sum())) + (deviation * fitted[^1]);
        return fitted;

        float[] Scale(float[] numbers) => [.. numbers.Select(number => (float)((number - mean) / deviation))];
    }
}
