using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The column whose equal values keep rows together when some are held out, as ML.NET's <c>samplingKeyColumnName</c> does in
/// <c>TrainTestSplit</c>.
/// </summary>
internal static class SamplingKey
{
    internal static readonly ColumnRequirement Requirement = new(
        "sampling key", "Text, a key, or an integer",
        column => !column.IsVector
            && (column.IsKey || column.ItemType is TextDataViewType || Integers.Contains(column.ItemType)));

    private static readonly DataViewType[] Integers =
        [NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64];

    /// <summary>
    /// Reads a number that is the same for rows with the same key. A row without one (an empty text, a missing key) is
    /// independent: its number is its index.
    /// </summary>
    internal static Func<long, long> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
            return Reading<ReadOnlyMemory<char>>(text => text.IsEmpty
                ? null
                : (long)XxHash64.HashToUInt64(MemoryMarshal.AsBytes(text.Span)));
        // 0 is a missing key, but an integer like any other.
        bool isKey = column.Type is KeyDataViewType;
        return column.Type.RawType switch
        {
            var type when type == typeof(byte) => Reading<byte>(key => Key(key)),
            var type when type == typeof(ushort) => Reading<ushort>(key => Key(key)),
            var type when type == typeof(int) => Reading<int>(number => Hash(number)),
            var type when type == typeof(long) => Reading<long>(Hash),
            var type when type == typeof(uint) => Reading<uint>(key => Key(key)),
            _ => Reading<ulong>(Key),
        };

        Func<long, long> Reading<T>(Func<T, long?> numberOf)
        {
            var getter = row.GetGetter<T>(column);
            T value = default!;
            return index =>
            {
                getter(ref value);
                return numberOf(value) ?? index;
            };
        }

        long? Key(ulong key) => isKey && key == 0 ? null : Hash((long)key);

        // Unlike the index of any row that has no key.
        static long? Hash(long number) => (long)XxHash64.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));
    }
}
