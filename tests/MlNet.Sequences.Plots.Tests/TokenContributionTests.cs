using Microsoft.ML;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class TokenContributionTests
{
    private static readonly TokenContribution[] Tokens =
        [new("slow", -0.75f), new("but", 0.01f), new("<moving>", 1.5f), new("film", 0.5f)];

    [TestMethod]
    public void Words_are_marked_by_side_and_strength_without_color()
    {
        var plot = ModelPlots.TokenContributions(Tokens, "positive");
        plot.IsWhole();

        var image = plot.Image();
        Assert.AreSequenceEqual(["slow", "but", "<moving>", "film"], image.Texts()[^4..]);
        string[] lines = [.. image.Of("line", "mlp-word").Select(line => (string)line.Attribute("class")!)];
        Assert.AreSequenceEqual(
            ["mlp-word mlp-line-b mlp-middle", "mlp-word mlp-line-a mlp-strong", "mlp-word mlp-line-a mlp-middle"], lines,
            "a dashed line against, solid ones for, none under a word that hardly counts");
        Assert.AreSequenceEqual(
            ["slow: −0.75", "<moving>: +1.5", "film: +0.5"],
            image.Descendants().Where(e => e.Name.LocalName == "rect" && e.Value.Length > 0).Select(e => e.Value));
        CollectionAssert.Contains(image.Texts(), "against positive");
    }

    [TestMethod]
    public void Who_can_not_see_it_gets_a_sentence_and_a_table_strongest_first()
    {
        var plot = ModelPlots.TokenContributions(Tokens, "positive");
        Assert.AreEqual(
            "What each of 4 words contributes. 4 words. For 'positive': <moving> (+1.5), film (+0.5), but (+0.01). " +
            "Against 'positive': slow (−0.75).", plot.Description);
        Assert.AreSequenceEqual(
            ["<moving> +1.5", "slow −0.75", "film +0.5", "but +0.01"], plot.Table().Select(row => string.Join(' ', row)));
        Assert.Contains("Lower the number: slow", ModelPlots.TokenContributions(Tokens).Description);
    }

    [TestMethod]
    public void A_long_text_wraps_within_the_drawing_and_ends_with_how_much_is_left_out()
    {
        TokenContribution[] tokens =
            [.. Enumerable.Range(0, 1000).Select(i => new TokenContribution(new string('w', 1 + i % 60), (i % 7) - 3f))];
        var plot = ModelPlots.TokenContributions(tokens);
        plot.IsWhole();
        var texts = plot.Image().Descendants().Where(e => e.Name.LocalName == "text").ToArray();
        Assert.AreEqual("and 600 more words", texts[^1].Value);
        foreach (var rectangle in plot.Image().Descendants().Where(e => e.Name.LocalName == "rect" && e.Value.Length > 0))
            Assert.IsLessThanOrEqualTo(
                360, double.Parse((string)rectangle.Attribute("x")!) + double.Parse((string)rectangle.Attribute("width")!));
        Assert.HasCount(100, plot.Table());
        Assert.Contains("What each of 1,000 words", plot.Description);
    }

    [TestMethod]
    public void An_explained_text_shows_its_prediction_and_both_scores()
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(
            i => new Row { Text = i % 2 == 0 ? "a fine film" : "a dull film", Label = i % 2 == 0 }));
        using var model = context.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(context.BinaryClassification.Trainers.NgramLogisticRegression()).Fit(rows);
        using var predictor = TextPredictor.Create(model, rows.Schema);
        using var explainer = TextExplainer.Create(predictor);
        var explanation = explainer.Explain("A fine film");

        var plot = ModelPlots.TokenContributions(explanation);

        Assert.Contains("Predicted: true, log-odds ", plot.Description);
        Assert.AreEqual("fine", plot.Table()[0][0]);
        Assert.Contains(
            "There must be contributions to draw",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.TokenContributions(explainer.Explain(""))).Message);
    }

    [TestMethod]
    public void A_contribution_that_is_no_number_is_an_error_with_its_place() =>
        Assert.Contains(
            "received NaN in row 1",
            Assert.ThrowsExactly<ArgumentException>(
                () => ModelPlots.TokenContributions([new("a", 1), new("b", float.NaN)])).Message);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
