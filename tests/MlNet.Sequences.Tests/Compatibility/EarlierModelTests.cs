using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Models that earlier versions saved, and the scores they gave.</summary>
[TestClass]
public sealed class EarlierModelTests
{
    public static IEnumerable<object[]> Models =>
        Directory.GetFiles(Repository.Path("tests", "fixtures", "models"), "format-*.zip").Order(StringComparer.Ordinal)
            .Select(path => new object[] { Path.GetFileNameWithoutExtension(path) });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_model_of_every_earlier_format_scores_as_it_did(string name)
    {
        var mlContext = new MLContext(seed: 1);
        string path = Repository.Path("tests", "fixtures", "models", name);
        var expected = ReflectionJson.Deserialize<Scored>(File.ReadAllText($"{path}.json"));
        var model = mlContext.Model.Load($"{path}.zip", out _);
        using var owner = (IDisposable)model;
        var texts = mlContext.Data.LoadFromEnumerable(expected.Texts.Select(text => new Review { Text = text }));

        float[][] scores = Toy.ScoreVectors(model, texts);
        Assert.HasCount(expected.Scores.Length, scores);
        for (int row = 0; row < scores.Length; row++)
        {
            Assert.HasCount(expected.Scores[row].Length, scores[row]);
            for (int i = 0; i < scores[row].Length; i++)
                Assert.AreEqual(
                    expected.Scores[row][i], scores[row][i], 1e-5f * Math.Max(1, Math.Abs(expected.Scores[row][i])),
                    $"row {row}, score {i}");
        }
    }

    [TestMethod]
    public void There_is_a_model_of_every_format_up_to_todays()
    {
        for (int format = 1; format <= TrainedNetwork.FormatVersion; format++)
            Assert.IsTrue(
                Models.Any(model => ((string)model[0]).StartsWith($"format-{format}-", StringComparison.Ordinal)),
                $"format {format}");
    }

    private sealed record Scored(string[] Texts, float[][] Scores);

    // Models remember the columns that the steps before the trainer read.
    private sealed class Review
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public string Kind { get; set; } = "";

        public float Stars { get; set; }
    }
}
