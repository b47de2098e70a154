using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Predictions from texts against the columns of the pipelines that they come from.</summary>
[TestClass]
public sealed class TextPredictorTests
{
    private static readonly LstmArchitecture Small = new() { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 };

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Two_classes_have_names_and_the_probability_of_the_one_that_is_named()
    {
        float[] logits;
        using (var other = Chain(new BinaryObjective()))
            logits = [.. Toy.Column<float>(other.Transform(Rows.OfText(_mlContext, Texts(other))), "Score").Order()];
        using var model = Chain(
            new BinaryObjective { NegativeName = "ham", PositiveName = "spam", Threshold = logits[logits.Length / 2] });
        using var predictor = TextPredictor.Create(model, null);
        Assert.AreEqual("binary", predictor.Task);
        CollectionAssert.AreEqual((string[])["ham", "spam"], predictor.ClassNames.ToArray());
        CollectionAssert.AreEqual((string[])["Text"], predictor.TextColumnNames.ToArray());
        var scored = model.Transform(Rows.OfText(_mlContext, Texts(model)));
        float[] scores = Toy.Column<float>(scored, "Score"), probabilities = Toy.Column<float>(scored, "Probability");
        bool[] labels = Toy.Column<bool>(scored, "PredictedLabel");
        Assert.IsTrue(labels.Contains(true) && labels.Contains(false));

        int i = 0;
        foreach (var prediction in EachWay(predictor, Texts(model)))
        {
            int row = i++ % labels.Length;
            Assert.AreEqual(labels[row] ? "spam" : "ham", prediction.PredictedLabel);
            Assert.AreEqual(labels[row] ? probabilities[row] : 1 - probabilities[row], prediction.Probability);
            Assert.AreEqual(scores[row], prediction.Score);
            CollectionAssert.AreEqual((string[])["ham", "spam"], prediction.Probabilities.Keys.ToArray());
            Assert.AreEqual(probabilities[row], prediction.Probabilities["spam"]);
        }

        Assert.AreEqual(3 * labels.Length, i);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(9)]
    public void A_list_of_texts_is_scored_at_once_whether_it_is_short_or_long(int count)
    {
        using var model = Chain(new BinaryObjective());
        using var predictor = TextPredictor.Create(model, null);
        string[] texts = [.. Enumerable.Range(0, count).Select(i => Texts(model)[i % Texts(model).Length])];

        CollectionAssert.AreEqual(
            texts.Select(text => predictor.Predict(text).Score).ToArray(),
            predictor.PredictAll(texts).Select(prediction => prediction.Score).ToArray());

        Assert.ThrowsExactly<OperationCanceledException>(() => predictor.PredictAll(texts, new(canceled: true)));
        texts[1] = null!;
        Assert.Contains(
            "The texts must not be null; number 2 is.",
            Assert.ThrowsExactly<ArgumentException>(() => predictor.PredictAll(texts)).Message);
        Assert.IsEmpty(predictor.PredictAll([]));
    }

    [TestMethod]
    public void A_changed_threshold_changes_the_class_and_the_probability_goes_with_it()
    {
        using var model = Chain(new BinaryObjective { Threshold = float.PositiveInfinity });
        using var predictor = TextPredictor.Create(model, null);
        foreach (var prediction in predictor.Predict(Texts(model)))
        {
            Assert.AreEqual("false", prediction.PredictedLabel);
            Assert.AreEqual(prediction.Probabilities["false"], prediction.Probability);
            Assert.AreEqual(1 / (1 + Math.Exp(prediction.Score!.Value)), prediction.Probability!.Value, 1e-6);
        }
    }

