using System.IO.Compression;
using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Reads a text from beginning to end and records whether its bytes were valid. A file whose name ends with .gz is decompressed.
/// Bytes that are not UTF-8 become U+FFFD.
/// </summary>
internal sealed class InputText : IDisposable
{
    private const string Gzip = ".gz";

    private readonly StreamReader _reader;
    private readonly string _name;

    private InputText(Stream stream, string name, long? length)
    {
        _name = name;
        Length = length;
        var utf8 = (Encoding)Encoding.UTF8.Clone();
        utf8.DecoderFallback = new NotedReplacement(this);
        _reader = new(stream, utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>The number of bytes, if known. It is an upper bound for the number of characters.</summary>
    internal long? Length { get; }

    /// <summary>Whether bytes were read that are not UTF-8.</summary>
    internal bool HasInvalidBytes { get; private set; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static InputText Open(string path)
    {
        InputFile.Check(path);
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return IsCompressed(path)
            ? new(new GZipStream(file, CompressionMode.Decompress), $"'{path}'", null)
            : new(file, $"'{path}'", file.CanSeek ? file.Length : null);
    }

    internal static InputText OfStandardInput(Stream input) => new(input, "standard input", null);

    /// <summary>The path without .gz.</summary>
    internal static string Uncompressed(string path) => IsCompressed(path) ? path[..^Gzip.Length] : path;

    private static bool IsCompressed(string path) => path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the characters that are available, at least one; returns 0 at the end.</summary>
    /// <exception cref="FailureException">The compressed data are damaged.</exception>
    internal int Read(Memory<char> characters, CancellationToken cancellationToken)
    {
        try
        {
            // Standard input can wait for somebody who types, so the wait must be cancellable.
            return Length is null
                ? _reader.ReadAsync(characters, cancellationToken).AsTask().WaitAsync(cancellationToken).GetAwaiter().GetResult()
                : _reader.Read(characters.Span);
        }
        catch (InvalidDataException e)
        {
            throw new FailureException(
                $"{_name} can't be decompressed: it is not a gzip file, or it is truncated or damaged. Get it again. " +
                $"({e.Message.TrimEnd('.')}.)", e);
        }
    }

    /// <summary>The warning about invalid bytes in a line.</summary>
    internal string WarningOf(long line) =>
        $"{_name}, line {line} has bytes that are not UTF-8, and U+FFFD stands for them here and in any later line. Save the " +
        "file as UTF-8.";

    public void Dispose() => _reader.Dispose();

    /// <summary>Replaces invalid bytes with U+FFFD and records that it did: a valid text may have that character, too.</summary>
    private sealed class NotedReplacement(InputText text) : DecoderFallback
    {
        private readonly DecoderReplacementFallback _replacement = new("\uFFFD");

        public override int MaxCharCount => _replacement.MaxCharCount;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(text, _replacement.CreateFallbackBuffer());

        private sealed class Buffer(InputText text, DecoderFallbackBuffer replacement) : DecoderFallbackBuffer
        {
            public override int Remaining => replacement.Remaining;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                text.HasInvalidBytes = true;
                return replacement.Fallback(bytesUnknown, index);
            }

            public override char GetNextChar() => replacement.GetNextChar();

            public override bool MovePrevious() => replacement.MovePrevious();

            public override void Reset() => replacement.Reset();
        }
    }
}
