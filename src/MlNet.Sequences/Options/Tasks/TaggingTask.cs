using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A class for each step, vectors of keys as labels.</summary>
internal sealed class TaggingTask : MulticlassTask
{
    internal override string Name => "tagging";

    internal override LabelKind LabelKind => LabelKind.KeyPerStep;

    internal override bool IsPerStep => true;

    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        NoNgrams(options, violations);
        base.AddViolations(options, violations);
    }

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options) =>
        new TaggingObjective { Step = (MulticlassObjective)base.CreateObjective(labels, summary, options) };

    private protected override Objective Promised(SchemaShape.Column label) =>
        new TaggingObjective { Step = (MulticlassObjective)base.Promised(label) };
}
