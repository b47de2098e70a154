using System.Globalization;
using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingPropertyTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.OneOf(
        Gen.Char['a', 'e'], Gen.Int[0, 5].Select(i => "\u00E9\u4E2D.-1\u00A0"[i])), 1, 8];

    private static readonly Gen<(string Word, float[] Vector)[]> Words =
        from dimension in Gen.Int[1, 6]
        from words in Gen.Select(Word, Gen.Float[-4, 4].Array[dimension]).Array[1, 8]
        select words.DistinctBy(word => word.Item1).ToArray();

    [TestMethod]
    public void What_is_written_in_any_form_is_read_again()
    {
        Gen.Select(Words, Gen.Bool, Gen.Bool, Gen.Bool).Sample((words, flagA, flagB, isPacked) =>
        {
            string expected = string.Join("; ", words.Select(Line));
            string header = $"{words.Length} {words[0].Vector.Length}";
            string end = flagA ? " \r\n" : "\n";
            byte[] text = VectorFiles.Utf8((flagB ? header + end : "") + string.Concat(words.Select(word => Line(word) + end)));
            byte[] binary = VectorFiles.Binary(header, flagA, words);
            // Vectors of one number and no header: "1 1" would be a header.
            return (!flagB && words[0].Vector.Length == 1 || VectorFiles.Read(Pack(text)) == expected)
                && VectorFiles.Read(Pack(binary), WordVectorFormat.Binary) == expected;

            byte[] Pack(byte[] bytes) => isPacked ? VectorFiles.Gzip(bytes) : bytes;
        });
    }

    [TestMethod]
    public void Vectors_of_common_dimensions_are_told_from_text()
    {
        Gen.Select(Word, Gen.Float[-1, 1].Array[50]).Sample((word, vector) =>
            VectorFiles.Read(VectorFiles.Binary("1 50", lineFeeds: true, (word, vector))) == Line((word, vector)));
    }

    [TestMethod]
    public void A_file_cut_at_any_byte_is_read_or_refused()
    {
        (string, float[])[] words = [("the", [0.5f, -1, 0.1f]), ("\u4E2D\u6587", [0.25f, 3e-5f, 7]), ("film", [-0.7f, 1, 2])];
        byte[][] files =
        [
            VectorFiles.Binary("3 3", lineFeeds: true, words),
            VectorFiles.Binary("3 3", lineFeeds: false, words),
            VectorFiles.Utf8("3 3\n" + string.Concat(words.Select(word => Line(word) + "\n"))),
            VectorFiles.Utf8(string.Concat(words.Select(word => Line(word) + " \r\n"))),
        ];
        foreach (byte[] file in files)
        {
            foreach (byte[] packed in new[] { file, VectorFiles.Gzip(file) })
            {
                for (int length = 0; length <= packed.Length; length++)
                {
                    foreach (var format in Enum.GetValues<WordVectorFormat>())
                        ReadOrRefuse(packed[..length], format);
                }
            }
        }

        // Cut between its first line and the line feed at its end, a binary file never passes for whole.
        for (int length = 0; length < files[0].Length - 1; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => VectorFiles.Read(files[0][..length], WordVectorFormat.Binary));
    }

    [TestMethod]
    public void Any_bytes_are_read_or_refused()
    {
        var damaged =
            from words in Words
            from isText in Gen.Bool
            from place in Gen.Int[0, 1000]
            from value in Gen.Byte
            let header = $"{words.Length} {words[0].Vector.Length}"
            let file = isText
                ? VectorFiles.Utf8(header + "\n" + string.Concat(words.Select(word => Line(word) + "\n")))
                : VectorFiles.Binary(header, true, words)
            select file.Select((b, i) => i == place % file.Length ? value : b).ToArray();
        Gen.OneOf(
            damaged, Gen.Byte.Array[0, 200], Gen.Int[0, 10].Select(i => (byte)" \n\r.-e012a\t"[i]).Array[0, 100]).Sample(bytes =>
        {
            foreach (var format in Enum.GetValues<WordVectorFormat>())
                ReadOrRefuse(bytes, format);
        });
    }

    private static void ReadOrRefuse(byte[] bytes, WordVectorFormat format)
    {
        try
        {
            VectorFiles.Read(bytes, format);
        }
        catch (InvalidDataException e)
        {
            StringAssert.Contains(e.Message, "'file'");
        }
    }

    private static string Line((string Word, float[] Vector) word) =>
        word.Word + string.Concat(word.Vector.Select(value => " " + value.ToString(CultureInfo.InvariantCulture)));
}
