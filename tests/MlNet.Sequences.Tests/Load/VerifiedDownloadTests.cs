using System.Security.Cryptography;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class VerifiedDownloadTests : DownloadHarness
{
    [TestMethod]
    public async Task A_file_is_downloaded_once_and_nothing_is_left_beside_it()
    {
        using var server = new ScriptedServer(ScriptedServer.Whole(Content));

        await GetAsync(server);
        await GetAsync(server);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
        Assert.HasCount(1, server.Requests);
        CollectionAssert.AreEquivalent(new[] { "data.bin", "data.bin.lock" },
            Directory.GetFiles(Folder.At("cache")).Select(Path.GetFileName).ToArray());
        Assert.AreEqual(new DownloadProgress(Content.Length, Content.Length), Progress[^1]);
        StringAssert.Contains(Log[0], server.Address.ToString());
        StringAssert.Contains(Log[^1], "of 0.3 MB");
    }

    [TestMethod]
    public async Task A_broken_transfer_goes_on_where_it_stopped()
    {
        using var server = new ScriptedServer(ScriptedServer.BreakingOffAt(100_000, Content),
            ScriptedServer.BreakingOffAt(200_000, Content),
            ScriptedServer.Whole(Content));

        await GetAsync(server);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
        CollectionAssert.AreEqual(new[] { 0, 100_000, 200_000 }, server.Requests.Select(ScriptedServer.RangeStart).ToArray());
        StringAssert.Contains(server.Requests[1], "If-Range: \"v1\"");
    }

    [TestMethod]
    public async Task Attempts_that_bring_the_file_further_do_not_count_as_failures()
    {
        byte[] large = new byte[6 << 20];
        using var server = new ScriptedServer([.. Enumerable.Range(1, 5)
            .Select(i => ScriptedServer.BreakingOffAt(i << 20, large)),
            ScriptedServer.Whole(large)]);

        await GetAsync(server,
            Options(server) with { Sha256 = Convert.ToHexString(SHA256.HashData(large)), MaximumFailures = 2 });

        Assert.HasCount(6, server.Requests);
    }

    [TestMethod]
    public async Task A_later_call_goes_on_where_an_earlier_one_gave_up()
    {
        using (var broken = new ScriptedServer(ScriptedServer.BreakingOffAt(100_000, Content)))
        {
            var error = await Assert.ThrowsExactlyAsync<IOException>(() => GetAsync(broken));
            StringAssert.Contains(error.Message, "it stopped after 100000 bytes");
            StringAssert.Contains(error.Message, "the remedy of the test");
            Assert.IsFalse(File.Exists(Target));
            Assert.HasCount(3, broken.Requests);

            // The server of the next call has another address: the version's file is made to name it.
            using var server = new ScriptedServer(ScriptedServer.Whole(Content));
            File.WriteAllLines(Target + ".part.version", [server.Address.AbsoluteUri, "\"v1\""]);
            await GetAsync(server);

            Assert.AreEqual(100_000, ScriptedServer.RangeStart(server.Requests.Single()));
        }

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_part_of_another_address_is_not_resumed()
    {
        using var server = new ScriptedServer(ScriptedServer.Whole(Content));
        Folder.Write("cache/data.bin.part", Content[..1000]);
        Folder.Write("cache/data.bin.part.version", "http://example.com/other\n\"v1\"\n");

        await GetAsync(server);

        Assert.AreEqual(0, ScriptedServer.RangeStart(server.Requests.Single()));
    }

    [TestMethod]
    public async Task A_file_that_changed_meanwhile_is_downloaded_anew()
    {
        byte[] old = [.. Content.Reverse()];
        using var server = new ScriptedServer(ScriptedServer.BreakingOffAt(100_000, old, "\"old\""),
            ScriptedServer.Whole(Content));

        await GetAsync(server);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
        Assert.HasCount(2, server.Requests);
    }

    [TestMethod]
    public async Task A_server_that_ignores_ranges_makes_it_start_again()
    {
        using var server = new ScriptedServer(ScriptedServer.BreakingOffAt(100_000, Content),
            ScriptedServer.Raw($"HTTP/1.1 200 OK\nContent-Length: {Content.Length}\nConnection: close", Content));

        await GetAsync(server);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_server_without_a_version_is_never_asked_for_a_range()
    {
        string head = $"HTTP/1.1 200 OK\nETag: W/\"weak\"\nContent-Length: {Content.Length}\nConnection: close";
        using var server = new ScriptedServer(ScriptedServer.Raw(head, Content[..100_000]), ScriptedServer.Raw(head, Content));

        await GetAsync(server);

        Assert.IsTrue(server.Requests.All(request => ScriptedServer.RangeStart(request) == 0));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task The_date_of_the_last_change_serves_where_there_is_no_tag()
    {
        const string Date = "Tue, 03 Jun 2014 00:00:00 GMT";
        using var server = new ScriptedServer(
            ScriptedServer.Raw($"HTTP/1.1 200 OK\nLast-Modified: {Date}\nContent-Length: {Content.Length}\nConnection: close",
                Content[..100_000]),
            ScriptedServer.Raw("HTTP/1.1 206 Partial Content\n" +
                $"Content-Range: bytes 100000-{Content.Length - 1}/{Content.Length}\n" +
                $"Content-Length: {Content.Length - 100_000}\nConnection: close", Content[100_000..]));

        await GetAsync(server);

        StringAssert.Contains(server.Requests[1], $"If-Range: {Date}");
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_part_that_is_complete_is_checked_and_moved_into_place()
    {
        using var server = new ScriptedServer(
            ScriptedServer.Raw($"HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */{Content.Length}\nContent-Length: " +
                "0\nConnection: close", []));
        Resumable(server, Content);

        await GetAsync(server);

        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_cancelled_download_keeps_its_part()
    {
        using var server = new ScriptedServer(ScriptedServer.StallingAt(100_000, Content));
        using var cancel = new CancellationTokenSource();
        Task download = new VerifiedDownload(Options(server), _ => { })
            .GetAsync(Target, new Reporter(progress =>
            {
                if (progress.BytesReceived > 0)
                    cancel.Cancel();
            }), cancel.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => download);

        Assert.IsGreaterThan(0, new FileInfo(Target + ".part").Length);
        Assert.IsFalse(File.Exists(Target));
    }

    [TestMethod]
    public async Task Two_downloads_at_once_take_turns_and_the_second_finds_the_file()
    {
        using var server = new ScriptedServer(ScriptedServer.Whole(Content));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => new VerifiedDownload(Options(server), _ => { }).GetAsync(Target, null, CancellationToken.None))));

        Assert.HasCount(1, server.Requests);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public async Task A_wait_for_another_process_is_said_once_and_can_be_cancelled()
    {
        using var server = new ScriptedServer(ScriptedServer.Whole(Content));
        Folder.Write("cache/data.bin.lock", "");
        using var held = new FileStream(Target + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var cancel = new CancellationTokenSource();
        var download = new VerifiedDownload(Options(server), message =>
        {
            Log.Add(message);
            cancel.Cancel();
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => download.GetAsync(Target, null, cancel.Token));

        StringAssert.StartsWith(Log.Single(), "Waiting for another process");
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public void LoadImdb_downloads_the_archive_and_loads_it_from_its_cache()
    {
        byte[] archive = ImdbSample.Gzip(ImdbSample.Tar());
        using var server = new ScriptedServer(ScriptedServer.Whole(archive));
        DownloadOptions options = Options(server) with { Sha256 = Convert.ToHexString(SHA256.HashData(archive)) };
        var mlContext = new Microsoft.ML.MLContext();
        mlContext.Log += (_, e) => Log.Add(e.RawMessage);

        for (int i = 0; i < 2; i++)
        {
            ImdbDataset imdb = ImdbLoader.LoadOrDownload(mlContext, options, Folder.At("cache"), null, CancellationToken.None);
            Assert.AreEqual(6, imdb.Train.GetRowCount());
        }

        Assert.HasCount(1, server.Requests);
        Assert.IsTrue(Log.Any(message => message.StartsWith("Downloading", StringComparison.Ordinal)));
    }
}
