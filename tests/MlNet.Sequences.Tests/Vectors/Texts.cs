using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Small texts whose words stand in known company.</summary>
internal static class Texts
{
    internal static readonly string[] Fruits = ["apple", "pear", "plum", "cherry"], Tools = ["hammer", "saw", "drill", "pliers"];

    internal sealed class Row
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>Texts of fruits and texts of tools: words of a kind stand in the same company, if seldom beside each
    /// other.</summary>
    internal static Row[] OfTwoKinds(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            bool isFruit = number % 2 == 0;
            string[] kind = isFruit ? Fruits : Tools;
            string[] company = isFruit ? ["sweet", "ripe", "juicy"] : ["heavy", "steel", "sharp"];
            var words = Enumerable.Range(0, random.Next(4, 9)).Select(i => (i % 2 == 0 ? kind : company)[random.Next(3)]);
            return new Row { Number = number, Text = string.Join(' ', words.Append(kind[random.Next(4)])) };
        })];
    }

    /// <summary>The rows with a column of tokens, "Tokens".</summary>
    internal static IDataView Tokens(MLContext mlContext, IReadOnlyList<Row> rows, IReadOnlyList<Row>? vocabulary = null)
    {
        var tokenizer = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .Fit(mlContext.Data.LoadFromEnumerable(vocabulary ?? rows));
        return tokenizer.Transform(mlContext.Data.LoadFromEnumerable(rows));
    }

    internal static IDataView Tokens(MLContext mlContext, params string[] texts) =>
        Tokens(mlContext, [.. texts.Select((text, i) => new Row { Number = i, Text = text })]);

    /// <summary>Quick options: one thread, small vectors, every word.</summary>
    internal static WordVectorOptions Options => new()
    {
        Dimension = 12,
        MinimumCount = 1,
        SubsamplingThreshold = 0,
        NumberOfThreads = 1,
        Seed = 1,
    };

    internal static WordVectorTransformer Fit(MLContext mlContext, IDataView tokens, WordVectorOptions options) =>
        mlContext.Transforms.Text.TrainWordVectors("Mean", "Tokens", options).Fit(tokens);

    internal static float[][] All(WordVectors vectors) => [.. vectors.Words.Select(word => vectors.GetVector(word).ToArray())];
}
