using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>False is class 0, true class 1.</summary>
/// <param name="names">The data's names of false and true, in this order; null for .NET's own names.</param>
internal sealed class BooleanLabels(IReadOnlyList<string>? names = null) : LabelEncoder
{
    /// <summary>The data's names of false and true, in this order; null if they have none.</summary>
    internal IReadOnlyList<string>? Names { get; } = names;

    internal override int Classes => 2;

    /// <summary>Labels with the names of false and true in the label column's annotation.</summary>
    internal static BooleanLabels Of(DataViewSchema.Column label) =>
        new(PrimitiveValues.Read(
        label, ScoreAnnotations.TrainingLabelValues) is { AreText: true, Texts: { Count: 2 } names } ? names : null);

    internal override string NameOf(int @class) => Names?[@class] ?? DotNetNameOf(@class);

    // .NET's names are valid whatever the data's names of the classes.
    internal override int? ClassOf(string name) =>
        base.ClassOf(name) ?? (name == DotNetNameOf(1) ? 1 : name == DotNetNameOf(0) ? 0 : null);

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<bool>(column);
        bool label = false;
        return One(() =>
        {
            getter(ref label);
            return label ? 1 : 0;
        });
    }

    private static string DotNetNameOf(int @class) => @class == 1 ? bool.TrueString : bool.FalseString;
}
