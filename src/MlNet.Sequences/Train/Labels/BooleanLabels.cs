using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>False is class 0, true class 1.</summary>
internal sealed class BooleanLabels : LabelEncoder
{
    internal override int Classes => 2;

    internal override string NameOf(int @class) => @class == 1 ? bool.TrueString : bool.FalseString;

    internal override Func<float> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<bool>(column);
        bool label = false;
        return () =>
        {
            getter(ref label);
            return label ? 1 : 0;
        };
    }
}
