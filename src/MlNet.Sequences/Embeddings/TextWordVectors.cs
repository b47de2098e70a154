namespace MlNet.Sequences;

/// <summary>
/// Reads word2vec's text format, GloVe's and fastText's: a line per word, fields separated by a space, with an optional trailing
/// space.
/// </summary>
/// <remarks>
/// The last fields are the numbers, since GloVe's vectors of 840 billion tokens have words with spaces. In lines of unneeded
/// words, fields are counted and numbers not parsed: that reads a large file several times as fast.
/// </remarks>
internal sealed class TextWordVectors
{
    /// <summary>Room for a word of 64 KB and <see cref="WordVectorHeader.MaximumDimension"/> numbers of 32 characters.</summary>
    internal const int MaximumLineLength = 64 * 1024 + 32 * WordVectorHeader.MaximumDimension;

    private readonly ByteWindow _window;
    private readonly WordVectorHeader? _header;
    private readonly WordVectorText _text = new();
    private long _line;
    private float[] _vector = [];

    private TextWordVectors(ByteWindow window, WordVectorHeader? header) =>
        (_window, _header, _line) = (window, header, header is null ? 0 : 1);

    /// <summary>Reads from the first line after the header to the end.</summary>
    /// <exception cref="InvalidDataException">A line is not a word vector, or the header is wrong.</exception>
    internal static void Read(ByteWindow window, WordVectorHeader? header, IWordVectorSink sink) =>
        new TextWordVectors(window, header).Read(sink);

    /// <summary>Whether a line, without its end, is a word and this many numbers.</summary>
    internal static bool IsVector(ReadOnlySpan<byte> line, int dimension)
    {
        line = Trim(line);
        return NumbersAtEnd(line) >= dimension && line.Count((byte)' ') >= dimension;
    }

    private void Read(IWordVectorSink sink)
    {
        long words = 0;
        while (NextLine(out var line, out int length))
        {
            if (line.IsEmpty)
            {
                CheckNothingFollows(length);
                break;
            }

            if (words++ == 0)
            {
                _vector = new float[_header?.Dimension ?? DimensionOf(line)];
                sink.Start(_vector.Length);
            }

            ReadWord(line, sink);
            _window.Skip(length);
        }

        WordVectorHeader.CheckCount(_header, words, isAtLeast: false, _window.Name);
    }

    private void ReadWord(ReadOnlySpan<byte> line, IWordVectorSink sink)
    {
        int spaces = line.Count((byte)' ');
        if (spaces < _vector.Length)
            throw Broken(
                $"must be a word and {_vector.Length} numbers separated by spaces{SourceOfDimension}",
                $"has {spaces + 1} fields and begins '{WordVectorText.Show(line)}'");

        int end = EndOfWord(line, spaces - _vector.Length);
        var word = line[..end];
        if (spaces > _vector.Length && BeginsWithNumbers(word))
            throw Broken(
                $"must be a word and {_vector.Length} numbers separated by spaces{SourceOfDimension}",
                $"has more numbers and begins '{WordVectorText.Show(line)}'");

        int place = sink.Find(_text.Decode(word));
        if (place < 0)
            return;
        Parse(word, line[(end + 1)..]);
        sink.Set(place, _vector);
    }

    private void Parse(ReadOnlySpan<byte> word, ReadOnlySpan<byte> numbers)
    {
        for (int i = 0; i < _vector.Length; i++)
        {
            int space = numbers.IndexOf((byte)' ');
            var field = space < 0 ? numbers : numbers[..space];
            if (!WordVectorText.TryParse(field, out _vector[i]))
                throw Broken(
                    "must have numbers after its word, with a decimal point, separated by one space",
                    $"has '{WordVectorText.Show(field)}' as number {i + 1} of '{WordVectorText.Show(word)}'");
            if (!float.IsFinite(_vector[i]))
                throw Broken(
                    "must have finite numbers within the range of Single",
                    $"has '{WordVectorText.Show(field)}' as number {i + 1} of '{WordVectorText.Show(word)}'");
            numbers = numbers[(field.Length + (space < 0 ? 0 : 1))..];
        }
    }

    private bool NextLine(out ReadOnlySpan<byte> line, out int length)
    {
        _line++;
        int end = _window.Find((byte)'\n', MaximumLineLength);
        if (end < 0 && _window.Bytes.Length >= MaximumLineLength)
            throw Broken(
                $"must be at most {MaximumLineLength} bytes long",
                $"is longer and begins '{WordVectorText.Show(_window.Bytes)}'");
        length = end < 0 ? _window.Bytes.Length : end + 1;
        line = Trim(_window.Bytes[..(end < 0 ? length : end)]);
        return length > 0;
    }

    // Empty lines at a file's end are harmless; elsewhere something is lost.
    private void CheckNothingFollows(int length)
    {
        long empty = _line;
        do
        {
            _window.Skip(length);
            if (!NextLine(out var line, out length))
                return;
            if (!line.IsEmpty)
            {
                _line = empty;
                throw Broken("must be a word and its numbers", "is empty");
            }
        }
        while (true);
    }

    private int DimensionOf(ReadOnlySpan<byte> line)
    {
        // The first field is a word even where it is "1984".
        int dimension = Math.Min(NumbersAtEnd(line), line.Count((byte)' '));
        if (dimension is 0 or > WordVectorHeader.MaximumDimension)
            throw Broken(
                $"must be a word and 1 to {WordVectorHeader.MaximumDimension} numbers separated by spaces",
                $"has {dimension} numbers and begins '{WordVectorText.Show(line)}'");
        return dimension;
    }

    private string SourceOfDimension => _header is null ? ", as in the first line" : ", as the first line says";

    private InvalidDataException Broken(string rule, string received) => new(
        $"Each line of a file of word vectors {rule}; line {_line} of {_window.Name} {received}. Use an undamaged copy of the " +
        "file, and one of word vectors in text; for another format set WordVectorFormat.");

    private static int NumbersAtEnd(ReadOnlySpan<byte> line)
    {
        int numbers = 0;
        while (true)
        {
            int space = line.LastIndexOf((byte)' ');
            if (!WordVectorText.TryParse(line[(space + 1)..], out _))
                return numbers;
            numbers++;
            if (space < 0)
                return numbers;
            line = line[..space];
        }
    }

    // The index of the space with this many before it.
    private static int EndOfWord(ReadOnlySpan<byte> line, int spacesInWord)
    {
        int end = line.IndexOf((byte)' ');
        for (int i = 0; i < spacesInWord; i++)
            end += 1 + line[(end + 1)..].IndexOf((byte)' ');
        return end;
    }

    // "the 0.12" is not a word with a space but a vector with one number too many, or two lines in one; ". ." and "1 000" are
    // words.
    private static bool BeginsWithNumbers(ReadOnlySpan<byte> word)
    {
        var rest = word[(word.IndexOf((byte)' ') + 1)..];
        int space = rest.IndexOf((byte)' ');
        var second = space < 0 ? rest : rest[..space];
        return second.Contains((byte)'.') && WordVectorText.TryParse(second, out _);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        return line is [.., (byte)' '] ? line[..^1] : line;
    }
}
