using System.Runtime.InteropServices;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class NativeEngineLocatorTests
{
    private static readonly NativePlatform Linux = NativePlatform.For("linux", Architecture.X64, isMusl: false);

    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    [TestMethod]
    public void All_of_libtorch_comes_from_one_folder_in_the_order_of_need()
    {
        Add("/half", "c10", "torch_cpu", "LibTorchSharp");
        Add("/app", "c10", "torch_cpu", "torch");

        NativeEngineFiles files = Locate(["/half", "/app"]);

        Assert.AreEqual("/app", files.LibtorchFolder);
        CollectionAssert.AreEqual(
            new[] { "/app/libc10.so", "/app/libtorch_cpu.so", "/app/libtorch.so" }, files.Libtorch.ToArray());
        Assert.AreEqual("/half/libLibTorchSharp.so", files.LibTorchSharp);
        Assert.IsNull(files.Rival);
    }

    [TestMethod]
    public void A_build_for_GPUs_brings_its_own_libraries_before_those_that_need_them()
    {
        Add("/app", "c10", "torch_cpu", "torch", "c10_cuda", "torch_cuda", "LibTorchSharp");

        CollectionAssert.AreEqual(
            new[] { "libc10.so", "libc10_cuda.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so" },
            Locate(["/app"]).Libtorch.Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void A_missing_package_is_named_with_the_places_looked_into()
    {
        Add("/app", "LibTorchSharp");

        string message = Refusal(() => Locate(["/app", "/elsewhere"]));

        StringAssert.Contains(message, "dotnet add package libtorch-cpu-linux-x64 --version 2.10.0");
        StringAssert.Contains(message, "TorchSharp-cuda-linux");
        StringAssert.Contains(message, SequencesRuntime.LibtorchVariable);
        StringAssert.Contains(message, "  /app");
        StringAssert.Contains(message, "  /elsewhere");
    }

    [TestMethod]
    [DataRow("win", Architecture.X64, "libtorch-cpu-win-x64")]
    [DataRow("win", Architecture.Arm64, "libtorch-cpu-win-arm64")]
    [DataRow("osx", Architecture.Arm64, "libtorch-cpu-osx-arm64")]
    public void Each_system_is_told_its_own_package(string os, Architecture architecture, string package)
    {
        var locator = new NativeEngineLocator(NativePlatform.For(os, architecture, isMusl: false), _files.Contains, "2.10.0");

        StringAssert.Contains(Refusal(() => locator.Locate(null, "", ["/app"], [])), package);
    }

    [TestMethod]
    public void Without_TorchSharps_own_library_its_package_is_named()
    {
        Add("/app", "c10", "torch_cpu", "torch");

        StringAssert.Contains(Refusal(() => Locate(["/app"])), "libLibTorchSharp.so isn't part of the application");
    }

    [TestMethod]
    public void A_named_folder_goes_before_the_applications_and_says_that_there_are_two()
    {
        Add("/app", "c10", "torch_cpu", "torch", "LibTorchSharp");
        Add("/named", "c10", "torch_cpu", "torch", "torch_cuda");

        NativeEngineFiles files = Locate(["/app"], named: "/named/");

        Assert.AreEqual("/named", files.LibtorchFolder);
        Assert.AreEqual("/app/libLibTorchSharp.so", files.LibTorchSharp);
        Assert.AreEqual("/app", files.Rival);
    }

    [TestMethod]
    public void A_named_folder_that_is_the_applications_own_has_no_rival()
    {
        Add("/app", "c10", "torch_cpu", "torch", "LibTorchSharp");

        Assert.IsNull(Locate(["/app"], named: "/app").Rival);
    }

    [TestMethod]
    public void A_named_folder_beside_the_GPU_package_is_refused()
    {
        Add("/app", "c10", "torch_cpu", "torch", "torch_cuda", "LibTorchSharp");
        Add("/named", "c10", "torch_cpu", "torch");

        StringAssert.Contains(Refusal(() => Locate(["/app"], named: "/named")), "TorchSharp-cuda-linux");
    }

    [TestMethod]
    public void A_named_folder_beside_the_applications_own_libtorch_is_refused_where_both_would_load()
    {
        NativePlatform mac = NativePlatform.For("osx", Architecture.Arm64, isMusl: false);
        var locator = new NativeEngineLocator(
            mac, path => !path.Contains("cuda", StringComparison.Ordinal), libtorchVersion: null);

        string message = Refusal(() => locator.Locate("/named", "The variable", ["/app"], ["/app"]));

        StringAssert.Contains(message, "Take the package libtorch-cpu-osx-arm64 out");
    }

    [TestMethod]
    public void A_wrong_folder_is_told_by_what_it_was_named_with_and_what_it_lacks()
    {
        Add("/named", "c10", "torch");
        Add("/app", "c10", "torch_cpu", "torch", "LibTorchSharp");

        string message = Refusal(() => Locate(["/app"], named: "/named"));

        StringAssert.Contains(message, "The variable names the folder '/named'");
        StringAssert.Contains(message, "libtorch_cpu.so");
    }

    [TestMethod]
    public void Systems_without_TorchSharp_are_told_so()
    {
        StringAssert.Contains(Refusal(() => NativePlatform.For("linux", Architecture.X64, isMusl: true)), "musl");
        StringAssert.Contains(Refusal(() => NativePlatform.For("linux", Architecture.Arm64, isMusl: false)), "Arm64");
        StringAssert.Contains(Refusal(() => NativePlatform.For("osx", Architecture.X64, isMusl: false)), "osx");
    }

    [TestMethod]
    [DataRow("linux-x64", true, false)]
    [DataRow("debian.12-x64", true, false)]
    [DataRow("linux-musl-x64", true, true)]
    [DataRow("alpine.3.20-x64", true, true)]
    [DataRow("linux-x64", false, true)]
    public void Musl_is_known_by_the_runtimes_name_or_the_absence_of_glibc(string rid, bool isGlibc, bool isMusl)
        => Assert.AreEqual(isMusl, NativePlatform.IsMusl(rid, isGlibc));

    private NativeEngineFiles Locate(string[] candidates, string? named = null)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Skipped: the paths of this test are those of Linux and macOS.");
        return new NativeEngineLocator(Linux, _files.Contains, "2.10.0").Locate(named, "The variable", candidates, candidates);
    }

    private void Add(string folder, params string[] libraries)
        => _files.UnionWith(libraries.Select(library => $"{folder}/{Linux.FileName(library)}"));

    private static string Refusal(Action action) => Assert.ThrowsExactly<NativeEngineException>(action).Message;
}
