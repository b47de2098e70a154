using MlNet.Sequences;

[assembly: ModelPart(typeof(TaggingObjective), "tagging")]

namespace MlNet.Sequences;

/// <summary>A class for each step, such as the part of speech of each word.</summary>
internal sealed record TaggingObjective : StepsObjective<MulticlassObjective>
{
    internal override LabelKind LabelKind => LabelKind.KeyPerStep;
}
