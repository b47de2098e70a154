namespace MlNet.Sequences;

/// <summary>What scoring needs of an n-gram model besides n-grams and weights.</summary>
/// <param name="Objective">What it was trained for.</param>
/// <param name="Vocabulary">What its tokens stand for, in the order of their keys; null where that is not known.</param>
/// <param name="FeatureColumnName">The column with the texts.</param>
/// <param name="LabelColumnName">The column with the labels that was trained on.</param>
internal sealed record NgramDescription(Objective Objective, PrimitiveValues? Vocabulary, string FeatureColumnName,
    string LabelColumnName);
