using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>The output columns of taggers, and the metrics computed from them.</summary>
[TestClass]
public sealed class TaggingColumnsTests : TaggingFixture
{
    [TestMethod]
    public void Padding_has_the_missing_key_and_no_scores()
    {
        using var model = Fit(Options("transformer"), Toy.Tokens(MlContext, 60));
        var scored = model.Transform(View([new([0, 5, 0, 7], [])]));
        uint[] keys = [.. Toy.Column<VBuffer<uint>>(scored, "PredictedLabel").Single().DenseValues()];
        float[] scores = [.. Toy.Column<VBuffer<float>>(scored, "Score").Single().DenseValues()];
        CollectionAssert.AreEqual(new[] { true, false, true, false }, keys.Select(key => key == 0).ToArray());
        CollectionAssert.AreEqual(new[] { true, false, true, false }, scores.Chunk(3).Select(step => step.All(float.IsNaN))
            .ToArray());
        foreach (float[] step in scores.Chunk(3).Where(step => !float.IsNaN(step[0])))
            Assert.AreEqual(1, step.Sum(), 1e-6f);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 0, 3), scored.Schema["Score"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].Annotations.GetValue(ScoreAnnotations.TrainingLabelValues, ref names);
        Assert.AreEqual("no maybe yes", string.Join(' ', names.DenseValues()));
        Assert.IsNull(scored.Schema["Score"].Annotations.Schema.GetColumnOrNull(ScoreAnnotations.SlotNames));
    }

    [TestMethod]
    public void A_row_with_a_step_that_is_partly_missing_has_no_scores()
    {
        using var model = Fit(Options("lstm"), Toy.Numbers(MlContext, 60));
        float[] steps = [.. Enumerable.Range(0, Toy.NumberRow.Time * Toy.NumberRow.Channels).Select(i => i / 16f)];
        float[] broken = [.. steps];
        broken[^3] = float.NaN;
        var rows = Toy.View(MlContext, new Toy.NumberRow[] { new() { Features = steps }, new() { Features = broken } });
        float[][] scores = Toy.ScoreVectors(model, rows);
        Assert.IsTrue(scores[0].All(float.IsFinite));
        Assert.IsTrue(scores[1].All(float.IsNaN));
        var keys = Toy.Column<VBuffer<uint>>(model.Transform(rows), "PredictedLabel");
        Assert.AreEqual("0 0 0 0 0 0 0 0", string.Join(' ', keys[1].DenseValues()));
    }

    [TestMethod]
    public void A_word_that_the_model_did_not_see_counts_as_wrong_and_a_missing_label_counts_nothing()
    {
        using var model = Fit(Options("lstm", epochs: 14), Toy.Tokens(MlContext, 600));
        var seen = Toy.TokenRows(50, seed: 3);
        var right = Metrics(seen.Select(row => new Sentence(row.Features, Keys(row))));
        Assert.AreEqual(1, right.MicroAccuracy, 0.03);

        // The last word of each row has no key, and has a label.
        var unseen = Metrics(seen.Select(row => new Sentence([.. row.Features, 0], [.. Keys(row), 1])));
        int steps = seen.Sum(row => row.Features.Length);
        Assert.AreEqual(right.MicroAccuracy * steps / (steps + seen.Length), unseen.MicroAccuracy, 1e-9);
        Assert.IsTrue(double.IsFinite(unseen.LogLoss));
        Assert.AreEqual(right.LogLoss,
            Metrics(seen.Select(row => new Sentence([.. row.Features, 0], [.. Keys(row), 0]))).LogLoss, 1e-9);
        Assert.AreEqual(right.LogLoss, Metrics(seen.Select(row => new Sentence([.. row.Features, 0], Keys(row)))).LogLoss, 1e-9,
            "labels without padding");
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Metrics([new([0, 3, 4], [1])]));
        Assert.Contains("row 0 has 1 labels in column 'Tags' and 2 steps (3 with padding) in column 'Score'", failure.Message);

        MulticlassClassificationMetrics Metrics(IEnumerable<Sentence> rows) =>
            MlContext.MulticlassClassification.EvaluateTagging(model.Transform(View([.. rows])), "Tags");
    }
}
