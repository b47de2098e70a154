namespace MlNet.Sequences;

/// <summary>Everything that scoring needs to know about a network besides its weights.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Objective">The objective of its training.</param>
/// <param name="Input">The kind of its sequences.</param>
/// <param name="Vocabulary">Its tokens' words, in the order of their keys; null if unknown, and for numbers.</param>
/// <param name="FeatureColumnName">The column with the sequences.</param>
/// <param name="LabelColumnName">The column with the labels of its training.</param>
internal sealed record NetworkDescription(
    NetworkArchitecture Architecture, Objective Objective, SequenceInput Input, PrimitiveValues? Vocabulary,
    string FeatureColumnName, string LabelColumnName);
