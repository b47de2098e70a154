using System.Runtime.InteropServices;

namespace MlNet.Sequences.Tests;

[TestClass]
[OSCondition(
    ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The paths of these tests are those of Linux and macOS.")]
public sealed class NativeFoldersTests
{
    private static readonly NativePlatform Linux = NativePlatform.For("linux", Architecture.X64, isMusl: false);

    [TestMethod]
    public void An_application_is_searched_where_its_host_says_and_in_its_own_folder()
    {
        var folders = new NativeFolders
        {
            SearchDirectories = "/app/runtimes/linux-x64/native/:/fw/",
            BaseDirectory = "/app/",
            TorchSharpLocation = "/app/TorchSharp.dll",
        };

        CollectionAssert.AreEqual(new[] { "/app/runtimes/linux-x64/native", "/fw", "/app" }, folders.Candidates(Linux).ToArray());
    }

    [TestMethod]
    public void A_single_file_has_no_place_of_TorchSharp_and_no_package_folders()
    {
        var folders = new NativeFolders
        {
            SearchDirectories = "/unpacked/",
            BaseDirectory = "/app/",
            PackageRoots = [
            "/home/.nuget/packages"]
        };

        CollectionAssert.AreEqual(
            new[] { "/unpacked", "/app", "/app/runtimes/linux-x64/native" }, folders.Candidates(Linux).ToArray());
    }

    [TestMethod]
    public void A_script_finds_the_packages_beside_TorchSharps()
    {
        NativeFolders folders = Script("2.10.0");

        CollectionAssert.IsSubsetOf(
            new[]
            {
                "/p/torchsharp/0.107.0/runtimes/linux-x64/native",
                "/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native",
                "/other/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native",
                "/p/libtorch-cuda-12.8-linux-x64/2.10.0/runtimes/linux-x64/native",
            },
            folders.Candidates(Linux).ToArray());
    }

    [TestMethod]
    public void A_script_takes_the_newest_package_when_TorchSharp_says_no_version()
    {
        string[] found = [
            .. Script(null).Candidates(Linux).Where(folder => folder.StartsWith("/p/libtorch-cpu", StringComparison.Ordinal))];

        Assert.AreEqual("/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native", found[0]);
    }

    [TestMethod]
    public void Packages_that_are_not_referenced_are_not_taken()
    {
        NativeFolders folders = Script("2.10.0") with { TorchSharpLocation = "/app/TorchSharp.dll" };

        Assert.IsFalse(folders.Candidates(Linux).Any(folder => folder.Contains("libtorch", StringComparison.Ordinal)));
    }

    private static NativeFolders Script(string? version) => new()
    {
        BaseDirectory = "/tool",
        TorchSharpLocation = "/p/torchsharp/0.107.0/lib/net6.0/TorchSharp.dll",
        PackageRoots = ["/p/", "/other"],
        LibtorchVersion = version,
        ListFolders = (folder, pattern) => (folder, pattern) switch
        {
            ("/p", not "*") => ["/p/libtorch-cuda-12.8-linux-x64"],
            ("/p/libtorch-cpu-linux-x64", "*") => ["/p/libtorch-cpu-linux-x64/2.10.0", "/p/libtorch-cpu-linux-x64/2.7.1"],
            _ => [],
        },
    };
}
