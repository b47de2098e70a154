using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>How an ensemble reads rows: once, in batches, one by one, from many threads.</summary>
[TestClass]
public sealed class EnsembleScoringTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView Train = Reviews.Of(MlContext, 300, seed: 1);

    private static readonly Lazy<EnsembleTransformer> Ensemble = new(() => MlContext.BinaryClassification.Ensemble(
        [
            Reviews.Ngrams(MlContext, "Text", Train), Reviews.Network(MlContext, "Text", Train),
            Reviews.Calibrated(MlContext, "Text", Train),
        ], Reviews.Of(MlContext, 200, seed: 2)));

    [TestMethod]
    public void A_cursor_reads_its_source_once_and_only_the_columns_that_are_needed()
    {
        var rows = new WatchedRows(Reviews.Of(MlContext, 3_000, seed: 3));
        var scored = Ensemble.Value.Transform(rows);
        Assert.AreEqual(0, rows.Moved);
        using (var cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Probability"], scored.Schema["Amount"]]))
        {
            CollectionAssert.AreEquivalent((string[])["Text", "Amount"], rows.Asked);
            int count = 0;
            while (cursor.MoveNext())
                Assert.AreEqual(count++, cursor.Position);
            Assert.AreEqual(3_000, count);
        }

        Assert.AreEqual(3_001, rows.Moved);
        Assert.AreEqual(0, rows.Open);

        using (var cursor = scored.GetRowCursor([scored.Schema["Amount"]]))
            Assert.IsTrue(cursor.MoveNext());
        CollectionAssert.AreEqual((string[])["Amount"], rows.Asked);
        Assert.AreEqual(3_002, rows.Moved);
    }

    [TestMethod]
    public void The_first_row_needs_no_more_than_a_few_of_the_source()
    {
        var rows = new WatchedRows(Reviews.Of(MlContext, 100_000, seed: 3));
        var scored = Ensemble.Value.Transform(rows);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsLessThan(5_000, rows.Moved);
    }

    [TestMethod]
    public void Rows_pass_with_their_own_values_and_the_score_that_they_have_alone()
    {
        var rows = Reviews.List(1_000, seed: 4);
        var scored = Ensemble.Value.Transform(MlContext.Data.LoadFromEnumerable(rows));
        var found = MlContext.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false).ToArray();
        Assert.HasCount(rows.Length, found);
        using var engine = MlContext.Model.CreatePredictionEngine<Reviews.Review, Scored>(
            Ensemble.Value, new PredictionEngineOptions { OwnsTransformer = false });
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(rows[i].Text, found[i].Text);
            Assert.AreEqual(rows[i].Amount, found[i].Amount);
            var alone = engine.Predict(rows[i]);
            Assert.AreEqual(alone.Score, found[i].Score, 1e-5f);
            Assert.AreEqual(alone.Probability, found[i].Probability, 1e-6f);
            Assert.AreEqual(alone.PredictedLabel, found[i].PredictedLabel);
        }
    }

    [TestMethod]
    public void Many_threads_get_the_same_scores()
    {
        var rows = Reviews.Of(MlContext, 300, seed: 5);
        float[] expected = Toy.Scores(Ensemble.Value, rows);
        Parallel.For(0, 8, _ => CollectionAssert.AreEqual(expected, Toy.Scores(Ensemble.Value, rows)));
    }

    [TestMethod]
    public void A_failing_source_fails_after_its_rows_and_is_closed()
    {
        var rows = new WatchedRows(Reviews.Of(MlContext, 300, seed: 5)) { FailsAt = 200 };
        var scored = Ensemble.Value.Transform(rows);
        int read = 0;
        string failure = Assert.Throws<Exception>(() =>
        {
            using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
            while (cursor.MoveNext())
                read++;
        }).ToString();
        StringAssert.Contains(failure, "The source broke.");
        Assert.IsLessThanOrEqualTo(200, read);
        Assert.AreEqual(0, rows.Open);
    }

    [TestMethod]
    public void A_predictor_of_texts_takes_an_ensemble_and_reads_each_text_once()
    {
        using var folder = new ScratchFolder();
        MlContext.Model.Save(Ensemble.Value, Train.Schema, folder.At("ensemble.zip"));
        using var predictor = TextPredictor.Load(new MLContext(), folder.At("ensemble.zip"));
        Assert.AreEqual("binary", predictor.Task);
        CollectionAssert.AreEqual((string[])["Text"], predictor.TextColumnNames.ToArray());
        Assert.AreEqual("Label", predictor.Model.LabelColumns.Single().Name);

        string[] texts = [.. Reviews.List(100, seed: 6).Select(row => row.Text)];
        int read = 0;
        var predictions = predictor.Predict(texts.Select(text =>
        {
            read++;
            return text;
        })).ToArray();
        Assert.AreEqual(100, read);
        for (int i = 0; i < texts.Length; i++)
        {
            var alone = predictor.Predict(texts[i]);
            Assert.AreEqual(alone.Score!.Value, predictions[i].Score!.Value, 1e-5f);
            Assert.AreEqual(alone.PredictedLabel, predictions[i].PredictedLabel);
        }
    }

    [TestMethod]
    public void Disposing_the_ensemble_frees_its_models()
    {
        var network = Reviews.Network(MlContext, "Text", Train);
        var ensemble = MlContext.BinaryClassification.Ensemble([network], Train.Schema);
        var scored = ensemble.Transform(Train);
        ensemble.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Toy.Column<float>(scored, "Score"));
        Assert.Throws<ObjectDisposedException>(() => Toy.Scores(network, Train));
    }

    [TestMethod]
    public void Another_threshold_changes_the_labels_alone_and_the_models_live_until_both_are_disposed()
    {
        var rows = Reviews.Of(MlContext, 100, seed: 7);
        var first = MlContext.BinaryClassification.Ensemble([Reviews.Network(MlContext, "Text", Train)], Train.Schema);
        float[] scores = Toy.Scores(first, rows);
        float threshold = scores.Order().ElementAt(90);
        var second = MlContext.BinaryClassification.ChangeModelThreshold(first, threshold);
        Assert.AreEqual(0f, first.Threshold);
        Assert.AreEqual(threshold, second.Threshold);
        first.Dispose();
        first.Dispose();
        CollectionAssert.AreEqual(scores, Toy.Scores(second, rows));
        CollectionAssert.AreEqual(
            scores.Select(score => score > threshold).ToArray(), Toy.Column<bool>(second.Transform(rows), "PredictedLabel"));
        using (var loaded = (EnsembleTransformer)ModelFile.Reload(MlContext, second))
            Assert.AreEqual(threshold, loaded.Threshold);
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Toy.Scores(second, rows));
        Assert.Throws<InvalidOperationException>(() => MlContext.BinaryClassification.ChangeModelThreshold(
            MlContext.Regression.Ensemble([Reviews.Amounts(MlContext, "Text", Train)], Train.Schema), 1));
    }

    [TestMethod]
    public void A_canceled_predictor_stops()
    {
        using var predictor = TextPredictor.Create(Ensemble.Value, Train.Schema);
        using var source = new CancellationTokenSource();
        using var predictions = predictor.Predict(Enumerable.Repeat("a good film", 100_000), source.Token).GetEnumerator();
        Assert.IsTrue(predictions.MoveNext());
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (predictions.MoveNext())
            {
            }
        });
    }

    private sealed class Scored
    {
        public string Text { get; set; } = "";

        public float Amount { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
