using CsCheck;

namespace MlNet.Sequences.Plots.Tests;

/// <summary>Whatever the data, a plot is whole or refused with an <see cref="ArgumentException"/>.</summary>
[TestClass]
public sealed class OddDataTests
{
    private static readonly Gen<float> Odd = Gen.OneOf(
        OneOf(0f, -0f, 1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue,
            float.Epsilon, 1e-30f, 16_777_217f),
        Gen.Float[0, 1], Gen.Float[0, 1], Gen.Float[-1e6f, 1e6f]);

    // Mostly of one kind, so that many lists are free of what is refused at once.
    private static readonly Gen<(float[] Values, bool[] Labels)> Rows = Gen.OneOf(
        Gen.Select(Odd, Gen.Bool).Array[0, 8], Gen.Select(Gen.Float[0, 1], Gen.Bool).Array[1, 50],
        Gen.Select(Gen.Float[-1e38f, 1e38f], Gen.Bool).Array[1, 50], Gen.Select(Gen.Const(0.25f), Gen.Bool).Array[1, 5])
        .Select(rows => (rows.Select(row => row.Item1).ToArray(), rows.Select(row => row.Item2).ToArray()));

    [TestMethod]
    public void Scores_and_labels_make_whole_plots_or_errors() => Rows.Sample(rows =>
    {
        float[] others = [.. rows.Values.Reverse()];
        WholeOrRefused(() => ModelPlots.RocCurve(rows.Values, rows.Labels));
        WholeOrRefused(() => ModelPlots.ReliabilityCurve(rows.Values, rows.Labels));
        WholeOrRefused(() => ModelPlots.ScoreDistribution(rows.Values, rows.Labels));
        WholeOrRefused(() => ModelPlots.PredictedAgainstActual(rows.Values, others));
        WholeOrRefused(() => ModelPlots.Residuals(rows.Values, others));
    }, iter: 500);

    [TestMethod]
    public void Lengths_make_whole_plots_or_errors() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 9], Gen.Int[0, int.MaxValue], Gen.Int).Array[0, 30], Gen.Int[-1, 600]).Sample(
            (lengths, limit) => WholeOrRefused(() => ModelPlots.LengthHistogram(lengths, limit)), iter: 500);

    [TestMethod]
    public void Counts_make_whole_plots_or_errors() =>
        Gen.OneOf(Gen.Double[0, 1e6], OneOf(0.0, 1, 1e15, 1e299, -1, double.NaN)).Array[4, 4].Sample(
            counts => WholeOrRefused(() => ModelPlots.ConfusionMatrix([counts[..2], counts[2..]])), iter: 500);

    [TestMethod]
    public void One_row_and_rows_of_one_value_are_drawn()
    {
        ModelPlots.ScoreDistribution([3f], [true]).IsWhole();
        ModelPlots.ScoreDistribution([-5f, -5f, -5f], [true, false, true]).IsWhole();
        ModelPlots.ReliabilityCurve([1f], [false]).IsWhole();
        ModelPlots.PredictedAgainstActual([0f], [0f]).IsWhole();
        ModelPlots.Residuals([2f, 3f], [2f, 3f]).IsWhole();
        ModelPlots.LengthHistogram([0]).IsWhole();
        ModelPlots.LengthHistogram([int.MaxValue, 0], limit: int.MaxValue).IsWhole();
    }

    [TestMethod]
    public void No_rows_and_lists_that_differ_in_length_are_errors()
    {
        Assert.Contains(
            "received none", Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ScoreDistribution([], [])).Message);
        Assert.Contains(
            "2 scores and 1 labels",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.ScoreDistribution([1f, 2f], [true])).Message);
        Assert.Contains(
            "NaN in row 1",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.RocCurve([1f, float.NaN], [true, false])).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => ModelPlots.RocCurve(null!, [true]));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void WholeOrRefused(Func<Plot> draw)
    {
        Plot plot;
        try
        {
            plot = draw();
        }
        catch (ArgumentException e)
        {
            Assert.Contains("received", e.Message);
            return;
        }

        plot.IsWhole();
    }
}
