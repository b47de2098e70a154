using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The value of a column that a trained model adds, whatever its type, as numbers: a key is its number, true is 1.
/// </summary>
internal static class ColumnNumbers
{
    internal static Func<float[]> Reader(OutputColumn column, OutputColumn.CurrentLogits logits) =>
        column.CreateGetter(logits) switch
        {
            ValueGetter<float> get => Of(get, value => value),
            ValueGetter<bool> get => Of(get, value => value ? 1 : 0),
            ValueGetter<byte> get => Of(get, value => value),
            ValueGetter<ushort> get => Of(get, value => value),
            ValueGetter<uint> get => Of(get, value => value),
            ValueGetter<ulong> get => Of(get, value => value),
            ValueGetter<VBuffer<float>> get => Of(get, value => value),
            ValueGetter<VBuffer<bool>> get => Of(get, value => value ? 1 : 0),
            ValueGetter<VBuffer<byte>> get => Of(get, value => value),
            ValueGetter<VBuffer<ushort>> get => Of(get, value => value),
            ValueGetter<VBuffer<uint>> get => Of(get, value => value),
            ValueGetter<VBuffer<ulong>> get => Of(get, value => value),
            var other =>
                throw new ArgumentException($"No column of a trained model has values of {other.GetType()}.", nameof(column)),
        };

    private static Func<float[]> Of<T>(ValueGetter<VBuffer<T>> get, Func<T, float> number) => () =>
    {
        var value = default(VBuffer<T>);
        get(ref value);
        return [.. value.DenseValues().Select(number)];
    };

    private static Func<float[]> Of<T>(ValueGetter<T> get, Func<T, float> number)
        where T : struct => () =>
    {
        var value = default(T);
        get(ref value);
        return [number(value)];
    };
}
