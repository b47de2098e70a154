using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// How the values of one type of column are written to a cache, read from it, and hashed. A column has one value per row, or a
/// vector.
/// </summary>
internal abstract class CellKind
{
    private static readonly Dictionary<Type, CellKind> Kinds = new()
    {
        [typeof(bool)] = new CellKind<bool>(),
        [typeof(sbyte)] = new CellKind<sbyte>(),
        [typeof(short)] = new CellKind<short>(),
        [typeof(int)] = new CellKind<int>(),
        [typeof(long)] = new CellKind<long>(),
        [typeof(byte)] = new CellKind<byte>(),
        [typeof(ushort)] = new CellKind<ushort>(),
        [typeof(uint)] = new CellKind<uint>(),
        [typeof(ulong)] = new CellKind<ulong>(),
        [typeof(float)] = new CellKind<float>(),
        [typeof(double)] = new CellKind<double>(),
        [typeof(DateTime)] = new CellKind<DateTime>(),
        [typeof(TimeSpan)] = new CellKind<TimeSpan>(),
        [typeof(DataViewRowId)] = new CellKind<DataViewRowId>(),
    };

    /// <summary>The kind of a column; null for text and other types without a fixed size.</summary>
    internal static CellKind? Of(DataViewType type) =>
        Kinds.GetValueOrDefault((type as VectorDataViewType)?.ItemType.RawType ?? type.RawType);

    /// <summary>A writer that collects a column's values for a block of rows.</summary>
    internal abstract ChunkWriter CreateWriter(DataViewRow row, DataViewSchema.Column column);

    /// <summary>The getter of a column of a cache, over a reader's current row.</summary>
    internal abstract Delegate CreateGetter(CachedRow row, int cachedColumn, bool isVector);

    /// <summary>A function that adds a column's value in the current row to a digest.</summary>
    internal abstract Action<ValueDigest> CreateHasher(DataViewRow row, DataViewSchema.Column column);
}

/// <inheritdoc/>
internal sealed class CellKind<T> : CellKind
    where T : unmanaged
{
    internal override ChunkWriter CreateWriter(DataViewRow row, DataViewSchema.Column column) => column.Type is VectorDataViewType
        ? new VectorChunkWriter<T>(row.GetGetter<VBuffer<T>>(column))
        : new ScalarChunkWriter<T>(row.GetGetter<T>(column));

    internal override Delegate CreateGetter(CachedRow row, int cachedColumn, bool isVector) => isVector
        ? (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            using var chunk = row.OpenChunk(cachedColumn);
            VectorChunkWriter<T>.Read(chunk.Bytes, row.RowsInBlock, row.RowInBlock, ref value);
        })
        : (ValueGetter<T>)((ref T value) =>
        {
            using var chunk = row.OpenChunk(cachedColumn);
            value = ScalarChunkWriter<T>.Read(chunk.Bytes, row.RowInBlock);
        });

    internal override Action<ValueDigest> CreateHasher(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<T>(column);
            return digest =>
            {
                T value = default;
                getter(ref value);
                digest.Add(new ReadOnlySpan<T>(in value));
            };
        }

        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        T[] dense = [];
        return digest =>
        {
            getVector(ref vector);
            digest.Add(Dense(in vector, ref dense));
        };
    }

    /// <summary>All values of a vector, including omitted ones, in a reused array.</summary>
    internal static ReadOnlySpan<T> Dense(in VBuffer<T> vector, ref T[] dense)
    {
        if (vector.IsDense)
            return vector.GetValues();
        if (dense.Length < vector.Length)
            dense = new T[vector.Length];
        vector.CopyTo(dense);
        return dense.AsSpan(0, vector.Length);
    }

    internal static int Size => Unsafe.SizeOf<T>();
}
