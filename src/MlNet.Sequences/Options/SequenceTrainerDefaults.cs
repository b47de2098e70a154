namespace MlNet.Sequences;

/// <summary>The defaults that stand in signatures, too: named once, here.</summary>
internal static class SequenceTrainerDefaults
{
    internal const string LabelColumnName = "Label";
    internal const string FeatureColumnName = "Features";
    internal const double ValidationFraction = 0.05;
}
