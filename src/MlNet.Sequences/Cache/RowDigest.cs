using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The SHA-256 of a view's rows, and of its columns: what distinguishes inputs that do not know where they come from.
/// </summary>
internal static class RowDigest
{
    /// <summary>The digest of the rows in all columns that are not hidden, in the view's order.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="maximumRows">The most rows to read.</param>
    /// <param name="checkAlive">Called before each row; throws to stop.</param>
    /// <exception cref="InvalidOperationException">A column has a type that can't be hashed.</exception>
    internal static string OfRows(IDataView view, long maximumRows = long.MaxValue, Action? checkAlive = null)
    {
        DataViewSchema.Column[] columns = [.. view.Schema.Where(column => !column.IsHidden)];
        using var digest = new ValueDigest();
        using var cursor = view.GetRowCursor(columns);
        Action<ValueDigest>[] hashers = [.. columns.Select(column => CreateHasher(cursor, column))];
        while (maximumRows-- > 0 && cursor.MoveNext())
        {
            checkAlive?.Invoke();
            foreach (var hash in hashers)
                hash(digest);
        }

        return digest.Finish();
    }

    /// <summary>The digest of the columns: names, types and key values.</summary>
    internal static string OfColumns(DataViewSchema schema)
    {
        using var digest = new ValueDigest();
        foreach (var column in schema.Where(column => !column.IsHidden))
        {
            digest.Add(column.Name);
            digest.Add(column.Type.ToString() ?? "");
            foreach (string value in PrimitiveValues.Read(column, AnnotationKinds.KeyValues)?.Texts ?? [])
                digest.Add(value);
        }

        return digest.Finish();
    }

    private static Action<ValueDigest> CreateHasher(DataViewRow row, DataViewSchema.Column column)
    {
        if (CellKind.Of(column.Type) is { } kind)
            return kind.CreateHasher(row, column);
        switch ((column.Type as VectorDataViewType)?.ItemType ?? column.Type)
        {
            case TextDataViewType:
                return Hasher<ReadOnlyMemory<char>>(row, column, (digest, text) => digest.Add(text.Span));
            case DateTimeOffsetDataViewType:
                return Hasher<DateTimeOffset>(row, column, (digest, time) =>
                {
                    digest.Add(time.Ticks);
                    digest.Add(time.Offset.Ticks);
                });
        }

        throw new InvalidOperationException(
            $"The rows of a cache's input are compared by their values; those of column '{column.Name}', of type " +
            $"{column.Type}, can't be. Leave the column out with SelectColumns, or name the files that the rows come from, as " +
            "inputFiles.");
    }

    // For types without a fixed size, or with meaningless bytes.
    private static Action<ValueDigest> Hasher<T>(DataViewRow row, DataViewSchema.Column column, Action<ValueDigest, T> add)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<T>(column);
            T value = default!;
            return digest =>
            {
                getter(ref value);
                add(digest, value);
            };
        }

        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return digest =>
        {
            getVector(ref vector);
            digest.Add(vector.Length);
            foreach (var item in vector.DenseValues())
                add(digest, item);
        };
    }
}
