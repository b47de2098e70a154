using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>A small model of texts about films, for tests that take it to another process.</summary>
internal static class Films
{
    /// <summary>What it is to score: known and unknown words, and none.</summary>
    internal static readonly string[] Texts = ["a good film", "a bad film", "", "good good good", "nothing known here"];

    internal static ITransformer Fit(MLContext mlContext, out DataViewSchema schema)
    {
        var train = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i =>
            new Review { Text = i % 2 == 0 ? $"a good film {i}" : $"a bad film {i}", Label = i % 2 == 0 }));
        schema = train.Schema;
        return mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 10))
            .Append(
                mlContext.BinaryClassification.Trainers.Lstm(
                    new LstmOptions { EmbeddingSize = 8, HiddenSize = 4, NumberOfEpochs = 2 }))
            .Fit(train);
    }

    internal sealed class Review
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
