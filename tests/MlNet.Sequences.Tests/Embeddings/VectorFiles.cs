using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlNet.Sequences.Tests;

/// <summary>Small files of word vectors, and what is read of them.</summary>
internal static class VectorFiles
{
    internal static readonly (string Word, float[] Vector)[] Two = [("the", [0.5f, -1]), ("film", [0.25f, 3e-5f])];

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    internal static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>word2vec's binary format; its line feeds are optional.</summary>
    internal static byte[] Binary(string header, bool lineFeeds, params (string Word, float[] Vector)[] words)
    {
        var bytes = new List<byte>(Utf8(header + "\n"));
        byte[] number = new byte[sizeof(float)];
        foreach (var (word, vector) in words)
        {
            bytes.AddRange(Utf8(word + " "));
            foreach (float value in vector)
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, value);
                bytes.AddRange(number);
            }

            if (lineFeeds)
                bytes.Add((byte)'\n');
        }

        return [.. bytes];
    }

    /// <summary>
    /// Reads bytes and gives the vectors of the words that are wanted, all where none are named: "the 0.5 -1; film 0.25 3E-05".
    /// </summary>
    internal static string Read(byte[] bytes, WordVectorFormat format = WordVectorFormat.Auto, params string[] wanted)
    {
        var sink = new Sink(wanted.Length == 0 ? null : wanted);
        FileWordVectors.Read(new MemoryStream(bytes), "'file'", format, sink, CancellationToken.None);
        return string.Join("; ", sink.Taken);
    }

    internal static string Read(string text, WordVectorFormat format = WordVectorFormat.Auto, params string[] wanted) =>
        Read(Utf8(text), format, wanted);

    /// <summary>The message with which bytes are refused.</summary>
    internal static string Refusal(byte[] bytes, WordVectorFormat format = WordVectorFormat.Auto, params string[] wanted) =>
        Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes, format, wanted)).Message;

    /// <summary>Keeps the words that are wanted, or all, each once.</summary>
    internal sealed class Sink(string[]? wanted) : IWordVectorSink
    {
        private readonly List<string> _found = [];
        private int _dimension;

        internal List<string> Taken { get; } = [];

        public void Start(int dimension)
        {
            Assert.AreEqual(0, _dimension, "Start is told once.");
            _dimension = dimension;
        }

        public int Find(ReadOnlySpan<char> word)
        {
            Assert.AreNotEqual(0, _dimension, "Start is told first.");
            string text = word.ToString();
            if (_found.Contains(text) || wanted?.Contains(text) == false)
                return -1;
            _found.Add(text);
            return _found.Count - 1;
        }

        public void Set(int place, ReadOnlySpan<float> vector)
        {
            Assert.AreEqual(_dimension, vector.Length);
            Taken.Add(_found[place] + string.Concat(vector.ToArray().Select(value => FormattableString.Invariant($" {value}"))));
        }
    }
}
