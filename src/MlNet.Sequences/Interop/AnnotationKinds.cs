using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The names of the annotations by which stages describe a column's contents to each other.</summary>
internal static class AnnotationKinds
{
    /// <summary>ML.NET's own: the text that each key of a column stands for, a vector of Text.</summary>
    internal const string KeyValues = AnnotationUtils.Kinds.KeyValues;

    /// <summary>Ours: the Single that marks padding in a padded column of numbers.</summary>
    internal const string PaddingValue = "PaddingValue";
}
