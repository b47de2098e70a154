using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Vectors of keys, a class for each step; a step whose key is missing has no label.</summary>
internal sealed class KeyStepLabels(LabelKeys keys) : KeyLabels(keys)
{
    internal override TargetShape Shape => new(1, IsPerStep: true);

    private protected override Reading ReaderOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var classOf = ClassesOf<T>(column);
        VBuffer<T> keys = default;
        float[] labels = [];
        return () =>
        {
            getter(ref keys);
            if (labels.Length < keys.Length)
                labels = new float[keys.Length];
            var own = labels.AsSpan(0, keys.Length);
            own.Fill(float.NaN); // what a sparse vector leaves out
            foreach (var (step, key) in keys.Items())
                own[step] = classOf(key);
            return own;
        };
    }
}
