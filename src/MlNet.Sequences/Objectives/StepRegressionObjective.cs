using MlNet.Sequences;

[assembly: ModelPart(typeof(StepRegressionObjective), "step-regression")]

namespace MlNet.Sequences;

/// <summary>A number for each step.</summary>
internal sealed record StepRegressionObjective : StepsObjective<RegressionObjective>
{
    internal override LabelKind LabelKind => LabelKind.NumberPerStep;
}
