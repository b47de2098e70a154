using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class DeviceChoiceTests
{
    [TestMethod]
    [DataRow(null)]
    [DataRow("auto")]
    [DataRow("cpu")]
    [DataRow("cuda")]
    [DataRow("cuda:0")]
    [DataRow("cuda:12")]
    public void Valid_options_have_no_error(string? option) => Assert.IsNull(DeviceChoice.Validate(option));

    [TestMethod]
    [DataRow("")]
    [DataRow("gpu")]
    [DataRow("CUDA")]
    [DataRow("cuda:")]
    [DataRow("cuda:-1")]
    [DataRow("cuda:1\n")]
    [DataRow("cuda:99999999999")]
    [DataRow("cuda:٣")]
    public void An_invalid_option_is_told_the_valid_ones(string option)
    {
        string? error = DeviceChoice.Validate(option);

        StringAssert.Contains(error, "'auto', 'cpu', 'cuda', 'cuda:N'");
        StringAssert.Contains(error, $"'{option}'");
        Assert.ThrowsExactly<ArgumentException>(() => DeviceChoice.ResolveGpu(option, null, true, new Gpus(1)));
    }

    [TestMethod]
    [DataRow(null, null, 2, null, DisplayName = "no option and no GpuDeviceId: the CPU, as in ML.NET")]
    [DataRow(null, 1, 2, 1, DisplayName = "no option: GpuDeviceId")]
    [DataRow("cpu", 1, 2, null, DisplayName = "the option goes before GpuDeviceId")]
    [DataRow("auto", null, 0, null, DisplayName = "auto without a GPU")]
    [DataRow("auto", null, 2, 0, DisplayName = "auto with GPUs")]
    [DataRow("cuda", null, 2, 0, DisplayName = "cuda")]
    [DataRow("cuda:1", 0, 2, 1, DisplayName = "cuda:1")]
    public void The_option_and_the_context_choose(string? option, int? gpuDeviceId, int gpus, int? expected)
        => Assert.AreEqual(expected, DeviceChoice.ResolveGpu(option, gpuDeviceId, fallbackToCpu: false, new Gpus(gpus)));

    [TestMethod]
    [DataRow("cuda", null)]
    [DataRow("cuda:7", null)]
    [DataRow(null, 7)]
    [DataRow(null, -1)]
    public void A_missing_GPU_with_fallback_is_the_CPU_and_says_so(string? option, int? gpuDeviceId)
    {
        var said = new List<string>();

        Assert.IsNull(DeviceChoice.ResolveGpu(option, gpuDeviceId, fallbackToCpu: true, new Gpus(0), said.Add));
        StringAssert.StartsWith(said.Single(), "The CPU is used");
    }

    [TestMethod]
    public void A_missing_GPU_without_fallback_is_a_clear_error()
    {
        string none = Assert.ThrowsExactly<InvalidOperationException>(
            () => DeviceChoice.ResolveGpu("cuda:1", null, fallbackToCpu: false, new Gpus(0))).Message;
        string other = Assert.ThrowsExactly<InvalidOperationException>(
            () => DeviceChoice.ResolveGpu(null, 5, fallbackToCpu: false, new Gpus(2))).Message;

        StringAssert.Contains(none, "TorchSharp-cuda-linux");
        StringAssert.Contains(none, "Device = \"cpu\"");
        StringAssert.Contains(other, "MLContext.GpuDeviceId = 5");
        StringAssert.Contains(other, "numbers 0 to 1");
    }

    [TestMethod]
    [DataRow("cpu", 3)]
    [DataRow(null, null)]
    public void Nobody_asks_for_GPUs_when_the_CPU_is_chosen(string? option, int? gpuDeviceId)
        => Assert.IsNull(DeviceChoice.ResolveGpu(option, gpuDeviceId, fallbackToCpu: false, new NoProbe()));

    [TestMethod]
    public void The_CPU_is_a_device_of_torch() => Assert.AreEqual(DeviceType.CPU, DeviceChoice.Resolve("cpu", null, false).type);

    [TestMethod]
    [NeedsGpu]
    [TestCategory(NeedsGpuAttribute.Category)]
    public void A_GPU_computes()
    {
        using var scope = torch.NewDisposeScope();
        torch.Device device = DeviceChoice.Resolve("cuda", null, fallbackToCpu: false);

        Assert.AreEqual(6f, torch.ones(2, 3, device: device).sum().item<float>());
    }

    private sealed class Gpus(int count) : IGpuProbe
    {
        public int CountGpus() => count;
    }

    private sealed class NoProbe : IGpuProbe
    {
        public int CountGpus() => throw new InvalidOperationException("Nobody should have asked.");
    }
}
