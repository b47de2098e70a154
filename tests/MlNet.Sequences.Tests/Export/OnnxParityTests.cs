using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Exported models in ONNX Runtime against the columns of the models themselves, to 1e-5.</summary>
[TestClass]
public sealed class OnnxParityTests
{
    private const float Tolerance = 1e-5f;

    internal static readonly Objective[] Objectives =
    [
        new BinaryObjective { Threshold = 0.1f },
        new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) },
        new RegressionObjective { Mean = 100, StandardDeviation = 7 },
        new TaggingObjective { Step = new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) } },
        new StepRegressionObjective { Step = new RegressionObjective { Mean = 100, StandardDeviation = 7 } },
    ];

    public static IEnumerable<object[]> Recurrent =>
        from cell in new[] { "lstm", "gru", "rnn" }
        from hidden in new[] { 5, 16 } // torch's layers, and kernels of our own
        from layers in new[] { 1, 2 }
        from bidirectional in new[] { false, true }
        from pooling in Enum.GetValues<SequencePooling>().Where(pooling => pooling != SequencePooling.First)
        select new object[] { cell, hidden, layers, bidirectional, pooling };

    public static IEnumerable<object[]> Transformers =>
        from positions in Enum.GetValues<PositionEncoding>()
        from layers in new[] { 1, 2 }
        from pooling in Enum.GetValues<SequencePooling>()
        select new object[] { positions, layers, pooling };

    [TestMethod]
    [DynamicData(nameof(Recurrent))]
    public void A_recurrent_model_scores_the_same(
        string cell, int hidden, int layers, bool bidirectional, SequencePooling pooling)
    {
        RecurrentArchitecture settings = cell switch
        {
            "lstm" => new LstmArchitecture(),
            "gru" => new GruArchitecture(),
            _ => new RnnArchitecture(),
        };
        Compare(settings with
        {
            EmbeddingSize = 6,
            HiddenSize = hidden,
            NumberOfLayers = layers,
            Bidirectional = bidirectional,
            Pooling = pooling,
        });
    }

    [TestMethod]
    [DynamicData(nameof(Transformers))]
    public void A_transformer_scores_the_same(
        PositionEncoding positions, int layers, SequencePooling pooling) => Compare(new TransformerArchitecture
        {
            HiddenSize = 8,
            NumberOfLayers = layers,
            NumberOfHeads = 2,
            FeedForwardSize = 12,
            Positions = positions,
            Pooling = pooling,
            MaximumLength = positions == PositionEncoding.Learned ? 40 : null,
        });

    [TestMethod]
    public void Sines_of_an_odd_width_score_the_same() => Compare(new TransformerArchitecture
    {
        HiddenSize = 9,
        NumberOfLayers = 1,
        NumberOfHeads = 3,
        FeedForwardSize = 12,
        Positions = PositionEncoding.Sinusoidal,
    });

    private static void Compare(NetworkArchitecture architecture)
    {
        // What is pooled and what is made of the logits don't know of each other.
        var pooling = architecture switch
        {
            RecurrentArchitecture r => r.Pooling,
            _ => (
            (TransformerArchitecture)architecture).Pooling
        };
        foreach (var objective in pooling == SequencePooling.Last ? Objectives : [Objectives[0]])
        {
            using (var tokens = ExportedModel.Of(architecture, objective, ExportedModel.Tokens))
                CompareTokens(tokens);
            using (var numbers = ExportedModel.Of(architecture, objective, ExportedModel.Numbers))
                CompareNumbers(numbers);
        }
    }

    // Of the lengths 0 to 40, some with padding in between, alone and together.
    private static void CompareTokens(ExportedModel exported)
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 9).Select(row => new Toy.TokenRow
        {
            Features = [.. Enumerable.Range(0, row * 5).Select(_ => (uint)Math.Max(0, random.Next(-3, Toy.Vocabulary + 1)))],
        }).ToArray();
        long[][] tokens = [.. rows.Select(row => row.Features.Select(key => (long)key).ToArray())];
        var scored = exported.Model.Transform(new MLContext().Data.LoadFromEnumerable(rows));
        foreach (string column in Outputs(exported.Model))
        {
            float[] expected = Read(scored, column);
            // Of a model that answers each step, rows that are shorter than others have answers of padding behind their own.
            int width = expected.Length / Math.Max(1, rows.Sum(row => row.Features.Length));
            int[] lengths = [.. tokens.Select(row => row.Length * width)];
            float[] together = exported.RunTokens(column, tokens);
            if (IsPerStep(exported.Model))
                together = [.. together.Chunk(lengths.Max()).Zip(lengths, (row, length) => row[..length]).SelectMany(row => row)];
            AreClose(expected, together, column);
            AreClose(
                expected, [.. tokens.Where((_, i) => !IsPerStep(exported.Model) || lengths[i] > 0)
                    .SelectMany(row => exported.RunTokens(column, [row]))], $"{column}, one by one");
        }
    }

    private static void CompareNumbers(ExportedModel exported)
    {
        var random = new Random(6);
        const int time = Toy.NumberRow.Time, channels = Toy.NumberRow.Channels;
        var rows = Enumerable.Range(0, 2 * time).Select(row => new Toy.NumberRow
        {
            // The rows end early, and the second half of them have a hole as well.
            Features = [.. Enumerable.Range(0, time * channels).Select(i =>
                i / channels >= row % (time + 1) || (row > time && i / channels == 1)
                ? float.NaN
                : (random.NextSingle() * 4) - 2)],
        }).ToArray();
        float[] values = [.. rows.SelectMany(row => row.Features)];
        var scored = exported.Model.Transform(new MLContext().Data.LoadFromEnumerable(rows));
        foreach (string column in Outputs(exported.Model))
            AreClose(Read(scored, column), exported.RunValues(column, values, rows.Length), column);
    }

    private static bool IsPerStep(SequencePredictionTransformer model) => model.Task is "tagging" or "step-regression";

    internal static string[] Outputs(SequencePredictionTransformer model) => model.Task switch
    {
        "binary" => ["PredictedLabel", "Score", "Probability"],
        "multiclass" or "tagging" => ["PredictedLabel", "Score"],
        _ => ["Score"],
    };

    internal static float[] Read(IDataView scored, string name) => scored.Schema[name].Type switch
    {
        VectorDataViewType { ItemType: KeyDataViewType } =>
            [.. Toy.Column<VBuffer<uint>>(scored, name).SelectMany(value => value.DenseValues()).Select(value => (float)value)],
        VectorDataViewType => [.. Toy.Column<VBuffer<float>>(scored, name).SelectMany(value => value.DenseValues())],
        BooleanDataViewType => [.. Toy.Column<bool>(scored, name).Select(value => value ? 1f : 0f)],
        KeyDataViewType => [.. Toy.Column<uint>(scored, name).Select(value => (float)value)],
        _ => Toy.Column<float>(scored, name),
    };

    internal static void AreClose(float[] expected, float[] received, string what)
    {
        Assert.HasCount(expected.Length, received, what);
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]))
                Assert.IsTrue(float.IsNaN(received[i]), $"{what} of row {i}: {received[i]}");
            else
                Assert.AreEqual(expected[i], received[i], Tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what} of row {i}");
        }
    }
}
