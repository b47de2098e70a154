using System.Diagnostics;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>How many billions of multiplications and additions of matrices the machine does in a second, at the moment.</summary>
internal static class MatrixRate
{
    private const int Repetitions = 9, SmallestSize = 256;

    // A CPU's caches and cores, and a GPU's, are full with these.
    private const int GreatestSizeOnCpu = 2048, GreatestSizeOnGpu = 8192;

    /// <summary>Where a type has no fast kernel, a larger product would take minutes and tell nothing more.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(0.05), Limit = TimeSpan.FromSeconds(1.5);

    /// <summary>Multiplies two square matrices several times, of a size that fills the machine.</summary>
    /// <returns>The rate of each repetition, in GFLOP/s.</returns>
    internal static double[] Measure(torch.ScalarType type, string device)
    {
        SequencesRuntime.Load();
        bool isCpu = device == "cpu";
        int size = SmallestSize, greatest = isCpu ? GreatestSizeOnCpu : GreatestSizeOnGpu;
        while (size < greatest && Seconds(size, type, device, 1, isCpu)[0] < LongEnough.TotalSeconds)
            size *= 2;
        return [.. Seconds(size, type, device, Repetitions, isCpu).Select(seconds => 2.0 * size * size * size / seconds / 1e9)];
    }

    private static List<double> Seconds(int size, torch.ScalarType type, string device, int repetitions, bool isCpu)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var a = torch.rand(size, size, device: device).to(type);
        var b = torch.rand(size, size, device: device).to(type);
        torch.mm(a, b).Dispose(); // the first makes the threads and the memory
        var clock = Stopwatch.StartNew();
        var seconds = new List<double>();
        while (seconds.Count == 0 || (seconds.Count < repetitions && clock.Elapsed < Limit))
        {
            Wait(isCpu);
            long start = Stopwatch.GetTimestamp();
            torch.mm(a, b).Dispose();
            Wait(isCpu);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return seconds;
    }

    // A GPU is told what to do and goes on by itself.
    private static void Wait(bool isCpu)
    {
        if (!isCpu)
            torch.cuda.synchronize();
    }
}
