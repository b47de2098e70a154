using CsCheck;
using Microsoft.ML;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class RocCurveTests
{
    [TestMethod]
    [DataRow(new[] { 0.1f, 0.4f, 0.35f, 0.8f }, new[] { false, false, true, true }, 0.75)]
    [DataRow(new[] { 1f, 2f, 3f, 4f }, new[] { false, false, true, true }, 1.0)]
    [DataRow(new[] { 4f, 3f, 2f, 1f }, new[] { false, false, true, true }, 0.0)]
    [DataRow(new[] { 7f, 7f, 7f, 7f }, new[] { false, true, false, true }, 0.5)]
    [DataRow(new[] { 1f, 1f, 0f }, new[] { true, false, false }, 0.75)]
    public void The_area_is_the_known_one(float[] scores, bool[] labels, double area)
    {
        Assert.AreEqual(area, RocPoints.Of(scores, labels).Area, 1e-12);
        Assert.Contains(Words.Share(area), string.Join(' ', ModelPlots.RocCurve(scores, labels).Image().Texts()));
    }

    [TestMethod]
    public void The_area_is_the_share_of_pairs_in_the_right_order_and_the_curve_never_falls()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Bool).Array[2, 60].Sample(rows =>
        {
            float[] scores = [.. rows.Select(row => (float)row.Item1)];
            bool[] labels = [.. rows.Select(row => row.Item2)];
            if (labels.Distinct().Count() < 2)
                return;
            var pairs = from p in rows
                        where p.Item2
                        from n in rows
                        where !n.Item2
                        select p.Item1 > n.Item1 ? 1
                : p.Item1 == n.Item1 ? 0.5
                : 0;
            var roc = RocPoints.Of(scores, labels);
            Assert.AreEqual(pairs.Average(), roc.Area, 1e-9);
            Assert.AreEqual((0, 0), roc.Points[0]);
            Assert.AreEqual((1, 1), roc.Points[^1]);
            foreach (var (from, to) in roc.Points.Zip(roc.Points.Skip(1)))
                Assert.IsTrue(from.FalsePositiveRate <= to.FalsePositiveRate && from.TruePositiveRate <= to.TruePositiveRate);
            double before = 0;
            for (double rate = 0; rate <= 1; rate += 0.05)
            {
                double found = roc.TruePositiveRateAt(rate);
                Assert.IsTrue(found >= before - 1e-12 && found <= 1);
                before = found;
            }
        });
    }

    [TestMethod]
    public void The_area_of_scored_data_is_that_of_ML_NETs_metrics()
    {
        var random = new Random(1);
        var mlContext = new MLContext(seed: 1);
        var data = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 500).Select(i =>
            new Scored { Truth = i % 3 == 0, Points = random.Next(20) + (i % 3 == 0 ? 5 : 0) }).ToArray());
        var metrics = mlContext.BinaryClassification.EvaluateNonCalibrated(
            mlContext.Transforms.CopyColumns("PredictedLabel", "Truth").Fit(data).Transform(data), "Truth", "Points");

        var plot = ModelPlots.RocCurve(data, "Truth", "Points");

        Assert.Contains(Words.Share(metrics.AreaUnderRocCurve), plot.Description);
    }

    [TestMethod]
    public void A_million_rows_make_a_small_picture_with_the_area_of_all()
    {
        var random = new Random(1);
        bool[] labels = [.. Enumerable.Range(0, 1_000_000).Select(_ => random.Next(2) == 0)];
        float[] scores = [.. labels.Select(label => (float)(random.NextDouble() + (label ? 0.5 : 0)))];

        var plot = ModelPlots.RocCurve(scores, labels);

        Assert.AreEqual(0.875, RocPoints.Of(scores, labels).Area, 0.002); // 1 - 0.5² / 2
        Assert.IsLessThan(60_000, plot.ToSvg().Length);
        plot.IsWhole();
    }

    [TestMethod]
    public void One_class_alone_is_an_error_that_says_so()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.RocCurve([1f, 2f], [true, true]));
        Assert.Contains("2 positive and 0 negative rows", error.Message);
    }

    [TestMethod]
    public void A_missing_column_is_an_error_that_lists_those_there_are()
    {
        var data = new MLContext().Data.LoadFromEnumerable([new Scored()]);
        var error = Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.RocCurve(data, "Truth"));
        Assert.Contains("received 'Score', and there are Truth, Points", error.Message);
        Assert.AreEqual("scoreColumnName", error.ParamName);
        error = Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.RocCurve(data, "Points", "Points"));
        Assert.Contains("must be of type Boolean; received 'Points' of type Single", error.Message);
    }

    private sealed class Scored
    {
        public bool Truth { get; set; }

        public float Points { get; set; }
    }
}
