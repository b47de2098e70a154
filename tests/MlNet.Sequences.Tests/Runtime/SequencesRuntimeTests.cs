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

    // OpenMP itself tells what it has read.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true, null, null, true)]
    [DataRow(false, null, null, false)]
    [DataRow(true, "77", null, false)]
    [DataRow(true, null, "PASSIVE", false)]
    public async Task Threads_spin_briefly_unless_the_program_or_the_user_says_otherwise(
        bool reduce, string? spins, string? policy, bool isBrief)
    {
        var (exitCode, _, errors) = await DotnetProcess.RunAsync(
            [Repository.TestProgram("MlNet.Sequences.Script"), "threads", $"{reduce}"], [], CancellationToken.None,
            ("OMP_DISPLAY_ENV", "VERBOSE"), ("GOMP_SPINCOUNT", spins), ("OMP_WAIT_POLICY", policy));

        Assert.AreEqual(0, exitCode, errors);
        Assert.Contains("GOMP_SPINCOUNT = '", errors);
        Assert.AreEqual(isBrief, errors.Contains("GOMP_SPINCOUNT = '1000'", StringComparison.Ordinal), errors);
        if (spins is not null)
            Assert.Contains($"GOMP_SPINCOUNT = '{spins}'", errors);
    }

    [TestMethod]
    public void How_threads_wait_can_no_longer_be_set_after_loading()
    {
        SequencesRuntime.Load();

        Assert.IsTrue(SequencesRuntime.ReduceThreadSpinning);
        SequencesRuntime.ReduceThreadSpinning = true;
        Assert.Contains(
            "received False",
            Assert.ThrowsExactly<InvalidOperationException>(() => SequencesRuntime.ReduceThreadSpinning = false).Message);
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
