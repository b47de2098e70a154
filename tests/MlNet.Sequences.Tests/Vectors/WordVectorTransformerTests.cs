using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WordVectorTransformerTests
{
    private const string Settings = "vectors.json", Vocabulary = "vocabulary.json", Numbers = "vectors.bin";

    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly Lazy<byte[]> File = new(() => ModelFile.Save(
        MlContext, Texts.Fit(MlContext, Texts.Tokens(MlContext, Texts.OfTwoKinds(20)), Texts.Options)));

    [TestMethod]
    public void A_text_has_the_mean_of_its_words_vectors()
    {
        Texts.Row[] known = Texts.OfTwoKinds(20);
        var model = Texts.Fit(MlContext, Texts.Tokens(MlContext, known), Texts.Options);
        Texts.Row[] rows =
            [new() { Text = "apple unknown saw" }, new() { Text = "apple apple" }, new() { Text = "unknown" }, new()];
        var means = Toy.Column<VBuffer<float>>(model.Transform(Texts.Tokens(MlContext, rows, known)), "Mean")
            .Select(mean => mean.DenseValues().ToArray()).ToArray();
        float[] apple = model.Vectors.GetVector("apple").ToArray(), saw = model.Vectors.GetVector("saw").ToArray();
        CollectionAssert.AreEqual(apple.Zip(saw, (a, b) => (a + b) / 2).ToArray(), means[0]);
        CollectionAssert.AreEqual(apple, means[1]);
        CollectionAssert.AreEqual(new float[apple.Length], means[2]);
        CollectionAssert.AreEqual(new float[apple.Length], means[3]);
    }

    [TestMethod]
    public void A_saved_model_has_the_same_words_vectors_and_summary()
    {
        var model = Texts.Fit(MlContext, Texts.Tokens(MlContext, Texts.OfTwoKinds(20)), Texts.Options);
        var loaded = (WordVectorTransformer)ModelFile.Reload(MlContext, model);
        CollectionAssert.AreEqual(model.Vectors.Words.ToArray(), loaded.Vectors.Words.ToArray());
        foreach (var (vector, other) in Texts.All(model.Vectors).Zip(Texts.All(loaded.Vectors)))
            CollectionAssert.AreEqual(vector, other);
        CollectionAssert.AreEqual(model.Summary.Losses.ToArray(), loaded.Summary.Losses.ToArray());
        Assert.AreEqual(model.Summary with { Losses = [] }, loaded.Summary with { Losses = [] });
    }

    [TestMethod]
    public void Tokens_of_other_words_are_refused()
    {
        var model = Texts.Fit(MlContext, Texts.Tokens(MlContext, "a b a b"), Texts.Options);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => model.Transform(Texts.Tokens(MlContext, "c d c d")));
        StringAssert.Contains(error.Message, "other words");
    }

    [TestMethod]
    [DataRow("dimension", "0", "Dimension must be from 1")]
    [DataRow("dimension", "13", "bytes")]
    [DataRow("dimension", "10000", "bytes")]
    [DataRow("keys", "[]", "keys of different words")]
    [DataRow("keys", "null", "is not the JSON that this version expects")]
    [DataRow("keys", "[0]", "keys of different words")]
    [DataRow("keys", "[2,2]", "keys of different words")]
    [DataRow("keys", "[1000000]", "keys of different words")]
    [DataRow("keys", "[2]", "bytes")]
    [DataRow("outputColumnName", "\" \"", "OutputColumnName must be the name of a column")]
    [DataRow("summary", "null", "is not the JSON that this version expects")]
    public void Settings_that_do_not_fit_are_refused(string name, string value, string expected) => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.EditJson(File.Value, Settings, json => json[name] = JsonNode.Parse(value))), expected);

    [TestMethod]
    public void A_vocabulary_or_numbers_that_do_not_fit_are_refused()
    {
        StringAssert.Contains(
            ForgedFile.Refused(ForgedFile.EditJson(File.Value, Vocabulary, json => json["texts"] = new JsonArray())),
            "has no words");
        StringAssert.Contains(
            ForgedFile.Refused(ForgedFile.EditJson(
                File.Value, Vocabulary, json => json["texts"]![3] = (string)json["texts"]![4]!)),
            "keys of different words");
        StringAssert.Contains(ForgedFile.Refused(ForgedFile.Edit(File.Value, Numbers, bytes => bytes[4..])), "bytes");
        StringAssert.Contains(ForgedFile.Refused(ForgedFile.Edit(File.Value, Numbers, bytes =>
        {
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[20] = float.NaN;
            return bytes;
        })), "has NaN in vector 2");
    }

    [TestMethod]
    public void A_trainer_starts_from_the_vectors_that_were_trained_here()
    {
        var rows = Texts.OfTwoKinds(60);
        var tokenizer = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text");
        var view = MlContext.Data.LoadFromEnumerable(rows);
        var vectors = tokenizer.Append(MlContext.Transforms.Text.TrainWordVectors("Mean", "Tokens", Texts.Options)).Fit(view);
        var labeled = MlContext.Transforms.CustomMapping<Texts.Row, LabelRow>(
            (row, label) => label.Label = row.Number % 2 == 0, null).Fit(view).Transform(view);

        foreach (var start in new[]
        {
            InitialEmbeddings.FromModel(vectors), InitialEmbeddings.FromVectors(vectors.LastTransformer.Vectors),
        })
        {
            var options = Toy.Options;
            (options.EmbeddingSize, options.EmbeddingLearningRate, options.InitialEmbeddings) = (12, 0, start);
            options.FeatureColumnName = "Tokens";
            using var model = tokenizer.Append(MlContext.BinaryClassification.Trainers.Lstm(options)).Fit(labeled);
            var embedding = WordVectors.FromModel(model);
            foreach (string word in vectors.LastTransformer.Vectors.Words)
                CollectionAssert.AreEqual(
                    vectors.LastTransformer.Vectors.GetVector(word).ToArray(), embedding.GetVector(word).ToArray(), word);
        }

        Assert.AreEqual(InitialEmbeddings.FromModel(vectors), InitialEmbeddings.FromModel(vectors.LastTransformer));
        Assert.AreSame(vectors.LastTransformer.Vectors, WordVectors.FromModel(vectors));
    }

    [TestMethod]
    public void Vectors_are_loaded_from_a_model_file()
    {
        using var folder = new ScratchFolder();
        string path = folder.At("vectors.zip");
        System.IO.File.WriteAllBytes(path, File.Value);
        var vectors = MlContext.Model.LoadWordVectors(path);
        var original = ((WordVectorTransformer)ModelFile.Load(MlContext, File.Value)).Vectors;
        CollectionAssert.AreEqual(original.GetVector("saw").ToArray(), vectors.GetVector("saw").ToArray());
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(
                () => MlContext.Model.LoadWordVectors(folder.Write("text.zip", "text"))).Message, "is not a model file");
    }

    [TestMethod]
    public void A_chain_with_vectors_of_two_origins_is_refused()
    {
        var view = MlContext.Data.LoadFromEnumerable(Texts.OfTwoKinds(20));
        var model = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .Append(MlContext.Transforms.Text.TrainWordVectors("A", "Tokens", Texts.Options))
            .Append(MlContext.Transforms.Text.TrainWordVectors("B", "Tokens", Texts.Options)).Fit(view);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => WordVectors.FromModel(model)).Message, "2 models of word vectors");
    }

    private sealed class LabelRow
    {
        public bool Label { get; set; }
    }
}
