using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LogitScorerTests
{
    private static readonly SequenceInput Input = new(Toy.Vocabulary, Channels: 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(1000)]
    public void A_batch_that_finds_no_memory_is_halved_until_it_does_and_the_logits_are_the_same(int limit)
    {
        using var network = Network();
        using var full = new FullDevice(network, limit);
        full.eval();
        var rows = Rows(150);
        float[] expected = new float[rows.Count], logits = new float[rows.Count];
        LogitScorer.Score(network, rows, torch.CPU, expected, threads: 2);
        LogitScorer.ScoreInTurn(full, rows, BatchPlanner.Sorted(rows.Lengths(), 64, 10_000), torch.CPU, logits, default);
        for (int i = 0; i < logits.Length; i++)
            Assert.AreEqual(expected[i], logits[i], 1e-6f, $"sequence {i}");
        Assert.AreEqual(limit < 64, full.Sizes.Any(size => size > limit));
    }

    [TestMethod]
    public void Where_the_memory_that_cuBLAS_wants_is_torchs_a_batch_is_tried_once_more_as_it_is()
    {
        using var network = Network();
        using var full = new FullDevice(network, limit: 4) { FailuresOutsideTorch = 1 };
        full.eval();
        var rows = Rows(4);
        LogitScorer.ScoreInTurn(full, rows, [[0, 1, 2, 3]], torch.CPU, new float[4], default);
        CollectionAssert.AreEqual((int[])[4, 4], full.Sizes);

        full.FailuresOutsideTorch = 2;
        LogitScorer.ScoreInTurn(full, rows, [[0, 1, 2, 3]], torch.CPU, new float[4], default);
        CollectionAssert.AreEqual((int[])[4, 4, 4, 4, 2, 2], full.Sizes, "the second time it is halved");
    }

    [TestMethod]
    public void A_single_sequence_without_memory_is_an_error_that_says_what_to_do()
    {
        using var network = Network();
        using var full = new FullDevice(network, limit: 0);
        full.eval();
        var rows = Rows(4);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => LogitScorer.ScoreInTurn(full, rows, [[0, 1, 2, 3]], torch.CPU, new float[4], default));
        StringAssert.Contains(error.Message, "ran out of memory on scoring a single sequence");
        StringAssert.Contains(error.Message, "Truncate the sequences");
    }

    [TestMethod]
    [DataRow(
        "[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. " +
        "Error code 12 (Cannot allocate memory)")]
    [DataRow("[enforce fail at alloc_cpu.cpp:116] . DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.")]
    public void Several_threads_of_a_CPU_without_memory_halve_their_batches_and_end_with_an_error_that_says_what_to_do(
        string words)
    {
        using var network = Network();
        using var full = new FullDevice(network, limit: 3) { Words = words };
        full.eval();
        var rows = Rows(150);
        float[] expected = new float[rows.Count], logits = new float[rows.Count];
        LogitScorer.Score(network, rows, torch.CPU, expected, threads: 2);
        LogitScorer.Score(full, rows, torch.CPU, logits, threads: 2);
        for (int i = 0; i < logits.Length; i++)
            Assert.AreEqual(expected[i], logits[i], 1e-6f, $"sequence {i}");
        Assert.IsTrue(full.Sizes.Any(size => size > 3));

        using var none = new FullDevice(Network(), limit: 0) { Words = words };
        none.eval();
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => LogitScorer.Score(none, rows, torch.CPU, logits, threads: 2));
        StringAssert.Contains(error.Message, "ran out of memory on scoring a single sequence");
        StringAssert.EndsWith(error.Message, "Truncate the sequences.");
    }

    [TestMethod]
    public void What_torch_says_where_the_CPU_has_no_memory_is_known()
    {
        var failure = Assert.Throws<System.Runtime.InteropServices.ExternalException>(
            () => torch.empty(1L << 60, dtype: torch.ScalarType.Byte));
        Assert.IsTrue(DeviceMemory.IsExhausted(failure), failure.Message);
    }

    [TestMethod]
    public void A_network_that_no_memory_holds_is_an_error_that_tells_its_size()
    {
        var options = Toy.Options;
        options.HiddenSize = 1 << 22;
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Toy.Trainer(new Microsoft.ML.MLContext(1), options).Fit(Toy.Tokens(new Microsoft.ML.MLContext(1), 40)));
        StringAssert.Contains(error.Message, "There is not enough memory for the network: its 70");
        StringAssert.Contains(error.Message, "Make its layers narrower");
        Assert.IsFalse(error.Message.Contains("frame #", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Any_other_failure_passes_through()
    {
        using var network = Network();
        network.eval();
        Assert.ThrowsExactly<OperationCanceledException>(
            () => LogitScorer.ScoreInTurn(
                network, Rows(4), [[0, 1, 2, 3]], torch.CPU, new float[4], new CancellationToken(canceled: true)));
    }

    private static SequenceNetwork Network()
    {
        var network = NetworkBuilder.Build(Toy.Options.Architecture, Input, head: new(1), seed: 1);
        network.eval();
        return network;
    }

    private static SequenceBuffer Rows(int count)
    {
        var rows = new SequenceBuffer(Input);
        foreach (var row in Toy.TokenRows(count))
        {
            Array.ConvertAll(row.Features, token => (int)token).CopyTo(rows.AppendTokens(row.Features.Length));
            rows.EndSequence();
        }

        return rows;
    }
}
