using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A recurrent network that our kernels compute scores a sequence to the last bit the same alone and in any batch.
/// </summary>
[TestClass]
public sealed class BatchIndependenceTests
{
    private const int Rows = 60, Vocabulary = 300, Channels = 5;

    private static readonly int[] BatchSizes = [2, 3, 5, 16, 31, Rows];

    public static IEnumerable<object[]> Networks =>
    [
        // Sizes that fill registers of each width, with rows of features that begin at every alignment.
        ["lstm", true, 64, 2, false], ["lstm", true, 40, 1, true], ["lstm", false, 12, 2, true], ["lstm", false, 64, 1, false],
        ["gru", true, 64, 1, true], ["gru", false, 8, 2, false], ["rnn", true, 40, 2, true], ["rnn", false, 32, 1, false],
    ];

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Logits_are_bit_for_bit_the_same_alone_and_in_any_batch(
        string network, bool isTokens, int hidden, int layers, bool bidirectional)
    {
        var rows = MakeRows(isTokens ? new(Vocabulary, Channels: 0) : new(VocabularySize: 0, Channels));
        // One logit, several classes or numbers, and both of them for each step.
        foreach (var head in new HeadKind[] { new(1), new(3), new(5, IsPerStep: true), new(1, IsPerStep: true) })
        {
            using var built = NetworkBuilder.Build(
                Architecture(network, hidden, layers, bidirectional), rows.Input, head, seed: 1);
            built.eval();
            CheckBatches(built, rows, $"{head}, weights in training");
            built.Body.Freeze();
            CheckBatches(built, rows, $"{head}, final weights");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Answers_of_language_models_are_bit_for_bit_the_same_alone_and_in_any_batch(bool bidirectional)
    {
        var rows = MakeRows(new(Vocabulary, Channels: 0));
        using var built = NetworkBuilder.Build(
            Architecture("lstm", 64, 1, bidirectional), rows.Input, new(1, Language: new(Vocabulary)), seed: 1);
        built.eval();
        CheckBatches(built, rows, "language model");
    }

    [TestMethod]
    [DataRow("Multiclass")]
    [DataRow("Regression of vectors")]
    public void The_score_of_a_row_alone_is_bit_for_bit_that_in_a_view(string task)
    {
        var mlContext = new MLContext(seed: 1);
        var random = new Random(1);
        var rows = Enumerable.Range(0, 100).Select(i => new Row
        {
            Features = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => (uint)random.Next(1, Vocabulary + 1))],
            Kind = (uint)(i % 3) + 1,
            Amounts = [i, -i, i % 7],
        }).ToArray();
        var options = new LstmOptions
        {
            HiddenSize = 40,
            Bidirectional = true,
            EmbeddingSize = 20,
            NumberOfEpochs = 1,
            ValidationFraction = 0,
            LabelColumnName = task == "Multiclass" ? nameof(Row.Kind) : nameof(Row.Amounts),
        };
        var trainer = task == "Multiclass" ? mlContext.MulticlassClassification.Trainers.Sequence(options)
            : mlContext.Regression.Trainers.Sequence(options);
        using var model = trainer.Fit(mlContext.Data.LoadFromEnumerable(rows));
        float[][] together = Toy.ScoreVectors(model, mlContext.Data.LoadFromEnumerable(rows));
        Assert.HasCount(3, together[0]);
        using var engine = mlContext.Model.CreatePredictionEngine<Row, Scored>(model);
        for (int i = 0; i < rows.Length; i++)
            CollectionAssert.AreEqual(together[i], engine.Predict(rows[i]).Score, $"row {i}");
    }

    private static void CheckBatches(SequenceNetwork network, SequenceBuffer rows, string what)
    {
        float[][] alone = [.. Enumerable.Range(0, rows.Count).Select(row => Score(network, rows, row, 1))];
        Assert.IsTrue(alone.SelectMany(logits => logits).Distinct().Count() > Rows / 2, "different sequences");
        foreach (int size in BatchSizes)
        {
            for (int first = 0; first < rows.Count; first += size)
            {
                int count = Math.Min(size, rows.Count - first);
                float[] together = Score(network, rows, first, count);
                float[] expected = [.. alone[first..(first + count)].SelectMany(logits => logits)];
                Assert.IsTrue(expected.AsSpan().SequenceEqual(together), $"{what}: {count} rows from {first} on");
            }
        }
    }

    private static float[] Score(SequenceNetwork network, SequenceBuffer rows, int first, int count)
    {
        var own = new SequenceBuffer(rows.Input);
        for (int i = first; i < first + count; i++)
            own.Add(rows, i);
        float[] logits = new float[new LogitLayout(own, network.Head.Kind).Length];
        LogitScorer.Score(network, own, TorchSharp.torch.CPU, logits);
        return logits;
    }

    private static SequenceBuffer MakeRows(SequenceInput input)
    {
        var random = new Random(1);
        var rows = new SequenceBuffer(input);
        for (int row = 0; row < Rows; row++)
        {
            int length = random.Next(0, 40);
            if (input.IsTokens)
            {
                foreach (ref int token in rows.AppendTokens(length))
                    token = random.Next(1, Vocabulary + 1);
            }
            else
            {
                foreach (ref float value in rows.AppendValues(length * Channels))
                    value = random.NextSingle() - 0.5f;
            }

            rows.EndSequence();
        }

        return rows;
    }

    private static NetworkArchitecture Architecture(string network, int hidden, int layers, bool bidirectional)
    {
        RecurrentOptions options = network switch
        {
            "gru" => new GruOptions(),
            "rnn" => new RnnOptions(),
            _ => new LstmOptions(),
        };
        (options.HiddenSize, options.NumberOfLayers, options.Bidirectional) = (hidden, layers, bidirectional);
        (options.EmbeddingSize, options.Pooling) = (50, SequencePooling.LastMeanAndMax);
        return options.Architecture;
    }

    private sealed class Row
    {
        [KeyType(Vocabulary)]
        public uint[] Features { get; set; } = [];

        [KeyType(3)]
        public uint Kind { get; set; }

        [VectorType(3)]
        public float[] Amounts { get; set; } = [];
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
