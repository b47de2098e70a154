using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Continuing from a trained model with its vocabulary, or with another one.</summary>
[TestClass]
public sealed class ContinueFromVocabularyTests : ContinueFromFixture
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 12).Select(i => $"word{i}")];

    [TestMethod]
    public void Another_vocabulary_is_an_error_or_mapped_word_by_word()
    {
        var (model, _) = FitTexts(Words, Toy.Options);
        string[] others = [.. Words.Reverse().Skip(2), "new"];
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => FitTexts(others, From(model))).Message;
        StringAssert.Contains(message, "of which the model's");
        StringAssert.Contains(message, "MapVocabulary");

        var messages = new List<string>();
        MlContext.Log += (_, e) => messages.Add(e.RawMessage);
        var options = From(model);
        options.MapVocabulary = true;
        var (mapped, words) = FitTexts(others, options);
        var known = VectorsOf(model);
        foreach (var (word, vector) in VectorsOf(mapped))
        {
            if (known.TryGetValue(word, out float[]? before))
                CollectionAssert.AreEqual(before, vector, word);
        }

        Assert.HasCount(others.Length + 1, words, "with the out-of-vocabulary token");
        Assert.IsTrue(
            messages.Any(m => m.Contains($"{others.Length} of {others.Length + 1} words are known", StringComparison.Ordinal)),
            string.Join('\n', messages));
    }

    [TestMethod]
    public void Known_words_of_another_vocabulary_are_pulled_to_their_start_and_new_ones_to_0()
    {
        var (model, _) = FitTexts(Words, Toy.Options);
        var options = Pulled(From(model), towardStart: true);
        options.MapVocabulary = true;
        var (trained, _) = FitTexts([.. Words.Reverse().Skip(2), "new"], options);
        var (known, now) = (VectorsOf(model), VectorsOf(trained));
        Assert.IsTrue(now.ContainsKey("new"));
        foreach (var (word, vector) in now)
        {
            for (int i = 0; i < vector.Length; i++)
                Assert.AreEqual(known.TryGetValue(word, out float[]? before) ? before[i] : 0, vector[i], Tolerance, word);
        }
    }

    [TestMethod]
    public void The_same_vocabulary_in_a_chain_or_loaded_from_a_file_is_gone_on_from()
    {
        var (_, _, chain, data) = FitChain(Words, Toy.Options);
        using var file = new MemoryStream();
        MlContext.Model.Save(chain, data.Schema, file);
        foreach (var model in new[] { chain, new MLContext().Model.Load(file, out _) })
        {
            var (same, _) = FitTexts(Words, From(model));
            CollectionAssert.AreEqual(
                VectorsOf(chain.Last() as SequencePredictionTransformer).Values.SelectMany(v => v).ToArray(),
                VectorsOf(same).Values.SelectMany(v => v).ToArray());
        }
    }

    private static Dictionary<string, float[]> VectorsOf(SequencePredictionTransformer? model)
    {
        var words = ((ITrainedModel)model!).Network.Description.Vocabulary!.Texts;
        float[] all = Weights(model)["embedding.weight"];
        int width = all.Length / (words.Count + 1);
        return words.Select((word, i) => (word, Vector: all.AsSpan((i + 1) * width, width).ToArray()))
            .ToDictionary(w => w.word, w => w.Vector);
    }

    private (SequencePredictionTransformer Model, IReadOnlyList<string> Words) FitTexts(string[] words, LstmOptions options)
    {
        var (model, vocabulary, _, _) = FitChain(words, options);
        return (model, vocabulary);
    }

    private (
        SequencePredictionTransformer Model, IReadOnlyList<string> Words, TransformerChain<SequencePredictionTransformer> Chain,
        IDataView Data) FitChain(
        string[] words, LstmOptions options)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 60).Select(i => new TextRow
        {
            Label = i % 2 == 0,
            // Each word often enough, the first ones most.
            Text = string.Join(
                ' ',
                words.SelectMany(
                    (word, place) => Enumerable.Repeat(word, random.Next(2) * (words.Length - place)))) + $" {words[^1]}",
        }).ToArray();
        var data = MlContext.Data.LoadFromEnumerable(rows);
        var chain = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 100)
            .Append(MlContext.BinaryClassification.Trainers.Lstm(options))
            .Fit(data);
        return (chain.LastTransformer, ((ITrainedModel)chain.LastTransformer).Network.Description.Vocabulary!.Texts, chain, data);
    }

    private sealed class TextRow
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }
}
