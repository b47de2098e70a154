using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Two classes, Boolean labels.</summary>
internal sealed class BinaryTask : ClassificationTask
{
    internal override string Name => "binary classification";

    internal override LabelKind LabelKind => LabelKind.Boolean;

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.Accuracy, ValidationMetric.AreaUnderRocCurve];

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options)
    {
        double[] weights = CheckedWeights(labels, summary, options);
        var names = (labels as BooleanLabels)?.Names;
        return new BinaryObjective
        {
            LabelSmoothing = options.LabelSmoothing,
            NegativeWeight = weights[0],
            PositiveWeight = weights[1],
            NegativeName = names?[0],
            PositiveName = names?[1],
        };
    }

    private protected override Objective Promised(SchemaShape.Column label) => new BinaryObjective();
}
