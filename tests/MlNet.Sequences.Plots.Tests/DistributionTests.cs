using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class DistributionTests
{
    [TestMethod]
    public void Reliability_counts_each_bin_and_the_edges_belong_to_the_last()
    {
        var bins = ReliabilityBins.Of([0f, 0.05f, 0.5f, 0.55f, 1f], [false, true, true, false, true], 10);

        CollectionAssert.AreEqual((long[])[2, 0, 0, 0, 0, 2, 0, 0, 0, 1], bins.Bins.Select(bin => bin.Count).ToArray());
        Assert.AreEqual(0.025, bins.Bins[0].MeanProbability, 1e-7);
        Assert.AreEqual(0.5, bins.Bins[0].PositiveShare);
        Assert.AreEqual(1, bins.Bins[9].PositiveShare);
        Assert.AreEqual((2 * 0.475 + 2 * 0.025 + 0) / 5, bins.ExpectedError, 1e-7);
    }

    [TestMethod]
    public void The_reliability_plot_has_a_bar_and_a_point_for_each_bin_with_rows()
    {
        var plot = ModelPlots.ReliabilityCurve([0f, 0.05f, 0.5f, 0.55f, 1f], [false, true, true, false, true]);

        Assert.HasCount(3, plot.Image().Of("rect", "mlp-bar").ToArray());
        Assert.HasCount(3, plot.Image().Of("circle", "mlp-dot-a").ToArray());
        Assert.AreEqual("0 to 0.1: 2 rows", plot.Image().Of("rect", "mlp-bar").First().Value);
        CollectionAssert.AreEqual((string[])["0.5 to 0.6", "2", "0.525", "50 %"], plot.Table()[5]);
    }

    [TestMethod]
    public void Something_that_is_no_probability_is_an_error_with_its_row()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ReliabilityCurve([0.5f, 2f], [true, false]));
        Assert.Contains("received 2 in row 1", error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ReliabilityCurve([float.NaN], [true]));
        Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ReliabilityCurve([0.5f], [true], numberOfBins: 1));
    }

    [TestMethod]
    public void The_scores_of_each_label_are_counted_apart()
    {
        var table = ModelPlots.ScoreDistribution([0f, 0f, 1f, 30f], [true, false, false, true]).Table();

        CollectionAssert.AreEqual((string[])["0", "1", "1"], table[0]);
        CollectionAssert.AreEqual((string[])["1", "0", "1"], table[1]);
        CollectionAssert.AreEqual((string[])["29", "1", "0"], table[29]);
        Assert.AreEqual(4, table.Sum(row => int.Parse(row[1]) + int.Parse(row[2])));
    }

    [TestMethod]
    public void Lengths_are_counted_and_the_share_beyond_the_limit_is_said()
    {
        var plot = ModelPlots.LengthHistogram([1, 2, 2, 5, 10], limit: 4);

        CollectionAssert.AreEqual((string[])["2", "2"], plot.Table()[1]);
        Assert.AreEqual(5, plot.Table().Sum(row => int.Parse(row[1])));
        Assert.Contains("Median 2, 95 % up to 10, longest 10", plot.Description);
        Assert.Contains("40 % are longer than the 4 that are read", plot.Description);
        CollectionAssert.Contains(plot.Image().Texts(), "read up to here");
    }

    [TestMethod]
    public void Lengths_of_a_column_are_those_without_padding()
    {
        var mlContext = new MLContext(seed: 1);
        var data = mlContext.Data.LoadFromEnumerable(
            [new Text { Words = "one two  three" }, new Text { Words = "" }, new Text { Words = " one" }]);
        var padded = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Words")
            .Append(mlContext.Transforms.PadSequence("Padded", "Tokens", length: 2))
            .Fit(data).Transform(data);

        CollectionAssert.AreEqual((int[])[3, 0, 1], SequenceLengths.Read(data, "Words"));
        CollectionAssert.AreEqual((int[])[3, 0, 1], SequenceLengths.Read(padded, "Tokens"));
        CollectionAssert.AreEqual((int[])[2, 0, 1], SequenceLengths.Read(padded, "Padded"));
        CollectionAssert.AreEqual((int[])[2, 2, 2], SequenceLengths.Read(data, "Channels"));
        Assert.Contains(
            "received 'Number' of type Single",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.LengthHistogram(data, "Number")).Message);
        ModelPlots.LengthHistogram(padded, "Tokens", limit: 2).IsWhole();
    }

    [TestMethod]
    public void Residuals_are_predictions_less_labels_with_zero_in_the_middle_of_a_bin()
    {
        var plot = ModelPlots.Residuals([1f, 2f, 3f], [1f, 2f, 1f]);

        CollectionAssert.AreEqual((string[])["2", "1"], plot.Table().Where(row => row[1] != "0").Select(row => row[1]).ToArray());
        Assert.AreEqual("2", plot.Table()[15][1]);
        Assert.Contains("The mean is 0.6667", plot.Description);
    }

    [TestMethod]
    public void Of_many_rows_of_a_regression_two_thousand_are_drawn_and_all_are_measured()
    {
        float[] labels = [.. Enumerable.Range(0, 100_000).Select(i => (float)(i % 10))];

        var plot = ModelPlots.PredictedAgainstActual([.. labels.Select(label => label + 2)], labels);

        Assert.HasCount(2000, plot.Image().Of("circle", "mlp-point").ToArray());
        Assert.Contains("root mean squared error is 2", plot.Description);
        Assert.Contains("100,000 rows, 2,000 drawn", string.Join(' ', plot.Image().Texts()));
    }

    private sealed class Text
    {
        public string Words { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Channels { get; set; } = [0, 0];
    }
}
