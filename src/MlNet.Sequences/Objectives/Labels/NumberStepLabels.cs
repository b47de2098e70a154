using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Vectors of numbers, one for each step; NaN where a step has no label.</summary>
internal sealed class NumberStepLabels : LabelEncoder
{
    internal override TargetShape Shape => new(1, IsPerStep: true);

    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Numbers are not classes.");

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> numbers = default;
        float[] labels = [];
        return () =>
        {
            getter(ref numbers);
            if (labels.Length < numbers.Length)
                labels = new float[numbers.Length];
            numbers.CopyTo(labels);
            return labels.AsSpan(0, numbers.Length);
        };
    }
}
