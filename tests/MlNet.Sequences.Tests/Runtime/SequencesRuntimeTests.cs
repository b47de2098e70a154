using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SequencesRuntimeTests
{
    [TestMethod]
    public void The_engine_loads_and_computes_however_many_threads_ask_at_once()
    {
        Parallel.For(0, 8, _ => SequencesRuntime.Load());

        using torch.Tensor two = torch.ones(2);
        Assert.AreEqual(2f, two.sum().item<float>());
    }

    [TestMethod]
    public void The_folder_is_known_after_loading_and_can_no_longer_be_set()
    {
        SequencesRuntime.Load();

        Assert.IsTrue(Directory.Exists(SequencesRuntime.LibtorchFolder));
        Assert.ThrowsExactly<InvalidOperationException>(() => SequencesRuntime.LibtorchFolder = "/elsewhere");
    }

    [TestMethod]
    public void TorchSharp_had_no_need_to_copy_its_files()
    {
        SequencesRuntime.Load();

        Assert.IsFalse(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    [TestMethod]
    public void The_version_is_the_packages() => Assert.MatchesRegex(@"^\d+\.\d+\.\d+$", SequencesRuntime.LibtorchVersion);

    [TestMethod]
    public void Trimming_is_harmless() => SequencesRuntime.TrimMemory();

    [TestMethod]
    public void A_library_that_is_not_there_is_refused_in_the_loaders_words()
    {
        Assert.IsFalse(NativeLoader.TryLoad("/nowhere/libX.so", bindNow: false, out nint lazy, out string message));
        Assert.IsFalse(NativeLoader.TryLoad("/nowhere/libX.so", bindNow: true, out nint now, out string messageNow));
        Assert.AreEqual(0, lazy | now);
        Assert.AreNotEqual("", message);
        Assert.AreNotEqual("", messageNow);
    }
}
