using System.Runtime.InteropServices;
using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
[DoNotParallelize]
public sealed class CpuContractTests() : DeviceContract("cpu");

[TestClass]
[DoNotParallelize]
public sealed class CpuPlacementContractTests() : DevicePlacementContract("cpu");

[TestClass]
[DoNotParallelize]
[NeedsGpu]
[TestCategory(NeedsGpuAttribute.Category)]
public sealed class GpuContractTests() : DeviceContract("cuda")
{
    [ClassInitialize]
    public static void ComputeExactly(TestContext _) => ExactDnn.Set();

    [ClassCleanup]
    public static void ComputeAsBefore() => ExactDnn.Reset();

    [TestMethod]
    [DataRow(TrainingPrecision.TensorFloat32)]
    [DataRow(TrainingPrecision.Bfloat16)]
    public void Every_network_learns_in_less_than_float32(TrainingPrecision precision)
    {
        foreach (string network in Architectures)
        {
            var options = DeviceNetworks.Options(network);
            (options.NumberOfEpochs, options.Precision) = (6, precision);
            using var model = Fit(options, Toy.Tokens(MlContext, 600));
            double accuracy = MlContext.BinaryClassification.EvaluateNonCalibrated(
                model.Transform(Toy.Tokens(MlContext, 200, seed: 2))).Accuracy;
            Assert.IsGreaterThan(0.95, accuracy, network);
        }
    }

    [TestMethod]
    public void Where_memory_is_full_batches_are_divided_with_a_warning_and_the_fit_ends()
    {
        // A gigabyte is left, and the batch would take some three: 4,096 sequences of 12 steps, each step some 60 kilobytes in
        // two layers.
        using var rest = torch.empty(FreeBytes() - (1L << 30), dtype: torch.uint8, device: torch.CUDA);
        var mlContext = new MLContext(seed: 1);
        var warnings = new List<string>();
        mlContext.Log += (_, log) =>
        {
            if (log.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(log.Message);
        };
        var options = ToyTransformer.Options;
        (options.HiddenSize, options.NumberOfHeads, options.FeedForwardSize, options.BatchSize, options.Device) = (
            512, 8, 2048, 4096, "cuda");
        using var model = ToyTransformer.Trainer(mlContext, options).Fit(Toy.Tokens(mlContext, 4096));
        Assert.IsTrue(
            warnings.Any(
                warning => warning.Contains("ran out of memory on a batch of 4096 sequences", StringComparison.Ordinal)));
        Assert.HasCount(500, Toy.Scores(model, Toy.Tokens(mlContext, 500)));
    }

    [TestMethod]
    public void Memory_of_the_GPU_returns_once_models_are_disposed()
    {
        // Torch keeps what it once took for the next fit: what grows from fit to fit is not freed. Weights, gradients and Adam's
        // two averages of such a network are 70 MB.
        long before = 0;
        for (int fit = 0; fit < 8; fit++)
        {
            var options = Toy.Options;
            options.HiddenSize = 1024;
            Fit(options, Toy.Tokens(MlContext, 32)).Dispose();
            if (fit == 1)
                before = UsedBytes();
        }

        Assert.IsLessThan(100L << 20, UsedBytes() - before);
    }

    // TorchSharp has no call for it; the driver has one, for the context that torch made current on this thread.
    private static long UsedBytes()
    {
        var (free, total) = Memory();
        return total - free;
    }

    private static long FreeBytes() => Memory().Free;

    private static unsafe (long Free, long Total) Memory()
    {
        nint driver = NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1");
        var memoryOf = (delegate* unmanaged<nuint*, nuint*, int>)NativeLibrary.GetExport(driver, "cuMemGetInfo_v2");
        using (torch.ones(1, device: torch.CUDA))
            torch.cuda.synchronize();
        nuint free, total;
        Assert.AreEqual(0, memoryOf(&free, &total), "the driver's error code");
        return ((long)free, (long)total);
    }
}

[TestClass]
[DoNotParallelize]
[NeedsGpu]
[TestCategory(NeedsGpuAttribute.Category)]
public sealed class GpuPlacementContractTests() : DevicePlacementContract("cuda")
{
    [ClassInitialize]
    public static void ComputeExactly(TestContext _) => ExactDnn.Set();

    [ClassCleanup]
    public static void ComputeAsBefore() => ExactDnn.Reset();
}

/// <summary>
/// cuDNN's recurrent kernels in float32: by default they round what they multiply to 10 bits, too coarse to compare with a CPU.
/// </summary>
internal static class ExactDnn
{
    private static bool _former;

    internal static void Set()
    {
        SequencesRuntime.Load();
        (_former, torch.backends.cudnn.allow_tf32) = (torch.backends.cudnn.allow_tf32, false);
    }

    internal static void Reset() => torch.backends.cudnn.allow_tf32 = _former;
}
