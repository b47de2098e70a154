using System.Runtime.InteropServices;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class FusedBufferTests
{
    [TestMethod]
    public void A_buffer_that_finds_no_memory_to_grow_is_made_again_by_its_next_use()
    {
        SequencesRuntime.Load();
        using var buffer = new FusedBuffer();
        buffer.Resize(20, 30).Span.Fill(1);
        var failure = Assert.Throws<ExternalException>(() => buffer.Resize(1L << 28, 1L << 28));
        Assert.IsTrue(DeviceMemory.IsExhausted(failure), failure.Message);
        buffer.Resize(20, 30).Span.Fill(2);
        using var scope = TorchSharp.torch.NewDisposeScope();
        Assert.AreEqual(1200f, buffer.Matrix.sum().item<float>());
    }
}
