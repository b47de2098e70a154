using System.Runtime.InteropServices;
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
    [TestMethod]
    public unsafe void Memory_of_the_GPU_returns_once_models_are_disposed()
    {
        // Torch keeps what it once took for the next fit: what grows from fit to fit is not freed. Weights, gradients and Adam's two
        // averages of such a network are 70 MB.
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
    private static unsafe long UsedBytes()
    {
        nint driver = NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1");
        var memoryOf = (delegate* unmanaged<nuint*, nuint*, int>)NativeLibrary.GetExport(driver, "cuMemGetInfo_v2");
        using (torch.ones(1, device: torch.CUDA))
            torch.cuda.synchronize();
        nuint free, total;
        Assert.AreEqual(0, memoryOf(&free, &total), "the driver's error code");
        return (long)(total - free);
    }
}

[TestClass]
[DoNotParallelize]
[NeedsGpu]
[TestCategory(NeedsGpuAttribute.Category)]
public sealed class GpuPlacementContractTests() : DevicePlacementContract("cuda");
