using Microsoft.ML;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class ConfusionMatrixTests
{
    [TestMethod]
    public void Every_count_that_is_not_zero_is_in_its_cell()
    {
        var plot = ModelPlots.ConfusionMatrix([[8, 2], [0, 10]]);

        var cells = plot.Image().Of("rect", "mlp-cell").ToArray();
        CollectionAssert.AreEqual(
            (string[])[
                "positive predicted as positive: 8, 80 % of the class", "positive predicted as negative: 2, 20 % of the class",
                "negative predicted as negative: 10, 100 % of the class"],
            cells.Select(cell => cell.Value).ToArray());
        Assert.Contains("90 % of 20 rows", plot.Description);
        Assert.Contains("positive predicted as negative, 2 times", plot.Description);
        CollectionAssert.AreEqual((string[])["positive", "8", "2"], plot.Table()[0]);
    }

    [TestMethod]
    public void The_matrix_of_ML_NETs_metrics_is_drawn_as_it_is()
    {
        var mlContext = new MLContext();
        var data = mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 10)
            .Select(
                i => new Scored
                {
                    Label = i < 6,
                    PredictedLabel = i < 5,
                    Score = i < 5 ? 1 : -1,
                    Probability = i < 5 ? 0.75f : 0.25f,
                }));
        var metrics = mlContext.BinaryClassification.Evaluate(data);

        var table = ModelPlots.ConfusionMatrix(metrics.ConfusionMatrix, ["yes", "no"]).Table();

        CollectionAssert.AreEqual((string[])["yes", "5", "1"], table[0]);
        CollectionAssert.AreEqual((string[])["no", "0", "4"], table[1]);
    }

    [TestMethod]
    public void Names_with_markup_and_control_characters_are_texts()
    {
        string[] names = ["<b>&\"'", "bell\u0007", "lone \uD800", "𝒳 long name of a class"];
        var plot = ModelPlots.ConfusionMatrix(
            [.. Enumerable.Range(0, 4).Select(i => (double[])[.. Enumerable.Range(0, 4).Select(j => i + j + 1.0)])], names);

        plot.IsWhole();
        Assert.AreEqual("<b>&\"'", plot.Table()[0][0]);
        Assert.AreEqual("bell\uFFFD", plot.Table()[1][0]);
    }

    [TestMethod]
    public void Of_many_classes_those_with_most_errors_are_drawn()
    {
        const int Classes = 300;
        var counts = Enumerable.Range(0, Classes)
            .Select(i => (double[])[.. Enumerable.Range(0, Classes).Select(j => i == j ? 100 : j == (i + 1) % Classes ? i : 0.0)])
            .ToArray();

        var plot = ModelPlots.ConfusionMatrix(counts);

        plot.IsWhole();
        Assert.HasCount(40, plot.Table());
        Assert.AreEqual("261", plot.Table()[0][0]);
    }

    [TestMethod]
    public void A_matrix_wider_than_a_phone_scrolls_by_keyboard_too_and_long_names_keep_both_ends()
    {
        var counts = Enumerable.Range(0, 20).Select(i => (double[])[.. Enumerable.Range(0, 20).Select(j => i == j ? 5.0 : 0)])
            .ToArray();

        var plot = ModelPlots.ConfusionMatrix(
            counts, [.. Enumerable.Range(0, 20).Select(i => $"a rather long name of a class, number {i}")]);

        plot.IsWhole();
        Assert.Contains("class=\"mlp mlp-wide\"", plot.ToHtml());
        Assert.Contains(
            "<div class=\"mlp-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Confusion matrix\">", plot.ToHtml());
        Assert.HasCount(2, plot.Image().Texts().Where(text => text == "a rather…umber 17").ToArray());
        Assert.DoesNotContain("tabindex", ModelPlots.ConfusionMatrix([[1, 2], [3, 4]]).ToHtml());
    }

    [TestMethod]
    public void What_is_no_confusion_matrix_is_an_error()
    {
        IReadOnlyList<double>[][] wrong = [[], [[1, 2]], [[1, 2], [3]], [[-1.0]], [[double.NaN]], [[0, 0], [0, 0]]];
        foreach (var counts in wrong)
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ConfusionMatrix(counts));
        Assert.Contains(
            "1 names for 2 classes",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ConfusionMatrix([[1, 2], [3, 4]], ["one"])).Message);
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
