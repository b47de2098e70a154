using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Numbers, unchanged.</summary>
internal sealed class NumberLabels : LabelEncoder
{
    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Numbers are not classes.");

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<float>(column);
        float label = 0;
        return One(() =>
        {
            getter(ref label);
            return label;
        });
    }
}
