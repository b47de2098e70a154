using System.Collections.Concurrent;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PatchedCopyTests
{
    private readonly ConcurrentBag<bool> _whole = [];

    private static readonly byte[] Original = [1, 2, 3];
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)i)];

    [TestMethod]
    public void The_copy_lies_under_the_originals_name_version_and_hash()
    {
        using var root = new TemporaryFolder();

        string path = Ensure(root);

        Assert.AreEqual("libX.so", Path.GetFileName(path));
        Assert.AreEqual("libX-1.2.3-039058c6f2c0cb49", Path.GetFileName(Path.GetDirectoryName(path)));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(path));
    }

    [TestMethod]
    public void Another_original_gets_another_copy()
    {
        using var root = new TemporaryFolder();

        Assert.AreNotEqual(Ensure(root), PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", [4], Content));
    }

    [TestMethod]
    public void A_good_copy_is_not_written_again()
    {
        using var root = new TemporaryFolder();
        var longAgo = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Ensure(root), longAgo);

        Assert.AreEqual(longAgo, File.GetLastWriteTimeUtc(Ensure(root)));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1000)]
    [DataRow(1 << 20)]
    public void A_damaged_copy_is_written_again(int length)
    {
        using var root = new TemporaryFolder();
        byte[] damaged = Content[..length];
        if (length > 0)
            damaged[length / 2] ^= 1;
        File.WriteAllBytes(Ensure(root), damaged);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Ensure(root)));
    }

    [TestMethod]
    public void What_a_killed_process_left_of_a_copy_is_removed()
    {
        using var root = new TemporaryFolder();
        string copy = Ensure(root), left = Path.Combine(Path.GetDirectoryName(copy)!, ".mlnet-sequences-left.tmp");
        File.WriteAllBytes(left, [1]);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-5));
        File.Delete(copy);

        Ensure(root);

        CollectionAssert.AreEqual((string[])[copy], Directory.GetFiles(Path.GetDirectoryName(copy)!));
    }

    [TestMethod]
    public void Many_threads_at_once_all_see_the_whole_file()
    {
        using var root = new TemporaryFolder();
        using var start = new Barrier(16);
        Thread[] threads =
        [
            .. Enumerable.Range(0, 16).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                for (int i = 0; i < 5; i++)
                    _whole.Add(File.ReadAllBytes(Ensure(root)).AsSpan().SequenceEqual(Content));
            })),
        ];

        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        Assert.HasCount(16 * 5, _whole);
        Assert.IsTrue(_whole.All(whole => whole));
        Assert.HasCount(1, Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_made_is_an_error_of_input_and_output()
    {
        using var root = new TemporaryFolder();
        string file = Path.Combine(root.Path, "a file, not a folder");
        File.WriteAllText(file, "");

        Assert.Throws<IOException>(() => PatchedCopy.Ensure(file, "libX.so", "1.2.3", Original, Content));
    }

    [TestMethod]
    public void Nobody_else_may_write_where_code_is_loaded_from()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Skipped: Windows has no such file modes, and no patched copies.");
            return;
        }

        using var root = new TemporaryFolder();

        UnixFileMode mode = File.GetUnixFileMode(Path.GetDirectoryName(Ensure(root))!);

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    private static string Ensure(TemporaryFolder root) => PatchedCopy.Ensure(root.Path, "libX.so", "1.2.3", Original, Content);
}
