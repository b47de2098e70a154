using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// A matrix of zeros and ones, stored as the columns of each row's ones: the n-grams of each text or, transposed, the texts of
/// each n-gram.
/// </summary>
/// <param name="starts">The index of each row's first column, and finally the end of the last row.</param>
/// <param name="columns">The columns of all rows, one row after another.</param>
/// <param name="numberOfColumns">The number of columns.</param>
internal sealed class SparseMatrix(int[] starts, int[] columns, int numberOfColumns)
{
    // Enough parts to share the work evenly among any number of threads.
    private const int Parts = 256;

    private int[]? _parts;

    internal int Rows => starts.Length - 1;

    internal int Columns => numberOfColumns;

    internal int this[int row] => starts[row + 1] - starts[row];

    internal ReadOnlySpan<int> ColumnsOf(int row) => columns.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>
    /// The rows in parts with about equally many ones, the same on every machine: sums over parts do not depend on the threads.
    /// </summary>
    internal int[] PartsOfRows => _parts ??= Divide();

    /// <summary>The sum of the values at a row's ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Sum(int row, float[] values)
    {
        ref float first = ref MemoryMarshal.GetArrayDataReference(values);
        var places = ColumnsOf(row);
        float a = 0, b = 0, c = 0, d = 0; // The loads wait for memory, not for each other.
        int i = 0;
        for (; i + 4 <= places.Length; i += 4)
        {
            a += Unsafe.Add(ref first, places[i]);
            b += Unsafe.Add(ref first, places[i + 1]);
            c += Unsafe.Add(ref first, places[i + 2]);
            d += Unsafe.Add(ref first, places[i + 3]);
        }

        for (; i < places.Length; i++)
            a += Unsafe.Add(ref first, places[i]);
        return a + b + (c + d);
    }

    /// <summary>Processes all parts, several at once.</summary>
    /// <param name="threads">The most threads.</param>
    /// <param name="run">Does a part: its number, its first row and the row behind its last.</param>
    internal void ForParts(int threads, Action<int, int, int> run)
    {
        int[] bounds = PartsOfRows;
        ParallelWork.ForRanges(bounds.Length - 1, 1, threads, (part, _) => run(part, bounds[part], bounds[part + 1]));
    }

    /// <summary>The rows of each column.</summary>
    internal SparseMatrix Transpose(int threads)
    {
        int[] begins = new int[numberOfColumns + 1];
        foreach (int column in columns)
            begins[column + 1]++;
        for (int i = 0; i < numberOfColumns; i++)
            begins[i + 1] += begins[i];
        int[] rows = new int[columns.Length], next = begins[..^1];

        // Each thread places some columns' rows: those that it meets stay in their order.
        int[] bounds = Divide(begins, threads);
        ParallelWork.ForRanges(threads, 1, threads, (part, _) =>
        {
            int from = bounds[part], length = bounds[part + 1] - from;
            for (int row = 0; row < Rows; row++)
            {
                foreach (int column in ColumnsOf(row))
                {
                    if ((uint)(column - from) < (uint)length)
                        rows[next[column]++] = row;
                }
            }
        });
        return new(begins, rows, Rows);
    }

    private int[] Divide() => Divide(starts, Parts);

    // By the ones of the rows and the rows themselves, both of which cost.
    private static int[] Divide(int[] starts, int parts)
    {
        int rows = starts.Length - 1;
        long total = (long)starts[rows] + rows;
        var bounds = new int[parts + 1];
        for (int part = 1, row = 0; part < parts; part++)
        {
            while (row < rows && (long)starts[row] + row < total * part / parts)
                row++;
            bounds[part] = row;
        }

        bounds[parts] = rows;
        return bounds;
    }
}
