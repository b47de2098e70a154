using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MlNet.Sequences.Tests;

/// <summary>Data sets of a few reviews, in the published archive's form.</summary>
internal static class ImdbSample
{
    /// <summary>The published order: test before train, names as text, so 10 before 2.</summary>
    internal static (string Path, string Text)[] Files { get; } =
    [
        ("aclImdb/README", "About the data"),
        ("aclImdb/test/neg/0_2.txt", "Dull."),
        ("aclImdb/test/pos/0_10.txt", "Superb!<br /><br />Go."),
        ("aclImdb/train/neg/0_3.txt", "Bad."),
        ("aclImdb/train/neg/10_1.txt", "Worse."),
        ("aclImdb/train/neg/2_4.txt", "Meh."),
        ("aclImdb/train/pos/0_9.txt", "Good."),
        ("aclImdb/train/pos/10_7.txt", "Fine."),
        ("aclImdb/train/pos/2_8.txt", "Très bien."),
        ("aclImdb/train/unsup/0_0.txt", "Zero"),
        ("aclImdb/train/unsup/10_0.txt", "Ten"),
        ("aclImdb/train/unsup/2_0.txt", "Two"),
        ("aclImdb/train/urls_pos.txt", "http://example.com/"),
    ];

    internal static byte[] Tar(IEnumerable<(string Path, string Text)>? files = null, Action<TarWriter>? more = null) =>
        Tar((files ?? Files).Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text))), more);

    internal static byte[] Tar(IEnumerable<(string Path, byte[] Bytes)> files, Action<TarWriter>? more = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach ((string path, byte[] bytes) in files)
            {
                // One time for all: the bytes of the archive are then the same on every run.
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(bytes),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }

            more?.Invoke(writer);
        }

        return stream.ToArray();
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    internal static void Unpack(ScratchFolder folder, string below = "")
    {
        foreach ((string path, string text) in Files)
            folder.Write(below + path, text);
    }

    /// <summary>The sample with some files taken out and others added.</summary>
    internal static IEnumerable<(string Path, string Text)> With(string? without = null,
        params (string Path, string Text)[] added) =>
        Files.Where(file => without is null || !file.Path.StartsWith(without, StringComparison.Ordinal)).Concat(added);
}
