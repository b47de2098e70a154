using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>The references are computed by tests/fixtures/encoders/make_encoders.py, in float64.</summary>
[TestClass]
public class EncoderStatesTests
{
    private const double Tolerance = 1e-5;

    [TestMethod]
    [DataRow("bert")]
    [DataRow("bert-in-parts")]
    [DataRow("distilbert")]
    [DataRow("roberta")]
    public void States_and_tokens_are_those_of_the_reference(string name)
    {
        var expected = Read(name, isPair: false);
        string[] texts = [.. expected.Select(text => text.Text)];
        foreach (var (pooling, pool) in Poolings)
        {
            float[][] vectors = Embed(name, new() { Pooling = pooling, Normalize = false }, texts);
            for (int i = 0; i < texts.Length; i++)
                AssertNear(pool(expected[i].States), vectors[i], $"{pooling} of '{texts[i]}'");
        }
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("roberta")]
    public void Tokens_of_texts_and_of_pairs_are_those_of_the_reference(string name)
    {
        foreach (bool isPair in new[] { false, true })
        {
            var expected = Read(name, isPair);
            var options = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(EncoderCopy.Of(name));
            options.SecondInputColumnName = isPair ? "Second" : null;
            Assert.AreEqual(
                string.Join("; ", expected.Select(text => string.Join(' ', text.Ids))),
                string.Join(
                    "; ", Ids(options, expected.Select(text => new Row { Text = text.Text, Second = text.Second ?? "" }))));
        }
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("roberta")]
    public void Vectors_of_pairs_are_those_of_the_reference(string name)
    {
        var mlContext = new MLContext(1);
        var expected = Read(name, isPair: true).Single();
        var data = mlContext.Data.LoadFromEnumerable([new Row { Text = expected.Text, Second = expected.Second! }]);
        var estimator = mlContext.Transforms.Text.EmbedText(
            "Vector", "Text", EncoderCopy.Of(name), new() { SecondInputColumnName = "Second" });
        var vectors = ModelFile.Reload(mlContext, estimator.Fit(data)).Transform(data).GetColumn<float[]>("Vector");
        AssertNear([.. Features(expected.States).Select(feature => feature.Average())], vectors.Single(), name);
    }

    [TestMethod]
    [DataRow(8, "2 5 6 3 8 9 10 3")]
    [DataRow(7, "2 5 6 3 8 9 3")]
    [DataRow(6, "2 5 3 8 9 3")]
    [DataRow(5, "2 5 3 8 3")]
    public void The_longer_text_of_a_pair_is_truncated_first(int maximumLength, string ids)
    {
        var options = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(EncoderCopy.Of("bert"));
        (options.MaximumLength, options.SecondInputColumnName) = (maximumLength, "Second");
        Assert.AreEqual(ids, Ids(options, [new() { Text = "the film", Second = "not as good a" }]).Single());
    }

    [TestMethod]
    public void Vectors_are_scaled_to_length_1_where_it_is_asked_for()
    {
        string[] texts = ["the film", ""];
        float[][] vectors = Embed("bert", new() { Normalize = true }, texts), plain = Embed("bert", new(), texts);
        double length = Math.Sqrt(plain[0].Sum(value => value * value));
        AssertNear([.. plain[0].Select(value => value / length)], vectors[0], "the film");
        Assert.AreEqual(0, vectors[1].Max(Math.Abs), "an empty text has zeros");
    }

    [TestMethod]
    [DataRow(SequenceTruncation.Post, "2 5 6 3")]
    [DataRow(SequenceTruncation.Pre, "2 6 7 3")]
    public void A_long_text_keeps_its_special_tokens(SequenceTruncation truncation, string ids)
    {
        var options = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(EncoderCopy.Of("bert"));
        (options.MaximumLength, options.Truncation) = (4, truncation);
        Assert.AreEqual(ids, Ids(options, [new() { Text = "the film was" }]).Single());
    }

    private static readonly (SequencePooling, Func<double[][], double[]>)[] Poolings =
    [
        (SequencePooling.First, states => states[0]),
        (SequencePooling.Last, states => states[^1]),
        (SequencePooling.Mean, states => [.. Features(states).Select(feature => feature.Average())]),
        (SequencePooling.Max, states => [.. Features(states).Select(feature => feature.Max())]),
    ];

    private static IEnumerable<IEnumerable<double>> Features(double[][] states) =>
        Enumerable.Range(0, states[0].Length).Select(feature => states.Select(state => state[feature]));

    private static float[][] Embed(string name, EmbedTextOptions options, string[] texts)
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }));
        var estimator = mlContext.Transforms.Text.EmbedText("Vector", "Text", EncoderCopy.Of(name), options);
        var model = ModelFile.Reload(mlContext, estimator.Fit(data));
        var scored = model.Transform(data);
        CollectionAssert.AreEqual(new[] { "Text", "Second", "Vector" }, scored.Schema.Select(column => column.Name).ToArray());
        return [.. scored.GetColumn<float[]>("Vector")];
    }

    private static IEnumerable<string> Ids(TokenizeIntoSubwordsAsKeysOptions options, IEnumerable<Row> rows)
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(rows);
        var transformer = mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", options).Fit(data);
        var tokens = ModelFile.Reload(mlContext, transformer).Transform(data).GetColumn<uint[]>("Tokens");
        return tokens.Select(keys => string.Join(' ', keys.Select(key => key - 1)));
    }

    private static void AssertNear(double[] expected, float[] actual, string what) =>
        Assert.IsLessThan(Tolerance, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), what);

    private static Expected[] Read(string name, bool isPair)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(EncoderCopy.Of(name), "expected.json")));
        return [.. json.RootElement.EnumerateArray().Select(text => new Expected(
            text.GetProperty("text").GetString()!, text.GetProperty("second").GetString(),
            [.. text.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
            [.. text.GetProperty("states").EnumerateArray().Select(
                state => state.EnumerateArray().Select(value => value.GetDouble()).ToArray())]))
            .Where(text => text.Second is not null == isPair)];
    }

    private sealed record Expected(string Text, string? Second, int[] Ids, double[][] States);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Second { get; set; } = "";
    }
}
