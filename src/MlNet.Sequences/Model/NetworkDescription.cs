namespace MlNet.Sequences;

/// <summary>All that scoring needs to know about a network beside its weights.</summary>
/// <param name="Architecture">What it is.</param>
/// <param name="Objective">What it was trained for.</param>
/// <param name="Input">What its sequences are made of.</param>
/// <param name="Vocabulary">What its tokens stand for, in the order of their keys; null where that is not known, and for
/// numbers.</param>
/// <param name="FeatureColumnName">The column with the sequences.</param>
/// <param name="LabelColumnName">The column with the labels that was trained on.</param>
internal sealed record NetworkDescription(
    NetworkArchitecture Architecture, Objective Objective, SequenceInput Input, PrimitiveValues? Vocabulary,
    string FeatureColumnName, string LabelColumnName);
