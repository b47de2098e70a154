using System.Diagnostics;
using System.Runtime.Versioning;

namespace MlNet.Sequences.Tests;

/// <summary>Code and data that are trusted come from where nobody else can put them.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class FolderTrustTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode All = Private
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [TestMethod]
    public void A_folder_of_this_user_is_trusted_below_a_sticky_one()
    {
        using var root = new TemporaryFolder();
        File.SetUnixFileMode(root.Path, All | UnixFileMode.StickyBit);
        string folder = Make(root, "mine", Private);
        Assert.AreEqual(folder, FolderTrust.Resolve(folder, out string? objection));
        Assert.IsNull(objection);
    }

    [TestMethod]
    [DataRow(All)]
    [DataRow(All | UnixFileMode.StickyBit)]
    [DataRow(Private | UnixFileMode.GroupWrite)]
    [DataRow(Private | UnixFileMode.OtherWrite)]
    public void A_folder_that_others_can_write_to_is_not(UnixFileMode mode)
    {
        using var root = new TemporaryFolder();
        string folder = Make(root, "shared", mode);
        FolderTrust.Resolve(folder, out string? objection);
        Assert.StartsWith($"'{folder}' can be written by others (mode ", objection!);
    }

    [TestMethod]
    public void A_folder_below_one_that_others_can_write_to_is_not()
    {
        using var root = new TemporaryFolder();
        string folder = Make(root, "shared/mine", Private);
        File.SetUnixFileMode(Path.GetDirectoryName(folder)!, All);
        FolderTrust.Resolve(folder, out string? objection);
        Assert.StartsWith($"'{Path.GetDirectoryName(folder)}' can be written by others", objection!);
    }

    [TestMethod]
    public void Of_a_link_what_counts_is_where_it_leads()
    {
        using var root = new TemporaryFolder();
        string mine = Make(root, "mine", Private), shared = Make(root, "shared", All);
        string good = Path.Combine(root.Path, "good"), bad = Path.Combine(root.Path, "bad");
        Directory.CreateSymbolicLink(good, mine);
        Directory.CreateSymbolicLink(bad, shared);
        Assert.AreEqual(mine, FolderTrust.Resolve(good, out string? objection));
        Assert.IsNull(objection);
        FolderTrust.Resolve(bad, out objection);
        Assert.Contains(shared, objection!);
    }

    [TestMethod]
    public void A_folder_of_another_user_is_not()
    {
        using var root = new TemporaryFolder();
        string folder = Make(root, "theirs", Private);
        using var chown = Process.Start(new ProcessStartInfo("chown", ["12345", folder]) { RedirectStandardError = true })!;
        chown.WaitForExit();
        if (chown.ExitCode != 0)
            Assert.Inconclusive("Skipped: only root can give a folder to another user.");
        FolderTrust.Resolve(folder, out string? objection);
        Assert.AreEqual($"'{folder}' belongs to another user, number 12345", objection);
    }

    [TestMethod]
    public void A_file_that_others_can_write_to_and_a_link_are_not()
    {
        using var root = new TemporaryFolder();
        string file = Path.Combine(root.Path, "file"), link = Path.Combine(root.Path, "link");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, file);
        Assert.IsNull(FolderTrust.ObjectionToFile(Path.Combine(root.Path, "none")));
        Assert.IsNull(FolderTrust.ObjectionToFile(file));
        Assert.Contains("is a link", FolderTrust.ObjectionToFile(link)!);
        File.SetUnixFileMode(file, All);
        Assert.Contains("can be written by others (mode 777)", FolderTrust.ObjectionToFile(file)!);
    }

    [TestMethod]
    public void No_code_is_loaded_from_a_cache_folder_that_others_can_write_to()
    {
        using var root = new TemporaryFolder();
        PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", [1], [2]);
        File.SetUnixFileMode(root.Path, All);
        var error = Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", [1], [2]));
        Assert.Contains($"'{root.Path}' can be written by others (mode 777)", error.Message);
    }

    [TestMethod]
    public void No_link_is_taken_for_the_copy_even_to_a_file_with_the_right_bytes()
    {
        using var root = new TemporaryFolder();
        string copy = PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", [1], [2]),
            elsewhere = Path.Combine(root.Path, "elsewhere");
        File.Move(copy, elsewhere);
        File.CreateSymbolicLink(copy, elsewhere);
        Assert.Throws<UnauthorizedAccessException>(() => PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", [1], [2]));
    }

    [TestMethod]
    public void No_data_set_is_taken_from_a_cache_folder_that_others_can_write_to()
    {
        using var root = new TemporaryFolder();
        string folder = Make(root, "shared", All);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => CacheFolder.Trusted(folder));
        Assert.Contains($"'{folder}' can be written by others (mode 777)", error.Message);
        Assert.Contains("set the environment variable MLNET_SEQUENCES_CACHE to a folder of your own", error.Message);
        File.SetUnixFileMode(folder, Private);
        Assert.AreEqual(folder, CacheFolder.Trusted(folder));
    }

    [TestMethod]
    public void What_is_in_memory_is_read_through_the_process_alone()
    {
        using var memory = MemoryFile.TryCreate("name", [1, 2, 3]);
        CollectionAssert.AreEqual((byte[])[1, 2, 3], File.ReadAllBytes(memory!.Path));
    }

    private static string Make(TemporaryFolder root, string name, UnixFileMode mode)
    {
        string folder = Directory.CreateDirectory(Path.Combine(root.Path, name)).FullName;
        File.SetUnixFileMode(folder, mode);
        return folder;
    }
}
