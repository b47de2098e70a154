using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Numbers as labels.</summary>
internal sealed class RegressionTask : SequenceTask
{
    internal override string Name => "regression";

    internal override ColumnRequirement LabelRequirement { get; } = new(
        "label",
        "Single",
        column => !column.IsVector && !column.IsKey && column.ItemType == NumberDataViewType.Single);

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.RootMeanSquaredError, ValidationMetric.MeanAbsoluteError];

    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        violations.Defined(nameof(options.RegressionLoss), options.RegressionLoss);
        if (options.HuberDelta is { } delta)
        {
            violations.Above(nameof(options.HuberDelta), delta, 0);
            if (options.RegressionLoss != RegressionLoss.Huber)
                violations.Add("HuberDelta must be null with any loss but Huber", delta, "set it to null, or the loss to Huber");
        }

        if (options.LabelSmoothing is { } smoothing and not 0)
            violations.Add("LabelSmoothing must be left alone in regression", smoothing, "set it to 0 or null");
        if (options.ClassWeights is not { AreNone: true })
            violations.Add("ClassWeights must be left alone in regression", options.ClassWeights, "set ClassWeights.None");
        base.AddViolations(options, violations);
    }

    internal override LabelEncoder Encode(DataViewSchema.Column label) => new NumberLabels();

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, SequenceTrainerOptions options) =>
        new RegressionObjective
        {
            LossFunction = options.RegressionLoss,
            HuberDelta = options.HuberDelta ?? RegressionObjective.DefaultHuberDelta,
            Mean = summary.Mean,
            // Labels that are all alike have nothing to scale.
            StandardDeviation = summary.StandardDeviation > 0 ? summary.StandardDeviation : 1,
        };

    internal override IEnumerable<SchemaShape.Column> OutputShapes(SchemaShape.Column label) =>
        new RegressionObjective().OutputColumns(scoreSetId: 1).Select(output => output.Shape);
}
