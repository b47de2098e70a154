using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Another vocabulary of the same size: its keys stand for other words, so a score would be about another text.
/// </summary>
[TestClass]
public sealed class OtherWordsTests
{
    private static readonly string[] Words = ["good", "bad", "film", "plot"];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_column_with_other_words_is_refused_by_a_message_that_says_what_differs(bool isOnnx)
    {
        using var folder = new ScratchFolder();
        var data = Rows(Words);
        using var trained = Toy.Trainer(_mlContext).Fit(data);
        var model = isOnnx
            ? _mlContext.Model.ToOnnxPipeline(trained, data.Schema, folder.At("model.onnx"))
            : (ITransformer)trained;
        foreach (var each in new[] { model, ModelFile.Reload(_mlContext, model) })
        {
            Assert.HasCount(40, Toy.Scores(each, Rows(Words)));
            string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => each.Transform(Rows(["good", "plot", "film", "bad"]))).Message;
            StringAssert.Contains(message, "'Features'");
            StringAssert.Contains(message, "got other words: key 2 is 'plot' and was 'bad', and 1 more differ");
            StringAssert.Contains(message, "fitted with the model");
            message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => each.GetOutputSchema(Rows(["good", "bad", "films", "plot"]).Schema)).Message;
            StringAssert.Contains(message, "key 3 is 'films' and was 'film'.");
        }
    }

    [TestMethod]
    public void Where_a_column_or_a_model_does_not_know_its_words_the_number_of_them_is_compared()
    {
        var named = Rows(Words);
        var unnamed = _mlContext.Data.LoadFromEnumerable(
            _mlContext.Data.CreateEnumerable<KeyRow>(named, reuseRowObject: false).ToArray());
        Assert.IsNull(unnamed.Schema["Features"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        foreach (var data in new[] { named, unnamed })
        {
            using var model = Toy.Trainer(_mlContext).Fit(data);
            CollectionAssert.AreEqual(Toy.Scores(model, named), Toy.Scores(model, unnamed));
        }
    }

    [TestMethod]
    public void Words_that_are_numbers_are_compared_too()
    {
        int[] numbers = [7, 8, 9, 10];
        using var model = Toy.Trainer(_mlContext).Fit(Rows(numbers));
        Assert.HasCount(40, Toy.Scores(model, Rows(numbers)));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(Rows([7, 8, 9, 11])));
        StringAssert.Contains(error.Message, "key 4 is '11' and was '10'");
    }

    [TestMethod]
    public void Rows_to_validate_with_must_have_the_words_that_are_trained_on()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Toy.Trainer(_mlContext).Fit(Rows(Words), Rows(["good", "bad", "film", "cast"])));
        StringAssert.Contains(error.Message, "key 4 is 'cast' and was 'plot'");
    }

    // ML.NET keeps the words of its own MapValueToKey in UTF-16 in an entry of the zip, which has no digest, and .NET checks no
    // entry's CRC.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_bit_that_flips_in_the_vocabulary_of_another_step_is_noticed(bool isOnnx)
    {
        using var folder = new ScratchFolder();
        var texts = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40)
            .Select(i => new TextRow { Label = i % 2 == 0, Text = i % 2 == 0 ? "good film" : "bad plot" }));
        var chain = _mlContext.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Tokens", "Words"))
            .Append(_mlContext.Transforms.PadSequence("Features", "Tokens", 4))
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(Toy.Options));
        using var trained = chain.Fit(texts);
        var model = isOnnx
            ? _mlContext.Model.ToOnnxPipeline(trained, texts.Schema, folder.At("model.onnx"))
            : (ITransformer)trained;
        byte[] file = ModelFile.Save(_mlContext, model);
        Assert.HasCount(40, Toy.Scores(ModelFile.Load(_mlContext, file), texts));

        byte[] flipped = FlipInEntryWithoutDigest(file, "plot", (byte)('p' ^ 'q'));

        var loaded = ModelFile.Load(_mlContext, flipped);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => loaded.Transform(texts));
        StringAssert.Contains(error.Message, "is 'qlot' and was 'plot'");
        StringAssert.Contains(error.Message, "from an undamaged file");
    }

    private static byte[] FlipInEntryWithoutDigest(byte[] file, string word, byte bits)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        int flips = 0;
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var entry in archive.Entries.Where(
                entry => !entry.Name.EndsWith(".json", StringComparison.Ordinal)
                && !entry.Name.EndsWith(".onnx", StringComparison.Ordinal)))
            {
                using var content = entry.Open();
                byte[] bytes = new byte[content.Length];
                content.ReadExactly(bytes);
                int at = bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(word));
                if (at < 0)
                    continue;
                bytes[at] ^= bits;
                flips++;
                content.Position = 0;
                content.Write(bytes);
            }
        }

        Assert.AreEqual(1, flips, "the word stands in one entry of another's");
        return stream.ToArray();
    }

    // Forty rows whose tokens are the keys 1 to 4, which stand for these values.
    private IDataView Rows<T>(T[] values)
    {
        var keys = _mlContext.Data.LoadFromEnumerable(values.Select(value => new ValueRow<T> { Value = value }));
        var rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new ValuesRow<T>
        {
            Label = i % 2 == 0,
            Values = [values[i % 4], values[i / 4 % 4], values[i / 16 % 4]],
        }).ToArray());
        return _mlContext.Transforms.Conversion.MapValueToKey("Features", "Values", keyData: keys).Fit(rows).Transform(rows);
    }

    private sealed class ValueRow<T>
    {
        public T Value { get; set; } = default!;
    }

    private sealed class ValuesRow<T>
    {
        public bool Label { get; set; }

        public T[] Values { get; set; } = [];
    }

    private sealed class KeyRow
    {
        public bool Label { get; set; }

        [KeyType(4)]
        public uint[] Features { get; set; } = [];
    }

    private sealed class TextRow
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }
}
