using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Any number of classes, keys as labels.</summary>
internal sealed class MulticlassTask : ClassificationTask
{
    internal override string Name => "multiclass classification";

    internal override LabelKind LabelKind => LabelKind.Key;

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.Accuracy, ValidationMetric.MacroAccuracy];

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, SequenceTrainerOptions options)
    {
        double[] weights = CheckedWeights(labels, summary, options);
        return new MulticlassObjective
        {
            Labels = ((KeyLabels)labels).Keys,
            LabelSmoothing = options.LabelSmoothing ?? 0,
            ClassWeights = options.ClassWeights.AreNone ? null : weights,
        };
    }

    internal override IEnumerable<SchemaShape.Column> OutputShapes(SchemaShape.Column label)
    {
        // The data determine the number of classes: one represents all.
        var values = PrimitiveValues.OneOf(label, AnnotationKinds.KeyValues);
        var objective = new MulticlassObjective { Labels = new LabelKeys(label.ItemType.RawType.Name, 1, values) };
        return objective.OutputColumns(scoreSetId: 1).Select(output => output.Shape);
    }
}
