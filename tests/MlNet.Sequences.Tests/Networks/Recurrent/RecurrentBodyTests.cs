using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
[DoNotParallelize]
public sealed class RecurrentBodyTests
{
    private static readonly SequenceInput Tokens = new(VocabularySize: 20, Channels: 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_seed_fixes_the_initial_weights()
    {
        float[] weights = InitialWeights(seed: 3);
        CollectionAssert.AreEqual(weights, InitialWeights(seed: 3));
        CollectionAssert.AreNotEqual(weights, InitialWeights(seed: 4));
        CollectionAssert.AreNotEqual(weights, InitialWeights(seed: -3));
    }

    [TestMethod]
    public void Building_leaves_torchs_global_generator_as_it_was()
    {
        torch.random.manual_seed(11);
        byte[] before = GlobalGenerator.State();
        InitialWeights(seed: 5);
        CollectionAssert.AreEqual(before, GlobalGenerator.State());

        // And what is built does not hang on it.
        float[] weights = InitialWeights(seed: 5);
        torch.random.manual_seed(12);
        CollectionAssert.AreEqual(weights, InitialWeights(seed: 5));
    }

    [TestMethod]
    public void Dropout_in_training_leaves_torchs_global_generator_as_it_was()
    {
        var options = Toy.Options;
        (options.StepDropout, options.EmbeddingDropout, options.RecurrentDropout, options.HeadDropout) = (0.2, 0.5, 0.5, 0.5);
        options.NumberOfLayers = 2;
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(options.Architecture, Tokens, head: new(1), seed: 1);
        torch.random.manual_seed(11);
        byte[] before = GlobalGenerator.State();
        network.train();
        float first = network.call(Batch()).item<float>(), second = network.call(Batch()).item<float>();

        CollectionAssert.AreEqual(before, GlobalGenerator.State());
        Assert.AreNotEqual(first, second, "dropout draws anew each time");
        network.eval();
        Assert.AreEqual(network.call(Batch()).item<float>(), network.call(Batch()).item<float>());
    }

    [TestMethod]
    public void The_row_of_padding_is_zero_and_the_weights_are_of_PyTorchs_range()
    {
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, Tokens, head: new(1), seed: 1);
        foreach (var (name, value, _) in network.Weights())
        {
            float greatest = value.abs().max().item<float>();
            if (name.StartsWith("lstm.", StringComparison.Ordinal) || name == "head.weight")
                Assert.IsTrue(greatest > 0 && greatest <= 1 / MathF.Sqrt(6), $"{name}: {greatest}");
            if (name == "embedding.weight")
                Assert.AreEqual(0f, value[0].abs().sum().item<float>());
        }
    }

