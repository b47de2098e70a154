using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Reads a text from beginning to end and records whether its bytes were valid. A file whose name ends with .gz is decompressed.
/// Bytes that are not UTF-8 become U+FFFD.
/// </summary>
internal sealed class InputText : IDisposable
{
    private readonly StreamReader _reader;
    private readonly string _name;
    private readonly bool _waits;

    private InputText(Stream stream, string name, bool waits)
    {
        (_name, _waits) = (name, waits);
        var utf8 = (Encoding)Encoding.UTF8.Clone();
        utf8.DecoderFallback = new NotedReplacement(this);
        _reader = new(stream, utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>Whether bytes were read that are not UTF-8.</summary>
    internal bool HasInvalidBytes { get; private set; }

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    internal static InputText Open(string path)
    {
        InputFile.Check(path);
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return new(InputFile.IsCompressed(path) ? new WholeGzipStream(file, $"'{path}'") : file, $"'{path}'", waits: false);
    }

    internal static InputText OfStandardInput(Stream input) => new(input, "standard input", waits: true);

    /// <summary>Reads the next line; null at the end.</summary>
    /// <exception cref="InvalidDataException">The compressed file is damaged or breaks off.</exception>
    internal string? ReadLine(CancellationToken cancellationToken)
    {
        // Standard input may wait for a person who types, so the wait must be cancellable.
        cancellationToken.ThrowIfCancellationRequested();
        return _waits
            ? _reader.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).GetAwaiter().GetResult()
            : _reader.ReadLine();
    }

    /// <summary>The warning about invalid bytes in a line.</summary>
    internal string WarningOf(long line) =>
        $"{_name}, line {line} has bytes that are not UTF-8; here and in any later line, U+FFFD replaces them. Save the " +
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
