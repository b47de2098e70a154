using System.Formats.Tar;
using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ImdbArchiveTests
{
    [TestMethod]
    public void A_truncated_archive_is_an_error_wherever_the_break_is()
    {
        byte[] complete = ImdbSample.Gzip(ImdbSample.Tar());

        // The last bytes are the checksum and the length, which a reader that stops at the tar's end mark never sees.
        for (int length = 2; length < complete.Length; length += 3)
            StringAssert.Contains(ErrorOf(complete[..length]), "sample.tar.gz", $"cut to {length} of {complete.Length} bytes");
    }

    [TestMethod]
    public void A_truncated_plain_archive_is_an_error_wherever_the_break_is()
    {
        byte[] complete = ImdbSample.Tar();
        int endMark = complete.AsSpan().LastIndexOfAnyExcept((byte)0) / 512 * 512 + 512;

        for (int length = 512; length <= endMark; length += 256)
            StringAssert.Contains(ErrorOf(complete[..length]), "sample.tar.gz", $"cut to {length} of {complete.Length} bytes");
    }

    [TestMethod]
    public void A_truncated_archive_is_an_error_that_names_the_last_file_read()
    {
        byte[] random = new byte[100_000];
        new Random(1).NextBytes(random);
        byte[] large = ImdbSample.Gzip(ImdbSample.Tar(
            ImdbSample.Files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))
                .Append(("aclImdb/train/pos/99_9.txt", random))));

        string error = ErrorOf(large[..(large.Length / 2)]);
        StringAssert.Contains(error, "'aclImdb/train/pos/99_9.txt'");
        StringAssert.Contains(error, "truncated or corrupt");
    }

    [TestMethod]
    public void A_corrupt_archive_is_an_error()
    {
        byte[] archive = ImdbSample.Gzip(ImdbSample.Tar());
        using var folder = new ScratchFolder();
        var whole = ImdbReader.ReadLabeled(new ImdbArchive(folder.Write("whole.tar.gz", archive)));

        int errors = 0;
        for (int i = 10; i < archive.Length; i++)
        {
            byte[] corrupt = [.. archive];
            corrupt[i] ^= 0x55;
            string path = folder.Write("corrupt.tar.gz", corrupt);
            try
            {
                // The mark that ends the data can be damaged while all data come out: no harm is done then.
                var contents = ImdbReader.ReadLabeled(new ImdbArchive(path));
                CollectionAssert.AreEqual(whole.Train.ToArray(), contents.Train.ToArray(), $"byte {i} of {archive.Length}");
                CollectionAssert.AreEqual(whole.Test.ToArray(), contents.Test.ToArray(), $"byte {i} of {archive.Length}");
            }
            catch (InvalidDataException)
            {
                errors++;
            }
        }

        Assert.IsGreaterThan(archive.Length - 30, errors, "all but a few bytes matter");
    }

    [TestMethod]
    public void A_corrupt_header_is_an_error_that_names_the_file_before_it()
    {
        byte[] tar = ImdbSample.Tar();
        tar[1024 + 124] = (byte)'x'; // the length of the second file

        StringAssert.Contains(ErrorOf(tar), "after 'aclImdb/README'");
    }

    [TestMethod]
    [DataRow("../../etc/passwd")]
    [DataRow("aclImdb/../../train/pos/1_9.txt")]
    [DataRow("/train/pos/1_9.txt")]
    [DataRow("..\\train\\pos\\1_9.txt")]
    [DataRow("C:/train/pos/1_9.txt")]
    [DataRow("aclImdb/..")]
    public void A_path_that_leaves_the_archive_is_an_error_that_names_it(string path)
    {
        StringAssert.Contains(ErrorOf(ImdbSample.Tar(ImdbSample.With(null, (path, "x")))), $"received '{path}'");
    }

    [TestMethod]
    [DataRow(TarEntryType.SymbolicLink)]
    [DataRow(TarEntryType.HardLink)]
    public void A_link_is_an_error_that_names_it(TarEntryType type)
    {
        string error = ErrorOf(ImdbSample.Tar((IEnumerable<(string, string)>?)null, writer =>
            writer.WriteEntry(new UstarTarEntry(type, "aclImdb/train/pos/5_9.txt") { LinkName = "/etc/passwd" })));

        StringAssert.Contains(error, $"{type} 'aclImdb/train/pos/5_9.txt'");
    }

    [TestMethod]
    public void A_sparse_file_is_an_error_that_names_it_in_either_of_its_forms()
    {
        // GNU tar's own form, whose type is S; and that of PAX, whose entry has a made-up name and the true one in its
        // attributes.
        byte[] tar = ImdbSample.Tar();
        tar[1024 + 156] = (byte)'S';
        WriteChecksum(tar.AsSpan(1024, 512));
        string error = ErrorOf(tar);
        StringAssert.Contains(error, "after 'aclImdb/README'");
        StringAssert.Contains(error, "sparse");

        error = ErrorOf(ImdbSample.Tar(ImdbSample.Files, writer => writer.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, "./GNUSparseFile.1/5_9.txt", new Dictionary<string, string>
            {
                ["GNU.sparse.major"] = "1",
                ["GNU.sparse.minor"] = "0",
                ["GNU.sparse.name"] = "aclImdb/train/pos/5_9.txt",
            })
            { DataStream = new MemoryStream("1\n0\n1\n"u8.ToArray()) })));
        StringAssert.Contains(error, "'aclImdb/train/pos/5_9.txt'");
        StringAssert.Contains(error, "--sparse");
    }

    [TestMethod]
    public void A_header_that_would_fill_memory_is_an_error_before_it_is_read()
    {
        byte[] tar = ImdbSample.Tar(ImdbSample.Files, writer => writer.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, "aclImdb/train/pos/5_9.txt", new Dictionary<string, string>
            {
                ["comment"] = new('x', 2_000_000),
            })
            { DataStream = new MemoryStream("Fine."u8.ToArray()) }));
        StringAssert.Contains(ErrorOf(tar), "must be at most 1048576 bytes long; that after 'aclImdb/train/urls_pos.txt'");

        // One that only claims its length: 7 GB.
        byte[] claim = ImdbSample.Tar(ImdbSample.Files, writer => writer.WriteEntry(
            new PaxTarEntry(
                TarEntryType.RegularFile, "aclImdb/train/pos/5_9.txt", new Dictionary<string, string> { ["comment"] = "x" })));
        var header = claim.AsSpan(claim.AsSpan().IndexOf("PaxHeaders"u8) / 512 * 512, 512);
        "70000000000\0"u8.CopyTo(header[124..]);
        WriteChecksum(header);
        StringAssert.Contains(ErrorOf(claim), "truncated or corrupt after 'aclImdb/train/urls_pos.txt'");
    }

    [TestMethod]
    public void A_name_that_is_not_UTF_8_is_an_error_that_says_so()
    {
        byte[] tar = ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/train/pos/5_9?.txt", "Fine.")));
        int header = tar.AsSpan().IndexOf("aclImdb/train/pos/5_9?"u8);
        tar[header + 21] = 0xE9;
        WriteChecksum(tar.AsSpan(header, 512));
        StringAssert.Contains(ErrorOf(tar), "a name that isn't UTF-8");
    }

    /// <summary>
    /// Makes the checksum of a header right again: the sum of its bytes, in which its own place counts as spaces.
    /// </summary>
    private static void WriteChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
            sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    [TestMethod]
    public void A_dot_in_a_name_is_no_way_out()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("a.tar", ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/notes..txt", "x"))));

        Assert.HasCount(ImdbSample.Files.Length + 1, new ImdbArchive(path).Entries().ToArray());
    }

    [TestMethod]
    public void A_review_above_the_limit_is_an_error_before_it_is_read()
    {
        byte[] tar = ImdbSample.Tar([("aclImdb/train/pos/5_9.txt", new byte[Utf8Text.MaximumBytes + 1])]);

        StringAssert.Contains(ErrorOf(tar), "must be at most 16777216 bytes long; 'aclImdb/train/pos/5_9.txt'");
    }

    [TestMethod]
    [DataRow("sample.tar.gz", "plain text", "must be a gzip file, whose first bytes are 1F 8B; those of")]
    [DataRow("sample.tar.gz", "<!DOCTYPE html><html></html>", "is a web page")]
    [DataRow("sample.tar.gz", "", "is empty")]
    [DataRow("sample.zip", "PK\u0003\u0004", "is a zip file")]
    [DataRow("sample.tar", "plain text", "is neither")]
    [DataRow("sample", "plain text", "is neither")]
    public void A_file_that_is_no_archive_is_an_error_that_says_what_it_is(string name, string content, string expected)
    {
        StringAssert.Contains(ErrorOf(Encoding.UTF8.GetBytes(content), name), expected);
    }

    [TestMethod]
    public void A_large_file_that_is_no_tar_is_an_error()
    {
        byte[] noise = new byte[10_000];
        new Random(1).NextBytes(noise);

        StringAssert.Contains(ErrorOf(ImdbSample.Gzip(noise)), "is neither");
    }

    private static string ErrorOf(byte[] archive, string name = "sample.tar.gz")
    {
        using var folder = new ScratchFolder();
        string path = folder.Write(name, archive);
        return Assert.ThrowsExactly<InvalidDataException>(() => ImdbReader.ReadLabeled(new ImdbArchive(path))).Message;
    }
}