    [TestMethod]
    public void A_network_outlives_the_dispose_scope_that_it_was_built_in_and_leaves_nothing_once_disposed()
    {
        long before = torch.Tensor.TotalCount;
        SequenceNetwork network;
        using (torch.NewDisposeScope())
            network = NetworkBuilder.Build(Toy.Options.Architecture, Tokens, head: new(1), seed: 1);
        using (torch.NewDisposeScope())
        using (var batch = Batch())
            Assert.IsTrue(float.IsFinite(network.call(batch).item<float>()));
        network.Dispose();
        Assert.IsLessThanOrEqualTo(before + TrainerFitTests.UncountedTensors, torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void Weights_that_do_not_fit_are_refused_by_name()
    {
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, Tokens, head: new(1), seed: 1);
        var weights = network.Weights().ToDictionary(w => w.Name, w => (torch.Tensor)w.Value);

        StringAssert.Contains(Refused(w => w.Remove("head.bias")), "lack 'head.bias'");
        StringAssert.Contains(Refused(w => w.Add("more", torch.zeros(1))), "'more'");
        StringAssert.Contains(Refused(w => w["head.bias"] = torch.zeros(2)), "[2]");

        string Refused(Action<Dictionary<string, torch.Tensor>> harm)
        {
            var harmed = new Dictionary<string, torch.Tensor>(weights);
            harm(harmed);
            return Assert.ThrowsExactly<InvalidDataException>(() => network.LoadWeights(harmed)).Message;
        }
    }

    [TestMethod]
    [DataRow(SequencePooling.Last, false)]
    [DataRow(SequencePooling.Last, true)]
    [DataRow(SequencePooling.Max, true)]
    [DataRow(SequencePooling.Mean, false)]
    [DataRow(SequencePooling.MeanAndMax, true)]
    [DataRow(SequencePooling.LastMeanAndMax, false)]
    [DataRow(SequencePooling.LastMeanAndMax, true)]
    public void An_empty_sequence_pools_to_zero_and_changes_no_other(SequencePooling pooling, bool bidirectional)
    {
        var options = Toy.Options;
        (options.Pooling, options.Bidirectional) = (pooling, bidirectional);
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(options.Architecture, Tokens, head: new(1), seed: 1);
        network.eval();
        var buffer = new SequenceBuffer(Tokens);
        buffer.EndSequence();
        new int[] { 3, 4, 5 }.CopyTo(buffer.AppendTokens(3));
        buffer.EndSequence();

        float[] both = network.call(SequenceBatch.Create(buffer, [0, 1], torch.CPU)).data<float>().ToArray();
        float bias = network.Weights().Single(w => w.Name == "head.bias").Value.item<float>();
        Assert.AreEqual(bias, both[0]);
        Assert.AreEqual(network.call(SequenceBatch.Create(buffer, [1], torch.CPU)).item<float>(), both[1], 1e-6f);
        Assert.AreEqual(bias, network.call(SequenceBatch.Create(buffer, [0], torch.CPU)).item<float>());
    }

    // Fails without the workaround in RecurrentCell on processors with AVX-512: oneDNN's inference kernel fails for some sizes.
    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(40)]
    [DataRow(64)]
    [DataRow(80)]
    [DataRow(100)]
    [DataRow(128)]
    public void Scoring_gives_the_logits_of_training_whatever_the_hidden_size(int hiddenSize)
    {
        CheckScoring(new LstmOptions(), hiddenSize);
        CheckScoring(new GruOptions(), hiddenSize);
        CheckScoring(new RnnOptions(), hiddenSize);
    }

    [TestMethod]
    public void The_first_state_alone_is_no_pooling_of_a_recurrent_network()
    {
        foreach (var options in new RecurrentOptions[] { new LstmOptions(), new GruOptions(), new RnnOptions() })
        {
            options.Pooling = SequencePooling.First;
            string message = Assert.ThrowsExactly<InvalidOptionsException>(() => options.Check(new BinaryTask())).Message;
            StringAssert.Contains(message, "Pooling must not be First in a recurrent network; received First; set Last");
        }
    }

    private static void CheckScoring(RecurrentOptions options, int hiddenSize)
    {
        (options.EmbeddingSize, options.HiddenSize, options.Bidirectional, options.NumberOfLayers) = (6, hiddenSize, true, 2);
        (options.StepDropout, options.EmbeddingDropout) = (0, 0);
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(options.Architecture, Tokens, head: new(1), seed: 1);
        var buffer = new SequenceBuffer(Tokens);
        new int[] { 3, 4, 5, 6, 7 }.CopyTo(buffer.AppendTokens(5));
        buffer.EndSequence();
        network.train();
        float trained = network.call(Batch()).item<float>();
        network.eval();
        float[] scored = new float[1];
        LogitScorer.Score(network, buffer, torch.CPU, scored);
        Assert.AreEqual(trained, scored[0], 1e-5f, options.GetType().Name);
    }

    private static SequenceBatch Batch()
    {
        var buffer = new SequenceBuffer(Tokens);
        new int[] { 3, 4, 5, 6, 7 }.CopyTo(buffer.AppendTokens(5));
        buffer.EndSequence();
        return SequenceBatch.Create(buffer, [0], torch.CPU);
    }

    private static float[] InitialWeights(int seed)
    {
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, Tokens, head: new(1), seed);
        return [.. network.Weights().SelectMany(w => w.Value.detach().data<float>().ToArray())];
    }
}
