using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ScoringMemoryTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Scoring_many_rows_leaves_memory_where_it_was()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 40));
        Read(20_000);
        long memory = PrivateMemory(), tensors = torch.Tensor.TotalCount;
        Read(200_000);

        Assert.IsLessThanOrEqualTo(tensors, torch.Tensor.TotalCount);
        Assert.IsLessThan(64L << 20, PrivateMemory() - memory);

        void Read(long rows)
        {
            var type = new VectorDataViewType(new KeyDataViewType(typeof(uint), Toy.Vocabulary));
            var view = model.Transform(new ConstantRows<VBuffer<uint>>("Features", type, new(3, [3, 4, 5]), rows));
            using var cursor = view.GetRowCursor([view.Schema["Score"]]);
            long count = 0;
            while (cursor.MoveNext())
                count++;
            Assert.AreEqual(rows, count);
        }
    }

    [TestMethod]
    public void A_warm_row_costs_few_allocations()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 40));
        var type = new VectorDataViewType(new KeyDataViewType(typeof(uint), Toy.Vocabulary));
        var view = model.Transform(new ConstantRows<VBuffer<uint>>("Features", type, new(3, [3, 4, 5]), 10_000));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        for (int i = 0; i < 5_000; i++)
            cursor.MoveNext();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
        }

        Assert.IsLessThan(1_000, (GC.GetAllocatedBytesForCurrentThread() - before) / rows);
    }

    private static long PrivateMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
