using System.Runtime.Versioning;
using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WholeFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_file_appears_when_it_is_whole_and_replaces_the_earlier_one()
    {
        string path = _folder.Write("file", "earlier");

        Write(path, stream =>
        {
            stream.Write("half"u8);
            Assert.AreEqual("earlier", File.ReadAllText(path));
            stream.Write(" and half"u8);
        });

        Assert.AreEqual("half and half", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    public void An_error_of_the_content_passes_through_and_leaves_the_earlier_file()
    {
        string path = _folder.Write("file", "earlier");

        var error = Assert.ThrowsExactly<IOException>(() => Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("The rows can't be read.");
        }));

        Assert.AreEqual("The rows can't be read.", error.Message);
        Assert.AreEqual("earlier", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));
    }

    // As .NET words a full disk, and as ML.NET wraps it.
    [TestMethod]
    [DataRow("No space left on device : '{0}'", "No space left on device")]
    [DataRow("There is not enough space on the disk. : '{0}'", "There is not enough space on the disk")]
    [DataRow("{0} is too large.", "it is too large")]
    public void An_error_of_the_temporary_file_names_the_file_that_was_asked_for(string format, string reason)
    {
        string path = _folder.At("file");
        using var file = WholeFile.Create(path, "The cache", "Make room.");

        var error = Assert.ThrowsExactly<IOException>(() => file.Guard(() => throw new InvalidOperationException(
            "It failed.", new IOException(string.Format(null, CompositeFormat.Parse(format), file.TemporaryPath)))));

        Assert.AreEqual($"The cache '{path}' can't be written: {reason}. Make room.", error.Message);
    }

    [TestMethod]
    public void A_folder_a_missing_folder_and_a_path_below_a_file_are_errors_with_the_path_and_the_remedy()
    {
        string file = _folder.Write("file", "");
        string missing = _folder.At("missing/file");

        Assert.AreEqual($"'{_folder.Path}' can't be written: it is a folder. Name a file in it.", Refused(_folder.Path));
        Assert.Contains("it is a folder", Refused(_folder.At("new/")));
        Assert.AreEqual(
            $"'{missing}' can't be written: the folder '{Path.GetDirectoryName(missing)}' does not exist. Create it or choose " +
            "another.", Refused(missing));
        Assert.Contains("does not exist", Refused(Path.Combine(file, "below")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder.Path));

        static string Refused(string path) =>
            Assert.Throws<IOException>(() => Write(path, _ => Assert.Fail("Nothing is written."))).Message;
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [UnsupportedOSPlatform("windows")]
    public void A_link_stays_a_link_and_the_permissions_stay_as_they_were()
    {
        string target = _folder.Write("target", "earlier"), link = _folder.At("link");
        File.CreateSymbolicLink(link, target);
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(target, Mode);

        Write(link, stream => stream.Write("new"u8));

        Assert.AreEqual(target, new FileInfo(link).LinkTarget);
        Assert.AreEqual("new", File.ReadAllText(target));
        Assert.AreEqual(Mode, File.GetUnixFileMode(target));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_device_is_refused_before_anything_is_written() => Assert.AreEqual(
        "'/dev/null' can't be written: it is a device. Name a file instead.",
        Assert.Throws<IOException>(() => Write("/dev/null", _ => Assert.Fail("Nothing is written."))).Message);

    [TestMethod]
    public void A_complete_file_can_be_read_under_its_temporary_name_but_is_not_there_until_it_is_committed()
    {
        string path = _folder.At("file");
        using (var file = WholeFile.Create(path, "", "Make room."))
        {
            file.Stream.Write("content"u8);
            file.Complete();
            Assert.AreEqual("content", File.ReadAllText(file.TemporaryPath));
            Assert.IsFalse(File.Exists(path));
            AbandonedFiles.Remove(_folder.Path, WholeFile.TemporaryNames);
            Assert.IsTrue(File.Exists(file.TemporaryPath));
        }

        Assert.IsEmpty(Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    public void What_killed_processes_left_beside_the_file_is_removed_and_what_living_ones_write_is_not()
    {
        string[] files = [
            .. ((string[])["left", "held", "young"]).Select(name => _folder.Write($".mlnet-sequences-{name}.tmp", "half"))];
        string others = _folder.Write("notes.tmp", "mine");
        foreach (string old in (string[])[files[0], files[1], others])
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-5));
        File.SetLastWriteTimeUtc(files[2], DateTime.UtcNow.AddHours(1)); // however slow the machine is
        using var held = new FileStream(files[1], FileMode.Open, FileAccess.Read, FileShare.Read);

        Write(_folder.At("file"), stream => stream.WriteByte(1));

        CollectionAssert.AreEquivalent(
            (string[])[files[1], files[2], others, _folder.At("file")], Directory.GetFiles(_folder.Path));
    }

    private static void Write(string path, Action<Stream> write) => WholeFile.Write(path, "", "Make room.", write);
}
