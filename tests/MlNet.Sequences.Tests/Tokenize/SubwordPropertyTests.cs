using System.Text;
using CsCheck;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SubwordPropertyTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        OneOf("a", "B", "ab", "the", "films", " ", ".", "<br />", "\u0130", "\u03A3", "\u00C9", "\uAC00", "\u4E2D",
            "\U0001F600", "\uD83D", "\n")
            .Array[0, 30].Select(string.Concat),
        Gen.String[0, 30]);

    [TestMethod]
    public void Any_text_gives_only_keys_of_the_column_and_a_reloaded_model_the_same()
    {
        using var folder = new SubwordFolder();
        var mlContext = new MLContext(seed: 1);
        var pairs = folder.OfPairs();
        (pairs.UnknownToken, pairs.EndToken) = ("?", "c");
        foreach (var transformer in new[] { folder.Fit(folder.WordPiece()), folder.Fit(pairs) })
        {
            var loaded = ModelFile.Reload(mlContext, transformer);
            Text.Array[1, 5].Sample(
                texts =>
                {
                    var view = Rows.OfText(mlContext, texts);
                    uint[][] keys = Rows.Keys(transformer.Transform(view), "Tokens");
                    uint[][] again = Rows.Keys(loaded.Transform(view), "Tokens");
                    return keys.All(row => row.All(key => key >= 1 && key <= transformer.Vocabulary.Count))
                        && keys.Zip(again).All(pair => pair.First.SequenceEqual(pair.Second));
                },
                iter: 200);
        }
    }

    [TestMethod]
    public void Bytes_spell_the_text_that_they_came_from()
    {
        using var folder = new SubwordFolder();
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => ByteCharacter(value).ToString())];
        string[] tokens = [.. bytes, "th", "the", "\u0120th", "\u0120the"];
        var options = folder.OfPairs(
            ReflectionJson.Serialize(tokens.Index().ToDictionary(pair => pair.Item, pair => pair.Index)),
            "t h\nth e\n\u0120 th\n\u0120th e\n");
        options.RemoveHtmlLineBreaks = false;
        var transformer = folder.Fit(options);

        Text.Sample(
            text =>
            {
                string spelt = string.Concat(folder.Keys(transformer, text).Select(key => transformer.Vocabulary[(int)key - 1]));
                byte[] utf8 = [.. spelt.Select(c => (byte)Array.IndexOf(bytes, c.ToString()))];
                return Encoding.UTF8.GetString(utf8) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            },
            iter: 300);
    }

    /// <summary>GPT-2's character for a byte: itself where it is printable, else the next above 255.</summary>
    private static char ByteCharacter(int value)
    {
        static bool IsPrintable(int b) => b is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return IsPrintable(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(b => !IsPrintable(b)));
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
