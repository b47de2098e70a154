using System.Text.Unicode;

namespace MlNet.Sequences;

/// <summary>
/// Word vectors in a file, plain or in gzip. The file is read once from beginning to end and never held in memory.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
internal sealed record FileWordVectors(string Path, WordVectorFormat Format) : IWordVectorSource
{
    // Enough of a binary vector to distinguish it from text.
    private const int SampleLength = 1024;

    public string Name => $"'{Path}'";

    /// <exception cref="FileNotFoundException">The file does not exist, or is a folder.</exception>
    internal void CheckExists() => Open().Dispose();

    public void Read(IWordVectorSink sink, CancellationToken cancellationToken)
    {
        using var file = Open();
        Read(file, Name, Format, sink, cancellationToken);
    }

    public override string ToString() => Path;

    /// <summary>Reads a stream from its current position.</summary>
    /// <inheritdoc cref="IWordVectorSource.Read" path="/exception"/>
    internal static void Read(
        Stream stream, string name, WordVectorFormat format, IWordVectorSink sink, CancellationToken cancellationToken)
    {
        var window = new ByteWindow(stream, name, cancellationToken);
        window.Fill(4);
        if (window.Bytes is not [0x1F, 0x8B, ..]) // gzip
        {
            Read(window, format, sink);
            return;
        }

        using var unpacked = new WholeGzipStream(new ChainedStream(new MemoryStream(window.Bytes.ToArray()), stream), name);
        var unpackedWindow = new ByteWindow(unpacked, name, cancellationToken);
        unpackedWindow.Fill(4);
        Read(unpackedWindow, format, sink);
    }

    private static void Read(ByteWindow window, WordVectorFormat format, IWordVectorSink sink)
    {
        RefuseOthers(window);
        if (window.Bytes is [0xEF, 0xBB, 0xBF, ..])
            window.Skip(3);
        var header = ReadHeader(window);
        if (format == WordVectorFormat.Auto)
            format = header is { } h && !LooksLikeText(window, h.Dimension) ? WordVectorFormat.Binary : WordVectorFormat.Text;
        if (format == WordVectorFormat.Text)
            TextWordVectors.Read(window, header, sink);
        else
            BinaryWordVectors.Read(window, header ?? throw WithoutHeader(window), sink);
    }

    // Likely wrong files, and what to do about them.
    private static void RefuseOthers(ByteWindow window)
    {
        string? other = window.Bytes switch
        {
            [] => "is empty. Use an undamaged copy of it",
            [(byte)'P', (byte)'K', 3, 4, ..] => "is a zip archive. Unpack it, and name the file in it",
            [0xBA, 0x16, 0x4F, 0x2F, ..] => "is a model of fastText (.bin). Use the .vec file that fastText writes next to it",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "is UTF-16. Save it as UTF-8",
            _ => null,
        };
        if (other is not null)
            throw new InvalidDataException(
                $"A file of word vectors must be text or word2vec's binary format; {window.Name} {other}.");
    }

    private static WordVectorHeader? ReadHeader(ByteWindow window)
    {
        int end = window.Find((byte)'\n', TextWordVectors.MaximumLineLength);
        var line = end < 0 ? window.Bytes : window.Bytes[..end];
        var header = WordVectorHeader.Parse(line is [.., (byte)'\r'] ? line[..^1] : line, window.Name);
        if (header is not null)
            window.Skip(end < 0 ? line.Length : end + 1);
        return header;
    }

    /// <summary>
    /// Whether text follows the header, even if faulty: a first line that is a word with its numbers, or else bytes that could be
    /// text at all, which those of a binary vector hardly ever are.
    /// </summary>
    private static bool LooksLikeText(ByteWindow window, int dimension)
    {
        int end = window.Find((byte)'\n', TextWordVectors.MaximumLineLength);
        if (TextWordVectors.IsVector(end < 0 ? window.Bytes : window.Bytes[..end], dimension))
            return true;

        int space = window.Find((byte)' ', BinaryWordVectors.MaximumWordLength);
        int length = (int)Math.Min(SampleLength, (long)sizeof(float) * dimension);
        window.Fill(space + 1 + length);
        var sample = window.Bytes[(space + 1)..];
        sample = sample[..Math.Min(length, sample.Length)];
        foreach (byte b in sample)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return false;
        }

        // A character may be cut off at the sample's end.
        return Utf8.ToUtf16(
            sample, stackalloc char[SampleLength], out _, out _, replaceInvalidSequences: false, isFinalBlock: false)
            != System.Buffers.OperationStatus.InvalidData;
    }

    private static InvalidDataException WithoutHeader(ByteWindow window) => new(
        $"A binary file of word vectors must begin with a line of two numbers, how many words it has and how many numbers " +
        $"each; {window.Name} begins '{WordVectorText.Show(window.Bytes)}'. Set WordVectorFormat.Text if it is text, or use " +
        $"an undamaged copy of the file.");

    private FileStream Open()
    {
        if (Directory.Exists(Path))
            throw NoFile($"is a folder. Name the file in it.");
        try
        {
            InputFile.Check(Path);
            return new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NoFile($"does not exist. Correct the path; it is relative to '{Directory.GetCurrentDirectory()}'.", e);
        }
    }

    private FileNotFoundException NoFile(string reason, Exception? cause = null)
    {
        OptionMessage message = $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option} must be a file; {Name} {reason}";
        return message.In(new FileNotFoundException(message.ToString(), Path, cause));
    }
}
