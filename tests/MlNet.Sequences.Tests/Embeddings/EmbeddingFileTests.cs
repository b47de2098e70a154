using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void What_is_no_file_of_word_vectors_is_told_by_its_kind()
    {
        StringAssert.Contains(VectorFiles.Refusal([]), "'file' is empty");
        StringAssert.Contains(VectorFiles.Refusal(VectorFiles.Gzip([])), "'file' is empty");
        StringAssert.Contains(VectorFiles.Refusal([.. "PK"u8, 3, 4, 20, 0]), "'file' is a zip archive. Unpack it");
        StringAssert.Contains(
            VectorFiles.Refusal([0xBA, 0x16, 0x4F, 0x2F, 12, 0]), "'file' is a model of fastText (.bin). Use the .vec");
        StringAssert.Contains(
            VectorFiles.Refusal([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a 1 2")]), "'file' is UTF-16");
        StringAssert.Contains(VectorFiles.Refusal([0xEF, 0xBB, 0xBF]), "'file' has none");
    }

    [TestMethod]
    public void A_faulty_text_is_not_taken_for_binary()
    {
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Utf8("2 2\nthe 1 x\nfilm 1 2\n")), "line 2 of 'file' has 'x' as number 2");
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Utf8("2 300\nthe 1 2\nfilm 1 2\n")), "line 2 of 'file' has 3 fields");
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Utf8("1 2\n\u4E2D\u6587 1 \u4E2D\n")), "line 2 of 'file' has '\u4E2D'");
    }

    [TestMethod]
    public void Packed_files_that_end_too_soon_or_are_damaged_are_refused()
    {
        byte[] packed = VectorFiles.Gzip(VectorFiles.Utf8("the 0.5 -1\nfilm 0.25 3e-5\n"));
        for (int length = 2; length < packed.Length; length++)
            StringAssert.Contains(
                VectorFiles.Refusal(packed[..length]), "'file' can't be unpacked to its end", $"the first {length} bytes");
        packed[^6] ^= 1;
        StringAssert.Contains(VectorFiles.Refusal(packed), "'file' can't be unpacked to its end");
    }

    [TestMethod]
    public void Packed_files_one_after_the_other_are_one()
    {
        byte[] packed = [
            .. VectorFiles.Gzip(VectorFiles.Utf8("the 0.5 -1\nfil")), .. VectorFiles.Gzip(VectorFiles.Utf8("m 0.25 3e-5\n"))];
        Assert.AreEqual("the 0.5 -1; film 0.25 3E-05", VectorFiles.Read(packed));
    }

    [TestMethod]
    public void A_missing_file_and_a_folder_are_named_with_a_remedy()
    {
        string missing = _folder.At("none.txt"), within = Path.Combine(missing, "none.txt");
        foreach (var (path, what) in new[]
        {
            (missing, "does not exist. Correct the path; it is relative to"),
            (within, "does not exist"),
            (_folder.Path, "is a folder. Name the file in it."),
        })
        {
            var embeddings = InitialEmbeddings.FromFile(path);
            foreach (Action action in new[] { embeddings.CheckExists, () => embeddings.Source.Read(
                new VectorFiles.Sink(null), default) })
            {
                var error = Assert.ThrowsExactly<FileNotFoundException>(action);
                StringAssert.Contains(error.Message, $"InitialEmbeddings must be a file; '{path}' {what}");
                Assert.AreEqual(path, error.FileName);
            }
        }
    }

    [TestMethod]
    public void A_file_on_disk_is_read_and_named_in_errors()
    {
        string path = _folder.Write("vectors.vec", "2 2\nthe 0.5 -1\nfilm 0.25 3e-5\n");
        var sink = new VectorFiles.Sink(null);
        InitialEmbeddings.FromFile(path).CheckExists();
        InitialEmbeddings.FromFile(path).Source.Read(sink, default);
        Assert.AreEqual("the 0.5 -1; film 0.25 3E-05", string.Join("; ", sink.Taken));

        _folder.Write("vectors.vec", "2 2\nthe 0.5 -1\n");
        var error = Assert.ThrowsExactly<InvalidDataException>(
            () => InitialEmbeddings.FromFile(path, WordVectorFormat.Text).Source.Read(new VectorFiles.Sink(null), default));
        StringAssert.Contains(error.Message, $"'{path}' says 2 and has 1");
    }

    [TestMethod]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new Cancelling(cancellation);
        byte[] bytes = VectorFiles.Utf8(string.Concat(Enumerable.Repeat("the 0.5 -1\n", 100_000)));
        Assert.ThrowsExactly<OperationCanceledException>(() => FileWordVectors.Read(
            new MemoryStream(bytes), "'file'", WordVectorFormat.Auto, sink, cancellation.Token));
        Assert.IsLessThan(20_000, sink.Offered);
    }

    private sealed class Cancelling(CancellationTokenSource cancellation) : IWordVectorSink
    {
        internal int Offered { get; private set; }

        public void Start(int dimension)
        {
        }

        public int Find(ReadOnlySpan<char> word)
        {
            Offered++;
            cancellation.Cancel();
            return -1;
        }

        public void Set(int place, ReadOnlySpan<float> vector) => Assert.Fail("No word is wanted.");
    }
}
