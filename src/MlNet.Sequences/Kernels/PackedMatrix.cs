using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// A matrix <c>[inner, columns]</c> in the order in which the kernel reads it: panels as wide as two registers, row by row within
/// each panel. Columns of zeros fill the last register.
/// </summary>
internal static unsafe class PackedMatrix<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Packs a matrix.</summary>
    /// <param name="matrix">The element of row i and column j is at <c>i × rowStride + j × columnStride</c>.</param>
    /// <param name="rowStride">The distance between rows.</param>
    /// <param name="columnStride">The distance between columns.</param>
    /// <param name="inner">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="packed">Receives the packed matrix, <c>inner × Padded(columns)</c>.</param>
    internal static void Pack(float* matrix, int rowStride, int columnStride, int inner, int columns, float* packed)
    {
        int padded = Padded(columns);
        for (int column = 0, width; column < padded; column += width)
        {
            width = Math.Min(2 * TSimd.Lanes, padded - column);
            int filled = Math.Min(width, columns - column);
            for (int i = 0; i < inner; i++)
            {
                float* row = matrix + ((long)i * rowStride) + ((long)column * columnStride);
                for (int j = 0; j < filled; j++)
                    *packed++ = row[(long)j * columnStride];
                for (int j = filled; j < width; j++)
                    *packed++ = 0;
            }
        }
    }

    /// <summary>The number of columns with those that fill the last register.</summary>
    internal static int Padded(int columns) => (columns + TSimd.Lanes - 1) / TSimd.Lanes * TSimd.Lanes;

    /// <summary>Four rows at once: <c>result = start + left × matrix</c>.</summary>
    /// <param name="packed">The matrix.</param>
    /// <param name="inner">Its rows.</param>
    /// <param name="columns">Its columns, zeros included.</param>
    /// <param name="left">Four rows of <paramref name="inner"/> numbers.</param>
    /// <param name="start">Four rows of <paramref name="columns"/> numbers.</param>
    /// <param name="result"><c>[4, columns]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(float* packed, int inner, int columns, in FourRows left, in FourRows start, float* result)
    {
        int lanes = TSimd.Lanes, column = 0;
        float* left0 = left.First, left1 = left.Second, left2 = left.Third, left3 = left.Fourth;
        for (; column + (2 * lanes) <= columns; column += 2 * lanes)
        {
            // Eight sums: enough to hide the latency of a multiplication, and few enough for every processor's registers.
            TVector sum00 = TSimd.Load(start.First + column), sum01 = TSimd.Load(start.First + column + lanes);
            TVector sum10 = TSimd.Load(start.Second + column), sum11 = TSimd.Load(start.Second + column + lanes);
            TVector sum20 = TSimd.Load(start.Third + column), sum21 = TSimd.Load(start.Third + column + lanes);
            TVector sum30 = TSimd.Load(start.Fourth + column), sum31 = TSimd.Load(start.Fourth + column + lanes);
            for (int i = 0; i < inner; i++)
            {
                TVector right0 = TSimd.Load(packed), right1 = TSimd.Load(packed + lanes);
                packed += 2 * lanes;
                var factor = TSimd.All(left0[i]);
                (sum00, sum01) = (TSimd.MultiplyAdd(factor, right0, sum00), TSimd.MultiplyAdd(factor, right1, sum01));
                factor = TSimd.All(left1[i]);
                (sum10, sum11) = (TSimd.MultiplyAdd(factor, right0, sum10), TSimd.MultiplyAdd(factor, right1, sum11));
                factor = TSimd.All(left2[i]);
                (sum20, sum21) = (TSimd.MultiplyAdd(factor, right0, sum20), TSimd.MultiplyAdd(factor, right1, sum21));
                factor = TSimd.All(left3[i]);
                (sum30, sum31) = (TSimd.MultiplyAdd(factor, right0, sum30), TSimd.MultiplyAdd(factor, right1, sum31));
            }

            float* to = result + column;
            TSimd.Store(sum00, to);
            TSimd.Store(sum01, to + lanes);
            TSimd.Store(sum10, to + columns);
            TSimd.Store(sum11, to + columns + lanes);
            TSimd.Store(sum20, to + (2 * columns));
            TSimd.Store(sum21, to + (2 * columns) + lanes);
            TSimd.Store(sum30, to + (3 * columns));
            TSimd.Store(sum31, to + (3 * columns) + lanes);
        }

        if (column == columns)
            return;
        TVector sum0 = TSimd.Load(start.First + column), sum1 = TSimd.Load(start.Second + column);
        TVector sum2 = TSimd.Load(start.Third + column), sum3 = TSimd.Load(start.Fourth + column);
        for (int i = 0; i < inner; i++)
        {
            var right = TSimd.Load(packed);
            packed += lanes;
            sum0 = TSimd.MultiplyAdd(TSimd.All(left0[i]), right, sum0);
            sum1 = TSimd.MultiplyAdd(TSimd.All(left1[i]), right, sum1);
            sum2 = TSimd.MultiplyAdd(TSimd.All(left2[i]), right, sum2);
            sum3 = TSimd.MultiplyAdd(TSimd.All(left3[i]), right, sum3);
        }

        TSimd.Store(sum0, result + column);
        TSimd.Store(sum1, result + column + columns);
        TSimd.Store(sum2, result + column + (2 * columns));
        TSimd.Store(sum3, result + column + (3 * columns));
    }
}
