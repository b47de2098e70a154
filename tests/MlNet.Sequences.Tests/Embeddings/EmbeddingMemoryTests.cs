namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingMemoryTests
{
    private const int Records = 200_000;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Memory_does_not_grow_with_the_file(bool isText)
    {
        byte[] record = isText
            ? VectorFiles.Utf8("word" + string.Concat(Enumerable.Repeat(" 0.125", 50)) + "\n")
            : [.. VectorFiles.Binary(
            "1 50", lineFeeds: true, ("word", [.. Enumerable.Repeat(0.125f, 50)])).Skip("1 50\n".Length)];
        string header = $"{Records} 50\n";
        using var weight = TorchSharp.torch.zeros(2, 50);
        long Measure()
        {
            using var stream = new Repeated(VectorFiles.Utf8(header), record);
            var rows = new EmbeddingRows(weight, ["word"], "'file'", "EmbeddingSize");
            long before = GC.GetAllocatedBytesForCurrentThread();
            FileWordVectors.Read(
                stream, "'file'", isText ? WordVectorFormat.Text : WordVectorFormat.Binary, rows, CancellationToken.None);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.AreEqual(1, rows.Found);
            Assert.IsGreaterThan(40_000_000, stream.Given);
            return allocated;
        }

        SequencesRuntime.Load();
        Measure();
        Assert.IsLessThan(512 * 1024, Measure());
    }

    /// <summary>A header and then a record over and over, made as it is read.</summary>
    private sealed class Repeated(byte[] header, byte[] record) : Stream
    {
        private readonly long _length = header.Length + (long)Records * record.Length;

        internal long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, _length - Given);
            for (int i = 0; i < count; i++, Given++)
                buffer[i] = Given < header.Length ? header[Given] : record[(Given - header.Length) % record.Length];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
