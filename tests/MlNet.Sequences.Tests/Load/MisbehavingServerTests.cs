using System.Security.Cryptography;
using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class MisbehavingServerTests : DownloadHarness
{
    [TestMethod]
    public async Task Another_range_than_the_one_asked_for_makes_it_start_again()
    {
        using var server = new ScriptedServer(ScriptedServer.BreakingOffAt(100_000, Content),
            ScriptedServer.Raw("HTTP/1.1 206 Partial Content\nContent-Range: bytes 5-9/10\nContent-Length: 5\nConnection: close",
                Content[5..10]),
            ScriptedServer.Whole(Content));

        await GetAsync(server);

        CollectionAssert.AreEqual(new[] { 0, 100_000, 0 }, server.Requests.Select(ScriptedServer.RangeStart).ToArray());
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_part_that_turns_out_wrong_is_downloaded_once_more_from_its_beginning()
    {
        using var server = new ScriptedServer(ScriptedServer.Whole(Content));
        Resumable(server, new byte[100_000]);

        await GetAsync(server);

        CollectionAssert.AreEqual(new[] { 100_000, 0 }, server.Requests.Select(ScriptedServer.RangeStart).ToArray());
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_length_announced_too_large_is_a_broken_transfer()
    {
        using var server = new ScriptedServer(
            ScriptedServer.Raw($"HTTP/1.1 200 OK\nContent-Length: {Content.Length + 10}\nConnection: close", Content));

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<IOException>(() => GetAsync(server))).Message,
            "3 failed attempts in a row");
    }

    [TestMethod]
    public async Task A_length_announced_too_small_is_a_wrong_file()
    {
        using var server = new ScriptedServer(ScriptedServer.Raw("HTTP/1.1 200 OK\nContent-Length: 1000\nConnection: " +
            "close", Content));

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<InvalidDataException>(() => GetAsync(server))).Message,
            "received were 1000 bytes");
    }

    [TestMethod]
    public async Task A_file_without_an_announced_length_is_accepted_by_its_hash()
    {
        using var server = new ScriptedServer(ScriptedServer.Raw("HTTP/1.1 200 OK\nConnection: close", Content));

        await GetAsync(server);

        Assert.IsNull(Progress[^1].TotalBytes);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_wrong_file_is_deleted_and_an_error_that_names_both_hashes()
    {
        byte[] wrong = Encoding.ASCII.GetBytes("<html>Please log in</html>");
        using var server = new ScriptedServer(ScriptedServer.Whole(wrong));

        var error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => GetAsync(server));

        StringAssert.Contains(error.Message, Convert.ToHexStringLower(SHA256.HashData(wrong)));
        StringAssert.Contains(error.Message, Convert.ToHexString(SHA256.HashData(Content)));
        StringAssert.Contains(error.Message, "the remedy of the test");
        Assert.HasCount(1, server.Requests);
        CollectionAssert.AreEqual(new[] { "data.bin.lock" },
            Directory.GetFiles(Folder.At("cache")).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public async Task Not_found_is_an_error_at_once()
    {
        using var server = new ScriptedServer(ScriptedServer.Status("404 Not Found"));

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<IOException>(() => GetAsync(server))).Message, "404 Not Found");
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    [DataRow("500 Internal Server Error")]
    [DataRow("503 Service Unavailable")]
    [DataRow("429 Too Many Requests")]
    public async Task A_passing_error_of_the_server_is_tried_again(string status)
    {
        using var server = new ScriptedServer(ScriptedServer.Status(status), ScriptedServer.Status(status),
            ScriptedServer.Whole(Content));

        await GetAsync(server);

        Assert.HasCount(3, server.Requests);
    }

    [TestMethod]
    public async Task A_lasting_error_of_the_server_ends_after_some_attempts()
    {
        using var server = new ScriptedServer(ScriptedServer.Status("500 Internal Server Error"));

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<IOException>(() => GetAsync(server))).Message, "500");
        Assert.HasCount(3, server.Requests);
    }

    [TestMethod]
    public async Task A_server_that_falls_silent_is_a_broken_transfer()
    {
        // Its first connection stays open; the server answers one at a time, so the client must hang up to be answered again.
        using var silent = new ScriptedServer(ScriptedServer.StallingAt(100_000, Content));

        var error = await Assert.ThrowsExactlyAsync<IOException>(
            () => GetAsync(silent, Options(silent) with { StallTimeout = TimeSpan.FromMilliseconds(150), MaximumFailures = 1 }));

        StringAssert.Contains(error.Message, "the server sent nothing for 0.15 s");
    }

    [TestMethod]
    public async Task A_server_that_sends_without_end_is_cut_off()
    {
        using var server = new ScriptedServer(async (_, stream, stop) =>
        {
            await ScriptedServer.Raw("HTTP/1.1 200 OK\nConnection: close", [])("", stream, stop);
            while (true)
                await stream.WriteAsync(Content, stop);
        });

        var error = await Assert.ThrowsExactlyAsync<IOException>(() =>
            GetAsync(server, Options(server) with { MaximumBytes = 1_000_000 }));

        StringAssert.Contains(error.Message, "more than 1000000 bytes");
        Assert.IsFalse(File.Exists(Target + ".part"));
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_is_an_error()
    {
        DownloadOptions options;
        using (var server = new ScriptedServer(ScriptedServer.Whole(Content)))
            options = Options(server);

        await Assert.ThrowsExactlyAsync<IOException>(() => GetAsync(null, options));
    }
}
