using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>What reading a column allocates once its buffers are warm.</summary>
internal static class Allocations
{
    private const int WarmUp = 20_000; // what is read ahead is warm too, on 16 cores
    internal const int MeasuredRows = 1_000;
    private const int SmallestObject = 24; // bytes

    /// <summary>The number of rows that a view must have to be measured.</summary>
    internal const int Rows = WarmUp + MeasuredRows;

    /// <summary>The objects that each row makes, rounded down: what waits for another thread makes some now and then.</summary>
    internal static long Measure<T>(IDataView view, string column)
    {
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var getter = cursor.GetGetter<T>(view.Schema[column]);
        T value = default!;
        for (int i = 0; i < WarmUp && cursor.MoveNext(); i++)
            getter(ref value);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
            getter(ref value);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.AreEqual(MeasuredRows, rows);
        return allocated / (MeasuredRows * SmallestObject);
    }
}
