using System.Buffers.Binary;
using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// Reads word2vec's binary format: after the header, for each word the word, a space and its numbers as little-endian float32. A
/// line feed may precede each word but the first: word2vec writes it, other programs don't.
/// </summary>
internal static class BinaryWordVectors
{
    /// <summary>No word has this many bytes: what looks like one is another format.</summary>
    internal const int MaximumWordLength = 64 * 1024;

    /// <summary>Reads from after the header to the end.</summary>
    /// <exception cref="InvalidDataException">A record is not a word vector, or the header is wrong.</exception>
    internal static void Read(ByteWindow window, WordVectorHeader header, IWordVectorSink sink)
    {
        var text = new WordVectorText();
        float[] vector = new float[header.Dimension];
        int bytes = sizeof(float) * header.Dimension;
        sink.Start(header.Dimension);
        long record = 0;
        for (; record < header.Count && window.Fill(1); record++)
        {
            SkipLineFeed(window, record);
            int space = window.Find((byte)' ', MaximumWordLength);
            if (space < 0 && window.Bytes.Length >= MaximumWordLength)
                throw Broken(window, header, record, $"a word must be shorter than {MaximumWordLength} bytes", "a longer one");
            if (space < 0 && record > 0 && window.Bytes.IsEmpty)
                break; // the last vector's line feed
            if (space < 0 || !window.Fill(space + 1 + bytes))
                throw Broken(
                    window, header, record, $"a word, a space and {bytes} bytes of numbers must follow",
                    $"{window.Bytes.Length} bytes");

            var word = window.Bytes[..space];
            var numbers = window.Bytes.Slice(space + 1, bytes);
            CheckFinite(window, header, record, word, numbers);
            int place = sink.Find(text.Decode(word));
            if (place >= 0)
            {
                for (int i = 0; i < vector.Length; i++)
                    vector[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(sizeof(float) * i)..]);
                sink.Set(place, vector);
            }

            window.Skip(space + 1 + bytes);
        }

        SkipLineFeed(window, record);
        bool isMore = window.Fill(1);
        WordVectorHeader.CheckCount(header, isMore ? record + 1 : record, isMore, window.Name);
    }

    private static void SkipLineFeed(ByteWindow window, long record)
    {
        if (record > 0 && window.Fill(1) && window.Bytes[0] == '\n')
            window.Skip(1);
    }

    // Checks all words, wanted or not: it costs little, and if the numbers are misaligned, some are soon not finite.
    private static void CheckFinite(
        ByteWindow window, WordVectorHeader header, long record, ReadOnlySpan<byte> word, ReadOnlySpan<byte> numbers)
    {
        const uint Exponent = 0x7F80_0000;
        for (int i = 0; i < numbers.Length; i += sizeof(float))
        {
            if ((BinaryPrimitives.ReadUInt32LittleEndian(numbers[i..]) & Exponent) == Exponent)
                throw Broken(
                    window, header, record, "every number must be finite",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{BinaryPrimitives.ReadSingleLittleEndian(numbers[i..])} as number {i / sizeof(float) + 1} of ") +
                    $"'{WordVectorText.Show(word)}'");
        }
    }

    private static InvalidDataException Broken(
        ByteWindow window, WordVectorHeader header, long record, string rule, string received) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"In a binary file of word vectors {rule}; record {record + 1} of {window.Name}, whose first line says " +
            $"{header.Count} words of ") +
        string.Create(
            CultureInfo.InvariantCulture,
            $"{header.Dimension} numbers, has {received}. Use an undamaged copy of the file; for another format set " +
            $"WordVectorFormat."));
}
