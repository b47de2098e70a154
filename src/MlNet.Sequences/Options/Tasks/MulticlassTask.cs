using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Any number of classes, keys as labels.</summary>
internal class MulticlassTask : ClassificationTask
{
    internal override string Name => "multiclass classification";

    internal override LabelKind LabelKind => LabelKind.Key;

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.Accuracy, ValidationMetric.MacroAccuracy];

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options)
    {
        double[] weights = CheckedWeights(labels, summary, options);
        return new MulticlassObjective
        {
            Labels = ((KeyLabels)labels).Keys,
            LabelSmoothing = options.LabelSmoothing,
            ClassWeights = options.ClassWeights.AreNone ? null : weights,
        };
    }

    // The number of classes follows from the data; one class stands for all.
    private protected override Objective Promised(SchemaShape.Column label) => new MulticlassObjective
    {
        Labels = new LabelKeys(label.ItemType.RawType.Name, 1, PrimitiveValues.OneOf(label, AnnotationKinds.KeyValues)),
    };
}
