namespace MlNet.Sequences;

/// <summary>The defaults that also appear in signatures, defined only here.</summary>
internal static class SequenceTrainerDefaults
{
    internal const string LabelColumnName = "Label";
    internal const string FeatureColumnName = "Features";
    internal const double ValidationFraction = 0.05;
}
