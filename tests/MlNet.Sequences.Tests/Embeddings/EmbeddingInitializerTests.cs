using Microsoft.ML.Data;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingInitializerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly NetworkRandom _random = new(1);

    public EmbeddingInitializerTests() => SequencesRuntime.Load();

    public void Dispose()
    {
        _random.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void Words_have_their_vectors_in_the_row_of_their_key_in_every_architecture()
    {
        var vectors = Vectors("the 0.5 -1 1 2 3 4\nfilm 0.25 3 4 5 6 7\n");
        SequenceTrainerOptions[] all =
        [
            Toy.Options, Toy.Recurrent<GruOptions>(), Toy.Recurrent<RnnOptions>(),
            new TransformerOptions { HiddenSize = 6, NumberOfHeads = 1 },
        ];
        foreach (var options in all)
        {
            using var network = Network(options, words: 4);
            var coverage = Apply(network, vectors, Words("<OOV>", "film", "none", "the"));
            float[][] rows = RowsOf(network);
            Assert.AreEqual(new EmbeddingCoverage(2, 4), coverage);
            CollectionAssert.AreEqual(new float[6], rows[0]);
            CollectionAssert.AreEqual(new[] { 0.25f, 3, 4, 5, 6, 7 }, rows[2]);
            CollectionAssert.AreEqual(new[] { 0.5f, -1, 1, 2, 3, 4 }, rows[4]);
            Assert.IsTrue(rows[1].Concat(rows[3]).All(value => value != 0));
        }
    }

    [TestMethod]
    public void Words_without_a_vector_have_the_variance_of_the_vectors_found_and_follow_the_seed()
    {
        const int Words = 2_000, Dimension = 20;
        float[] known = [.. Enumerable.Range(0, Dimension).Select(i => i % 2 == 0 ? 2f : -1f)]; // variance 2.25
        var source = new Given("known", known);
        string[] words = ["known", .. Enumerable.Range(1, Words).Select(i => $"missing{i}")];
        float[] Fill(int seed)
        {
            using var random = new NetworkRandom(seed);
            using var weight = torch.zeros(Words + 2, Dimension);
            Assert.AreEqual(
                new EmbeddingCoverage(1, Words + 1),
                EmbeddingInitializer.Fill(weight, words, source, random, "EmbeddingSize", default));
            return weight.data<float>().ToArray();
        }

        float[] filled = Fill(seed: 1), missing = filled[(2 * Dimension)..];
        double bound = Math.Sqrt(3 * 2.25);
        Assert.AreEqual(0, missing.Average(), 0.05);
        Assert.AreEqual(2.25, missing.Average(value => value * value), 0.05);
        Assert.AreEqual(bound, missing.Max(), 0.01);
        Assert.AreEqual(-bound, missing.Min(), 0.01);
        CollectionAssert.AreEqual(filled, Fill(seed: 1));
        CollectionAssert.AreNotEqual(filled, Fill(seed: 2));
    }

    [TestMethod]
    public void Extreme_vectors_leave_finite_weights()
    {
        using var weight = torch.zeros(3, 2);
        EmbeddingInitializer.Fill(
            weight, ["known", "none"], new Given("known", [float.MaxValue, -float.MaxValue]), _random, "EmbeddingSize", default);
        Assert.IsTrue(weight.data<float>().ToArray().All(float.IsFinite));
        EmbeddingInitializer.Fill(weight, ["known", "none"], new Given("known", [0, 0]), _random, "EmbeddingSize", default);
        Assert.IsTrue(weight.data<float>().ToArray().All(value => value == 0));
    }

    [TestMethod]
    public void A_word_that_the_vocabulary_has_twice_has_its_vector_twice()
    {
        using var weight = torch.zeros(5, 2);
        var coverage = EmbeddingInitializer.Fill(
            weight, ["a", "b", "a", "b"], new Given("a", [1, 2]), _random, "EmbeddingSize", default);
        Assert.AreEqual(new EmbeddingCoverage(2, 4), coverage);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, weight[1].data<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 2 }, weight[3].data<float>().ToArray());
    }

    [TestMethod]
    public void The_network_still_learns_its_embedding_and_its_padding_stays_zero()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network(Toy.Options, words: 4);
        Apply(network, Vectors("the 0.5 -1 1 2 3 4\n"), Words("<OOV>", "film", "none", "the"));
        var weight = network.Weights().Single(w => w.Name == EmbeddingInitializer.WeightName).Value;
        Assert.IsTrue(weight.requires_grad);
        Assert.IsTrue(weight.is_leaf);

        var buffer = new SequenceBuffer(new SequenceInput(4, 0));
        new[] { 4, 0, 2 }.CopyTo(buffer.AppendTokens(3));
        buffer.EndSequence(1, 1);
        network.Backward(network.call(SequenceBatch.Create(buffer, [0], torch.CPU)).sum());
        float[] gradient = weight.grad!.data<float>().ToArray();
        Assert.IsTrue(gradient[..6].All(value => value == 0));
        Assert.IsTrue(gradient[24..].Any(value => value != 0));
    }

    [TestMethod]
    public void Another_dimension_names_the_option_to_set()
    {
        using var network = Network(Toy.Options, words: 1);
        var vectors = Vectors("the 0.5 -1 1\n");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Apply(network, vectors, Words("the"), "HiddenSize"));
        StringAssert.Contains(
            error.Message,
            $"HiddenSize must be the dimension of the word vectors of InitialEmbeddings; it is 6, and those of '{vectors}' " +
            "have 3 numbers. Set HiddenSize to 3");
    }

    [TestMethod]
    public void Vectors_without_a_word_of_the_vocabulary_are_told_with_the_words_of_both()
    {
        using var network = Network(Toy.Options, words: 3);
        var vectors = Vectors("The 1 2 3 4 5 6\nFilm 1 2 3 4 5 6\n");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Apply(network, vectors, Words("<OOV>", "the", "film")));
        StringAssert.Contains(
            error.Message,
            $"'{vectors}' has none of its 3. Its first words are 'The', 'Film', the vocabulary's '<OOV>', 'the', " +
            "'film'. Make");
    }

    [TestMethod]
    public void Features_of_numbers_and_keys_without_words_are_told()
    {
        var vectors = Vectors("the 1 2 3 4 5 6\n");
        using var ofNumbers = NetworkBuilder.Build(Toy.Options.Architecture, new SequenceInput(0, 2), head: new(1), seed: 1);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Apply(ofNumbers, vectors, null)).Message,
            $"needs sequences of tokens; it is '{vectors}', and the feature column has numbers. Set InitialEmbeddings to null");
        using var network = Network(Toy.Options, words: 2);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Apply(network, vectors, null)).Message,
            "keys have no key values. Create the keys");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Apply(network, vectors, Words("the"))).Message,
            "have 1 key values for 2 keys");
    }

    [TestMethod]
    public void A_cancelled_fit_reads_nothing()
    {
        using var network = Network(Toy.Options, words: 1);
        Assert.ThrowsExactly<OperationCanceledException>(() => EmbeddingInitializer.Apply(
            network, Vectors("the 1 2 3 4 5 6\n"), Words("the"), _random, "EmbeddingSize",
            new CancellationToken(canceled: true)));
    }

    private InitialEmbeddings Vectors(string text) => InitialEmbeddings.FromFile(_folder.Write("vectors.txt", text));

    private EmbeddingCoverage Apply(
        SequenceNetwork network, InitialEmbeddings vectors, PrimitiveValues? words, string sizeOption = "EmbeddingSize") =>
        EmbeddingInitializer.Apply(network, vectors, words, _random, sizeOption, CancellationToken.None);

    private static PrimitiveValues Words(params string[] words) => new(TextDataViewType.Instance.ToString()!, words);

    private static SequenceNetwork Network(SequenceTrainerOptions options, int words) =>
        NetworkBuilder.Build(options.Architecture, new SequenceInput(words, 0), head: new(1), seed: 1);

    private static float[][] RowsOf(SequenceNetwork network)
    {
        using var scope = torch.NewDisposeScope();
        var weight = network.Weights().Single(w => w.Name == EmbeddingInitializer.WeightName).Value.detach();
        return [.. weight.data<float>().ToArray().Chunk((int)weight.shape[1])];
    }

    /// <summary>One word with its vector.</summary>
    private sealed class Given(string word, float[] vector) : IWordVectorSource
    {
        public string Name => "what is given";

        public void Read(IWordVectorSink sink, CancellationToken cancellationToken)
        {
            sink.Start(vector.Length);
            if (sink.Find(word) is >= 0 and var place)
                sink.Set(place, vector);
        }
    }
}