    [TestMethod]
    public void A_number_is_the_score_and_there_are_no_classes()
    {
        using var model = Chain(new RegressionObjective { Mean = 100, StandardDeviation = 7 });
        using var predictor = TextPredictor.Create(model, null);
        float[] scores = Toy.Column<float>(model.Transform(Rows.OfText(_mlContext, Texts(model))), "Score");
        var found = EachWay(predictor, Texts(model)).ToArray();
        CollectionAssert.AreEqual((float[])[.. scores, .. scores, .. scores], found.Select(prediction => prediction.Score!.Value)
            .ToArray());
        Assert.IsNull(found[0].PredictedLabel);
        Assert.IsNull(found[0].Probability);
        Assert.IsEmpty(found[0].Probabilities);
        Assert.IsEmpty(predictor.ClassNames);
        Assert.AreEqual("regression", predictor.Task);
    }

    [TestMethod]
    public void Several_numbers_are_the_scores()
    {
        var rows = Enumerable.Range(0, 20).Select(i => new Forecast { Text = $"word{i % 3} {i}", Label = [i, -i] }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(_mlContext.Regression.Trainers.Lstm(Toy.Options)).Fit(data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        var scores = Toy.Column<VBuffer<float>>(model.Transform(data), "Score");
        int i = 0;
        foreach (var prediction in EachWay(predictor, [.. rows.Select(row => row.Text)]))
        {
            AreClose(scores[i++ % rows.Length].DenseValues(), prediction.Scores, 1e-5f);
            Assert.IsNull(prediction.Score);
            Assert.IsNull(prediction.PredictedLabel);
        }
    }

    [TestMethod]
    public void Labels_that_are_mapped_before_and_after_the_network_are_not_needed_and_its_classes_have_their_names()
    {
        var rows = Enumerable.Range(0, 40)
            .Select(i => new ChainFromText.LabelledText { Text = $"word{i % 3} and more {i}", Kind = $"kind{i % 3}" }).ToArray();
        rows[5].Text = "";
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        using var model = ChainFromText.Labelled(_mlContext, data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        CollectionAssert.AreEqual((string[])["kind0", "kind1", "kind2"], predictor.ClassNames.ToArray());
        CollectionAssert.AreEqual((string[])["Kind"], predictor.Model.LabelColumns.Select(column => column.Name).ToArray());

        var scored = model.Transform(data);
        var scores = Toy.Column<VBuffer<float>>(scored, "Score");
        var labels = Toy.Column<ReadOnlyMemory<char>>(scored, "PredictedLabel");
        int i = 0;
        foreach (var prediction in EachWay(predictor, [.. rows.Select(row => row.Text)]))
        {
            int row = i++ % rows.Length;
            Assert.AreEqual(labels[row].ToString(), prediction.PredictedLabel);
            AreClose(scores[row].DenseValues(), prediction.Probabilities.Values, 1e-6f);
            CollectionAssert.AreEqual(predictor.ClassNames.ToArray(), prediction.Probabilities.Keys.ToArray());
            Assert.AreEqual(prediction.Probabilities.Values.Max(), prediction.Probability);
        }

        Assert.AreEqual(3 * rows.Length, i);
    }

    [TestMethod]
    public void An_exported_network_predicts_as_the_trained_one_saved_and_loaded()
    {
        using var model = ChainFromText.Of(Small, new BinaryObjective(), padding: new PadSequenceOptions { Length = 6 });
        var schema = Rows.OfText(_mlContext, "").Schema;
        using var folder = new ScratchFolder();
        using (var portable = _mlContext.Model.ToOnnxPipeline(model, schema, folder.At("model.onnx")))
            _mlContext.Model.Save(portable, schema, folder.At("portable.zip"));
        using var trained = TextPredictor.Create(model, schema);
        using var exported = TextPredictor.Load(new MLContext(), folder.At("portable.zip"));
        Assert.IsNull(exported.Model.Network);
        string[] texts = Texts(model);
        foreach (var (expected, actual) in EachWay(trained, texts).Zip(EachWay(exported, texts)))
        {
            Assert.AreEqual(expected.Score!.Value, actual.Score!.Value, 1e-5);
            Assert.AreEqual(expected.Score > 0 ? "true" : "false", actual.PredictedLabel);
        }
    }

    [TestMethod]
    public void A_model_of_MLNETs_own_trainers_is_read_by_its_columns()
    {
        var rows = Enumerable.Range(0, 60)
            .Select(i => new ChainFromText.LabelledText { Text = $"word{i % 3} film", Kind = $"kind{i % 3}" });
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var model = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(_mlContext.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(_mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        CollectionAssert.AreEqual((string[])["Text"], predictor.TextColumnNames.ToArray());
        string[] found = [.. EachWay(predictor, ["word2 film", "word0 film", "word1 film"])
            .Select(prediction => prediction.PredictedLabel!)];
        CollectionAssert.AreEqual((string[])["kind2", "kind0", "kind1", "kind2", "kind0", "kind1", "kind2", "kind0", "kind1"],
            found);
    }

    [TestMethod]
    public void A_model_of_numbers_is_refused_with_the_name_and_type_of_its_column()
    {
        var data = Toy.Numbers(_mlContext, 12);
        using var model = Toy.Trainer(_mlContext).Fit(data);
        var failure = Assert.ThrowsExactly<ArgumentException>(() => TextPredictor.Create(model, data.Schema));
        Assert.Contains("Features (Vector<Single", failure.Message);
        Assert.IsNotEmpty(ScoringModel.Create(model, data.Schema).InputColumns);
    }

    [TestMethod]
    public void Several_columns_of_texts_need_rows()
    {
        var rows = Enumerable.Range(0, 40)
            .Select(i => new TwoTexts { Subject = $"word{i % 2}", Body = $"{i} film", Label = i % 2 == 0 });
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var model = _mlContext.Transforms.Expression("Both", "(a, b) => concat(a, \" \", b)", "Subject", "Body")
            .Append(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Both"))
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(Toy.Options)).Fit(data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        CollectionAssert.AreEqual((string[])["Subject", "Body"], predictor.TextColumnNames.ToArray());
        foreach (Func<object> call in (Func<object>[])[() => predictor.Predict("a"), () => predictor.Predict(["a"]), () =>
            predictor.PredictAsync(AsyncTexts.Of("a"))])
            Assert.Contains("Subject, Body", Assert.ThrowsExactly<InvalidOperationException>(() => call()).Message);
        CollectionAssert.AreEqual(
            Toy.Column<float>(model.Transform(data), "Score"), predictor.Predict(data)
                .Select(prediction => prediction.Score!.Value).ToArray());
    }

    [TestMethod]
    public void What_predicts_nothing_is_refused_by_its_steps()
    {
        var words = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(Rows.OfText(_mlContext, "a b"));
        Assert.Contains("Tokenizing", Assert.ThrowsExactly<ArgumentException>(() => TextPredictor.Create(words, null)).Message);
    }

    // The toy's hidden size fills no register, so torch computes it, which rounds differently in a batch.
    private static void AreClose(IEnumerable<float> expected, IEnumerable<float> actual, float tolerance)
    {
        foreach (var (one, other) in expected.Zip(actual))
            Assert.AreEqual(one, other, tolerance);
        Assert.AreEqual(expected.Count(), actual.Count());
    }

    private static TransformerChain<ITransformer> Chain(Objective objective) => ChainFromText.Of(Small, objective);

    private static string[] Texts(ITransformer model) => [.. ChainFromText.Texts(model), "", "not one known word"];

    // One by one, as a batch and as a stream.
    private static IEnumerable<TextPrediction> EachWay(TextPredictor predictor, string[] texts) =>
    [
        .. texts.Select(predictor.Predict), .. predictor.Predict(texts), .. predictor.PredictAsync(AsyncTexts.Of(texts))
            .ToBlockingEnumerable(),
    ];

    private sealed class Forecast
    {
        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] Label { get; set; } = [];
    }

    private sealed class TwoTexts
    {
        public string Subject { get; set; } = "";

        public string Body { get; set; } = "";

        public bool Label { get; set; }
    }
}
