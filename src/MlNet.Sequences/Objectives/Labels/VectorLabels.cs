using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Vectors of numbers, unchanged.</summary>
/// <param name="width">The length of a vector.</param>
internal sealed class VectorLabels(int width) : LabelEncoder
{
    internal override TargetShape Shape => new(width);

    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Numbers are not classes.");

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        float[] values = new float[width];
        return () =>
        {
            getter(ref vector);
            if (vector.Length != width)
                throw new InvalidOperationException(
                    $"Labels must be vectors of the same length as in the training data, {width}; column '{column.Name}' has " +
                    $"one of {vector.Length}. Give all rows the same number of values.");
            vector.CopyTo(values);
            return values;
        };
    }
}
