using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Exported models of random settings and weights against the models themselves, on sequences of random lengths with padding
/// anywhere, and on long ones: to 1e-5, as the exporter's own check has it.
/// </summary>
[TestClass]
public sealed class OnnxParityPropertyTests
{
    private const int Seeds = 6, LongestRandom = 60, Long = 500;

    private static readonly string[] Architectures = ["lstm", "gru", "rnn", "transformer"];

    public static IEnumerable<object[]> ArchitecturesAndTasks =>
        from architecture in Architectures
        from task in new[] { "binary", "multiclass", "regression" }
        select new object[] { architecture, task };

    [TestMethod]
    [DynamicData(nameof(ArchitecturesAndTasks))]
    public void Random_weights_score_random_lengths_the_same(string architecture, string task)
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var settings = RandomSettings(architecture, LongestRandom, random);
            int[] lengths = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(LongestRandom + 1))];
            Compare(settings, task, isOfTokens: seed % 2 == 1, lengths, seed);
        }
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("rnn")]
    [DataRow("transformer")]
    public void Long_sequences_beside_short_ones_score_the_same(string architecture)
    {
        int[] lengths = [Long, 0, 1, 37, Long - 1, 250, Long];
        foreach (bool isOfTokens in new[] { true, false })
            Compare(RandomSettings(architecture, Long, new Random(9)), "multiclass", isOfTokens, lengths, seed: 9);
    }

    private static NetworkArchitecture RandomSettings(string architecture, int longest, Random random) => architecture switch
    {
        "transformer" => RandomSettings(new TransformerArchitecture(), longest, random),
        "lstm" => RandomSettings(new LstmArchitecture(), random),
        "gru" => RandomSettings(new GruArchitecture(), random),
        _ => RandomSettings(new RnnArchitecture(), random),
    };

    // Wider ones with such weights amplify what rounding leaves, step by step.
    private static RecurrentArchitecture RandomSettings(RecurrentArchitecture cell, Random random) => cell with
    {
        EmbeddingSize = random.Next(1, 13),
        HiddenSize = random.Next(1, 17),
        NumberOfLayers = random.Next(1, 4),
        Bidirectional = random.Next(2) == 1,
        Pooling = Any<SequencePooling>(random) is var pooling && pooling == SequencePooling.First
        ? SequencePooling.Last
        : pooling,
    };

    private static TransformerArchitecture RandomSettings(TransformerArchitecture encoder, int longest, Random random)
    {
        int heads = random.Next(1, 4);
        var positions = Any<PositionEncoding>(random);
        return encoder with
        {
            HiddenSize = 2 * heads * random.Next(1, 5),
            NumberOfLayers = random.Next(1, 4),
            NumberOfHeads = heads,
            FeedForwardSize = random.Next(1, 25),
            Positions = positions,
            Pooling = Any<SequencePooling>(random),
            MaximumLength = positions == PositionEncoding.Learned ? longest : null,
        };
    }

    private static T Any<T>(Random random)
        where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];

    private static void Compare(NetworkArchitecture settings, string task, bool isOfTokens, int[] lengths, int seed)
    {
        var objective = OnnxParityTests.Objectives.Single(objective => ModelParts<Objective>.NameOf(objective) == task);
        var random = new Random(seed);
        if (isOfTokens)
        {
            using var exported = ExportedModel.Of(settings, objective, ExportedModel.Tokens, seed);
            var rows = lengths.Select(length => new Toy.TokenRow
            {
                // One in ten is padding.
                Features = [
                    .. Enumerable.Range(0, length)
                    .Select(_ => random.Next(10) == 0 ? 0 : (uint)random.Next(1, Toy.Vocabulary + 1))],
            }).ToArray();
            var scored = exported.Model.Transform(new MLContext().Data.LoadFromEnumerable(rows));
            long[][] tokens = [.. rows.Select(row => row.Features.Select(key => (long)key).ToArray())];
            Compare(exported, scored, column => exported.RunTokens(column, tokens), $"{settings}, seed {seed}");
        }
        else
        {
            using var exported = ExportedModel.Of(settings, objective, new SequenceInput(0, 1), seed);
            var rows = lengths.Select(length => new NumberRow
            {
                Features = [
                    .. Enumerable.Range(0, length).Select(_ => random.Next(10) == 0 ? float.NaN : (random.NextSingle() * 4) - 2)],
            }).ToArray();
            var scored = exported.Model.Transform(new MLContext().Data.LoadFromEnumerable(rows));
            int time = lengths.Max();
            float[] values = [
                .. rows.SelectMany(row => row.Features.Concat(Enumerable.Repeat(float.NaN, time - row.Features.Length)))];
            Compare(exported, scored, column => exported.RunValues(column, values, rows.Length), $"{settings}, seed {seed}");
        }
    }

    private static void Compare(ExportedModel exported, IDataView scored, Func<string, float[]> run, string what)
    {
        foreach (string column in OnnxParityTests.Outputs(exported.Model))
            OnnxParityTests.AreClose(OnnxParityTests.Read(scored, column), run(column), $"{column} of {what}");
    }

    private sealed class NumberRow
    {
        public float[] Features { get; set; } = [];
    }
}
