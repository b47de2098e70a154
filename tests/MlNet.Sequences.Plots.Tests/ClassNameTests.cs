using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Plots.Tests;

/// <summary>Plots of two classes say their names, where they have some.</summary>
[TestClass]
public sealed class ClassNameTests
{
    private static readonly string[] Names = ["No", "Yes"];
    private static readonly float[] Scores = [0.1f, 0.2f, 0.6f, 0.9f, 0.8f];
    private static readonly bool[] Labels = [false, false, true, true, false];

    [TestMethod]
    public void The_ROC_curve_names_them()
    {
        var plot = ModelPlots.RocCurve(Scores, Labels, Names);
        string[] texts = plot.Image().Texts();
        CollectionAssert.Contains(texts, "Area 0.833; Yes: 2, No: 3");
        CollectionAssert.Contains(texts, "No taken for Yes (false-positive rate)");
        CollectionAssert.Contains(texts, "Yes found (true-positive rate)");
        Assert.Contains("With 10 % of 'No' predicted as 'Yes', 50 % of 'Yes' are found.", plot.Description);
        SaysNothingOfPositives(plot, "false-positive rate", "true-positive rate");
    }

    [TestMethod]
    public void The_reliability_curve_names_them()
    {
        var plot = ModelPlots.ReliabilityCurve(Scores, Labels, classNames: Names);
        CollectionAssert.Contains(plot.Image().Texts(), "Yes among the rows of a bin");
        CollectionAssert.Contains(plot.Image().Texts(), "Predicted probability of Yes");
        Assert.Contains("the fraction of 'Yes' in each", plot.Description);
        Assert.AreEqual("Yes", Headings(plot)[3]);
        SaysNothingOfPositives(plot);
    }

    [TestMethod]
    public void The_distribution_of_scores_names_them()
    {
        var plot = ModelPlots.ScoreDistribution(Scores, Labels, Names);
        foreach (string text in (string[])["Yes: 2, No: 3", "Yes", "No"])
            CollectionAssert.Contains(plot.Image().Texts(), text);
        Assert.Contains("The mean score is 0.75 for 'Yes' and 0.3667 for 'No'.", plot.Description);
        CollectionAssert.AreEqual((string[])["Score from", "Yes", "No"], Headings(plot));
        SaysNothingOfPositives(plot);
    }

    [TestMethod]
    public void Names_of_scored_data_are_those_of_the_label_column()
    {
        var schema = SchemaDefinition.Create(typeof(Scored));
        schema["Label"].AddAnnotation(
            "TrainingLabelValues", new VBuffer<ReadOnlyMemory<char>>(2, ["No".AsMemory(), "Yes".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 2));
        var rows = Scores.Select((score, i) => new Scored { Label = Labels[i], Score = score, Probability = score });
        var named = new MLContext().Data.LoadFromEnumerable(rows, schema);

        Assert.AreEqual(ModelPlots.RocCurve(Scores, Labels, Names).ToHtml(), ModelPlots.RocCurve(named).ToHtml());
        Assert.AreEqual(
            ModelPlots.ReliabilityCurve(Scores, Labels, classNames: Names).ToHtml(),
            ModelPlots.ReliabilityCurve(named).ToHtml());
        Assert.AreEqual(
            ModelPlots.ScoreDistribution(Scores, Labels, Names).ToHtml(), ModelPlots.ScoreDistribution(named).ToHtml());
    }

    [TestMethod]
    public void Without_names_they_are_positive_and_negative()
    {
        var unnamed = new MLContext().Data.LoadFromEnumerable(
            Scores.Select((score, i) => new Scored { Label = Labels[i], Score = score }));
        foreach (var plot in (Plot[])[
            ModelPlots.RocCurve(Scores, Labels), ModelPlots.RocCurve(Scores, Labels, []), ModelPlots.RocCurve(unnamed)])
        {
            CollectionAssert.Contains(plot.Image().Texts(), "Area 0.833; 2 positive, 3 negative");
            Assert.Contains(
                "With 10 % of the negatives predicted as positive, 50 % of the positives are found.", plot.Description);
        }
    }

    [TestMethod]
    public void Long_names_are_cut_in_the_drawing_and_whole_in_the_text()
    {
        string[] names = ["<mails that were sent by nobody we know>", "mails that were sent by somebody we know"];
        var plot = ModelPlots.RocCurve(Scores, Labels, names);
        plot.IsWhole();
        Assert.Contains($"'{names[1]}'", plot.Description);
        foreach (string text in plot.Image().Texts())
            Assert.IsLessThanOrEqualTo(60, text.Length, text);
        ModelPlots.ReliabilityCurve(Scores, Labels, classNames: names).IsWhole();
        ModelPlots.ScoreDistribution(Scores, Labels, names).IsWhole();
    }

    [TestMethod]
    public void Another_number_of_names_is_an_error()
    {
        foreach (var draw in (Func<IReadOnlyList<string>, Plot>[])
            [n => ModelPlots.RocCurve(Scores, Labels, n), n => ModelPlots.ReliabilityCurve(Scores, Labels, 10, n),
             n => ModelPlots.ScoreDistribution(Scores, Labels, n)])
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => draw(["No", "Yes", "Maybe"]));
            Assert.Contains("Two classes have two names; received 3 names.", error.Message);
            Assert.AreEqual("classNames", error.ParamName);
        }
    }

    private static string[] Headings(Plot plot) =>
        [.. XDocument.Parse(plot.ToHtml()).Descendants("thead").Single().Descendants("th").Select(cell => cell.Value)];

    private static void SaysNothingOfPositives(Plot plot, params string[] termsOfTheField)
    {
        string html = plot.ToHtml().ToLowerInvariant();
        foreach (string term in termsOfTheField)
            html = html.Replace(term, "", StringComparison.Ordinal);
        Assert.DoesNotContain("positive", html);
        Assert.DoesNotContain("negative", html);
        plot.IsWhole();
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
