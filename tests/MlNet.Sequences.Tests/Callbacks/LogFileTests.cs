using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LogFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string FilePath => _folder.At("fit.csv");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Fields_with_commas_and_quotes_are_quoted() =>
        Assert.AreEqual("a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n", Encoding.UTF8.GetString(Csv.Line("a", "b,c", "d\"e", "f\ng")));

    [TestMethod]
    public void Of_a_line_that_the_disk_has_no_room_for_nothing_stays()
    {
        using var disk = new SmallDisk(new FileStream(FilePath, FileMode.Create, FileAccess.Write, FileShare.Read), size: 12);
        using var log = new LogFile(FilePath, disk);
        log.Write("1,1.5,1\r\n"u8);
        for (int i = 0; i < 2; i++)
        {
            var error = Assert.ThrowsExactly<IOException>(() => log.Write("2,0.75,0.5\r\n"u8));
            Assert.StartsWith($"The log '{FilePath}' can't be written: No space left on device", error.Message);
            Assert.AreEqual("1,1.5,1\r\n", LogText.Read(FilePath));
        }

        log.Write("3\r\n"u8); // which has room
        Assert.AreEqual("1,1.5,1\r\n3\r\n", LogText.Read(FilePath));
    }

    /// <summary>As a file on a disk that is almost full: what has room is written, and then it fails.</summary>
    private sealed class SmallDisk(FileStream file, long size) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int room = (int)Math.Min(buffer.Length, size - file.Position);
            file.Write(buffer[..room]);
            file.Flush();
            if (room < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
