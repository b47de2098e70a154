using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class InitialEmbeddingsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Files_are_equal_by_path_and_format()
    {
        var vectors = InitialEmbeddings.FromFile("glove.txt");
        Assert.AreEqual("glove.txt", vectors.ToString());
        Assert.AreEqual(InitialEmbeddings.FromFile("glove.txt", WordVectorFormat.Auto), vectors);
        Assert.AreEqual(InitialEmbeddings.FromFile("glove.txt").GetHashCode(), vectors.GetHashCode());
        Assert.AreNotEqual(InitialEmbeddings.FromFile("glove.txt", WordVectorFormat.Text), vectors);
        Assert.AreNotEqual(InitialEmbeddings.FromFile("GloVe.txt"), vectors);
        Assert.IsFalse(vectors.Equals(null));
        Assert.IsFalse(vectors.Equals((object)"glove.txt"));
    }

    [TestMethod]
    public void Wrong_arguments_are_told()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => InitialEmbeddings.FromFile(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => InitialEmbeddings.FromModel(null!));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => InitialEmbeddings.FromFile(" ")).Message, "received \" \". Name one.");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InitialEmbeddings.FromFile("a", (WordVectorFormat)9)).Message,
            "Use one of Auto, Text, Binary");
    }

    [TestMethod]
    public void In_JSON_it_is_the_path()
    {
        var settings = new Settings(InitialEmbeddings.FromFile("a/\u00E9.txt"), null);
        string json = ReflectionJson.Serialize(settings);
        Assert.AreEqual("""{"Vectors":"a/\u00E9.txt","None":null}""", json);
        Assert.AreEqual(settings, ReflectionJson.Deserialize<Settings>(json));
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 20));
        Assert.AreEqual("\"a trained lstm\"", ReflectionJson.Serialize(InitialEmbeddings.FromModel(model)));

        foreach (string wrong in new[] { "3", "{}", "[\"a\"]", "true", "\"\"" })
            Assert.ThrowsExactly<JsonException>(() => ReflectionJson.Deserialize<InitialEmbeddings>(wrong), wrong);
    }

    [TestMethod]
    public void A_model_is_found_anywhere_in_a_chain_and_equal_to_itself()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var model = Toy.Trainer(_mlContext).Fit(rows);
        using var other = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Recurrent<GruOptions>()).Fit(rows);
        var copy = _mlContext.Transforms.CopyColumns("Copy", "Features").Fit(rows);
        var chain = new TransformerChain<ITransformer>(copy, model, copy);
        var nested = new TransformerChain<ITransformer>(copy, new TransformerChain<ITransformer>(chain, copy));

        var vectors = InitialEmbeddings.FromModel(model);
        Assert.AreEqual("a trained lstm", vectors.ToString());
        Assert.AreEqual("a trained gru", InitialEmbeddings.FromModel(other).ToString());
        Assert.AreEqual(vectors, InitialEmbeddings.FromModel(chain));
        Assert.AreEqual(vectors, InitialEmbeddings.FromModel(nested));
        Assert.AreEqual(vectors.GetHashCode(), InitialEmbeddings.FromModel(nested).GetHashCode());
        Assert.AreEqual(vectors, InitialEmbeddings.FromModel(new TransformerChain<ITransformer>(model, model)));
        Assert.AreNotEqual(vectors, InitialEmbeddings.FromModel(other));
        Assert.AreNotEqual(vectors, InitialEmbeddings.FromFile("a trained lstm"));
        vectors.CheckExists();

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => InitialEmbeddings.FromModel(copy)).Message,
            "ColumnCopyingTransformer with 0. Pass what");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(
                () => InitialEmbeddings.FromModel(new TransformerChain<ITransformer>(nested, other))).Message,
            "with 2. Pass a single transformer");
    }

    [TestMethod]
    public void A_model_of_numbers_has_no_vectors()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Numbers(_mlContext, 20));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => InitialEmbeddings.FromModel(model)).Message,
            "must have been trained on tokens");
    }

    [TestMethod]
    public void A_model_whose_words_are_unknown_and_one_that_is_disposed_are_errors_when_they_are_read()
    {
        var model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 20));
        var source = InitialEmbeddings.FromModel(model).Source;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => source.Read(new VectorFiles.Sink(null), default)).Message,
            "needs a model that knows the words of its keys");
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => source.Read(new VectorFiles.Sink(null), default));
    }

    [TestMethod]
    public void A_model_s_row_k_is_the_vector_of_key_k()
    {
        var sink = new VectorFiles.Sink(["film", "the"]);
        ModelWordVectors.Offer(["<OOV>", "the", "film"], [0, 0, 1, 2, 3, 4, 5, 6], sink, default);
        Assert.AreEqual("the 3 4; film 5 6", string.Join("; ", sink.Taken));
    }

    private sealed record Settings(InitialEmbeddings? Vectors, InitialEmbeddings? None);
}
