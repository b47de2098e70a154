using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A number for each step, vectors of numbers as labels.</summary>
internal sealed class StepRegressionTask : RegressionTask
{
    internal override string Name => "regression of each step";

    internal override LabelKind LabelKind => LabelKind.NumberPerStep;

    internal override bool IsPerStep => true;

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options) =>
        new StepRegressionObjective { Step = (RegressionObjective)base.CreateObjective(labels, summary, options) };

    private protected override Objective Promised(SchemaShape.Column label) =>
        new StepRegressionObjective { Step = new RegressionObjective() };
}
