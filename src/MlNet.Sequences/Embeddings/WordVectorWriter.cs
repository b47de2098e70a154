using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>Writes word2vec's formats.</summary>
internal static class WordVectorWriter
{
    private const string BinaryExtension = ".bin";
    private const int BufferSize = 1 << 16;

    // Each of them ends a word for some reader; word2vec's and fastText's stop at any of them.
    private static readonly System.Buffers.SearchValues<char> WhiteSpace =
        System.Buffers.SearchValues.Create(" \t\n\v\f\r\u0085\u2028\u2029");

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The format of a file; its extension decides for Auto.</summary>
    internal static WordVectorFormat FormatOf(string path, WordVectorFormat format) => format != WordVectorFormat.Auto ? format
        : path.EndsWith(BinaryExtension, StringComparison.OrdinalIgnoreCase) ? WordVectorFormat.Binary : WordVectorFormat.Text;

    /// <exception cref="InvalidOperationException">A word can't be written in a form that reads back unchanged.</exception>
    internal static void CheckWords(IReadOnlyList<string> words)
    {
        foreach (string word in words)
        {
            string? fault = word.Length == 0 ? "it is empty"
                : word.AsSpan().ContainsAny(WhiteSpace) ? "it has white space"
                : !IsWellFormed(word) ? "it has half of a surrogate pair"
                : Encoding.UTF8.GetByteCount(word) >= BinaryWordVectors.MaximumWordLength ? "it is too long"
                : null;
            if (fault is not null)
                throw new InvalidOperationException(
                    $"A word in word2vec's formats must be well-formed text of 1 to {BinaryWordVectors.MaximumWordLength - 1} " +
                    $"bytes without white space; '{CodePoints.Shorten(word, 60)}' can't be written: {fault}. Save the model " +
                    "with mlContext.Model.Save, or train on other tokens.");
        }
    }

    internal static void Write(Stream stream, WordVectors vectors, WordVectorFormat format)
    {
        var buffered = new BufferedStream(stream, BufferSize); // not disposed: the stream is the caller's
        buffered.Write(Utf8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{vectors.Words.Count} {vectors.Dimension}\n")));
        Span<byte> number = stackalloc byte[32]; // the shortest text that is read as the same number has at most 16
        for (int i = 0; i < vectors.Words.Count; i++)
        {
            buffered.Write(Utf8.GetBytes(vectors.Words[i]));
            if (format == WordVectorFormat.Binary)
                buffered.WriteByte((byte)' ');
            foreach (float value in vectors.VectorAt(i))
            {
                int length;
                if (format == WordVectorFormat.Binary)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(number, value);
                    length = sizeof(float);
                }
                else
                {
                    buffered.WriteByte((byte)' ');
                    value.TryFormat(number, out length, default, CultureInfo.InvariantCulture);
                }

                buffered.Write(number[..length]);
            }

            buffered.WriteByte((byte)'\n');
        }

        buffered.Flush();
    }

    private static bool IsWellFormed(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (char.IsSurrogate(word[i]) && !(i + 1 < word.Length && char.IsSurrogatePair(word[i], word[++i])))
                return false;
        }

        return true;
    }
}
