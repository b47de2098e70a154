using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Keys: the first is class 0, a missing key is a missing label. In another column, the same value is the same class, whatever
/// its key there.
/// </summary>
internal class KeyLabels(LabelKeys keys) : LabelEncoder
{
    internal LabelKeys Keys { get; } = keys;

    internal override int Classes => Keys.Count;

    internal override string NameOf(int @class) => Keys.NameOf(@class);

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = ((column.Type as VectorDataViewType)?.ItemType ?? column.Type).RawType;
        return raw switch
        {
            _ when raw == typeof(uint) => ReaderOf<uint>(row, column),
            _ when raw == typeof(ushort) => ReaderOf<ushort>(row, column),
            _ when raw == typeof(byte) => ReaderOf<byte>(row, column),
            _ => ReaderOf<ulong>(row, column),
        };
    }

    private protected virtual Reading ReaderOf<T>(DataViewRow row, DataViewSchema.Column column)
        where T : unmanaged, IUnsignedNumber<T>
    {
        var getter = row.GetGetter<T>(column);
        var classOf = ClassesOf<T>(column);
        T key = T.Zero;
        return One(() =>
        {
            getter(ref key);
            return classOf(key);
        });
    }

    /// <summary>Tells the class of each key of a column; NaN of the missing key.</summary>
    private protected Func<T, float> ClassesOf<T>(DataViewSchema.Column column)
        where T : unmanaged, IUnsignedNumber<T>
    {
        var found = LabelKeys.Of(column);
        int[] classes = ClassesOf(found);
        return key =>
        {
            if (T.IsZero(key))
                return float.NaN;
            ulong place = ulong.CreateChecked(key) - 1;
            if (place >= (ulong)classes.Length)
                throw new InvalidDataException(
                    $"A label has the key {key}, and the keys of column '{column.Name}' end at {classes.Length}.");
            int @class = classes[place];
            return @class >= 0 ? @class : throw new InvalidOperationException(
                $"Validation rows must have classes that were trained on; column '{column.Name}' has " +
                $"'{found.NameOf((int)place)}'. Take these rows out, or train on rows of this class.");
        };
    }

    // The class of each key of a column; -1 if it is unknown.
    private int[] ClassesOf(LabelKeys other)
    {
        // If a column has no key values, the same key is the same class.
        if (Keys.Values is null || other.Values is null)
            return [.. Enumerable.Range(0, other.Count).Select(key => key < Keys.Count ? key : -1)];
        var known = new Dictionary<string, int>();
        for (int i = 0; i < Keys.Count; i++)
            known.TryAdd(Keys.NameOf(i), i); // the first of keys with the same value
        return [.. Enumerable.Range(0, other.Count).Select(key => known.GetValueOrDefault(other.NameOf(key), -1))];
    }
}
