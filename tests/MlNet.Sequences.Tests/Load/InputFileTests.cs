using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What is no regular file is refused at once by whatever reads files. A FIFO that is opened would hang the test.
/// </summary>
[TestClass]
public sealed class InputFileTests
{
    [TestMethod]
    public void A_file_and_links_to_it_have_its_length()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("file.txt", "eleven byte");
        File.CreateSymbolicLink(folder.At("link"), file);
        File.CreateSymbolicLink(folder.At("link to the link"), folder.At("link"));
        foreach (string path in (string[])[file, folder.At("link"), folder.At("link to the link")])
            Assert.AreEqual(11, InputFile.Check(path).Length);
        Assert.AreEqual(0, InputFile.Check(folder.Write("empty", "")).Length);
    }

    [TestMethod]
    public void What_is_no_file_is_named_by_its_kind()
    {
        using var folder = OfOddFiles();
        AssertRefused(() => InputFile.Check(folder.At("fifo.txt")), "a FIFO (named pipe)");
        AssertRefused(() => InputFile.Check(folder.At("device.txt")), "a device");
        AssertRefused(() => InputFile.Check(folder.At("socket.txt")), "a socket");
        AssertRefused(() => InputFile.Check(folder.Path), "a folder");
        AssertRefused(() => InputFile.Check(folder.At("link to a fifo.txt")), "a FIFO (named pipe)");
        foreach (string name in (string[])["dangling.txt", "loop.txt"])
            StringAssert.Contains(
                Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.Check(folder.At(name))).Message,
                "A link must lead to a file");
        StringAssert.Contains(
            Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.Check(folder.At("none"))).Message, "does not exist");
    }

    [TestMethod]
    [DataRow("fifo.txt", "a FIFO", "a FIFO")]
    [DataRow("device.txt", "a device", "a device")]
    [DataRow("socket.txt", "a socket", "a socket")]
    [DataRow("link to a fifo.txt", "a FIFO", "a FIFO")]
    [DataRow("dangling.txt", "leads nowhere", "does not exist")]
    public void Every_loader_refuses_what_is_no_file(string name, string kind, string ofOption)
    {
        using var folder = OfOddFiles();
        string path = folder.At(name);
        var mlContext = new MLContext();
        AssertRefused(() => InputFile.Check(path), kind);
        AssertRefused(() => mlContext.Data.LoadImdb(path), kind);
        AssertRefused(() => mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", path), ofOption);
        AssertRefused(() => new FileWordVectors(path, WordVectorFormat.Auto).CheckExists(), ofOption);

        folder.Write("texts/a/1.txt", "a text");
        folder.Write("texts/b/1.txt", "a text");
        File.Move(path, folder.At("texts/b/2.txt"));
        AssertRefused(() => mlContext.Data.LoadFromTextFolders(folder.At("texts")), kind);

        ImdbSample.Unpack(folder);
        File.Move(folder.At("texts/b/2.txt"), folder.At("aclImdb/train/pos/5_9.txt"));
        AssertRefused(() => mlContext.Data.LoadImdb(folder.At("aclImdb")), kind);
    }

    [TestMethod]
    public void A_folder_that_is_named_like_a_review_is_refused()
    {
        using var folder = new ScratchFolder();
        ImdbSample.Unpack(folder);
        folder.Write("aclImdb/train/pos/5_9.txt/5_9.txt", "Fine.");
        AssertRefused(() => new MLContext().Data.LoadImdb(folder.At("aclImdb")), "5_9.txt' is a folder");
    }

    [TestMethod]
    public void A_folder_of_links_has_the_texts_that_they_lead_to()
    {
        using var folder = new ScratchFolder();
        ImdbSample.Unpack(folder, "store/");
        foreach ((string path, _) in ImdbSample.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            File.CreateSymbolicLink(folder.At(path), folder.At("store/" + path));
        }

        var links = ImdbReader.ReadLabeled(new ImdbFolder(folder.At("aclImdb")));
        var files = ImdbReader.ReadLabeled(new ImdbFolder(folder.At("store/aclImdb")));
        CollectionAssert.AreEqual(files.Train.ToArray(), links.Train.ToArray());
        CollectionAssert.AreEqual(files.Test.ToArray(), links.Test.ToArray());
    }

    [TestMethod]
    public void A_name_that_is_not_UTF_8_is_an_error_that_says_so()
    {
        using var folder = new ScratchFolder();
        folder.Write("texts/a/1.txt", "a text");
        folder.Write("texts/b/1.txt", "a text");
        folder.Write("other/a/1.txt", "a text");
        Shell(folder, """printf x > "$(printf 'texts/b/caf\351.txt')"; mkdir "$(printf 'other/caf\351')" """);
        AssertRefused(() => new MLContext().Data.LoadFromTextFolders(folder.At("texts")), "must be UTF-8", "caf\uFFFD.txt");
        AssertRefused(() => new MLContext().Data.LoadFromTextFolders(folder.At("other")), "must be UTF-8", "caf\uFFFD");
        Shell(folder, "rm -r texts other"); // which .NET can't
    }

    /// <summary>A folder with a file of every kind; the test is skipped where there are none.</summary>
    private static ScratchFolder OfOddFiles()
    {
        var folder = new ScratchFolder();
        Shell(folder, "mkfifo fifo.txt && ln -s \"$PWD/fifo.txt\" 'link to a fifo.txt' && ln -s none dangling.txt && ln -s " +
            "loop.txt loop.txt && ln -s /dev/zero device.txt");
        // .NET removes a socket that it closes; another name for it stays.
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(folder.At("socket")));
            Shell(folder, "ln socket socket.txt");
        }

        return folder;
    }

    private static void Shell(ScratchFolder folder, string command)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such files.");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder.Path })!;
        shell.WaitForExit();
        Assert.AreEqual(0, shell.ExitCode, command);
    }

    private static void AssertRefused(Action action, params string[] parts)
    {
        var error = Assert.Throws<IOException>(action);
        foreach (string part in parts)
            StringAssert.Contains(error.Message, part);
    }
}
