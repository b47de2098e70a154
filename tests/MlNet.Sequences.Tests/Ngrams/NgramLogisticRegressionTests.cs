using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>What only the n-gram trainer does; what every trainer does is in the contract.</summary>
[TestClass]
public sealed class NgramLogisticRegressionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void What_the_order_of_tokens_decides_is_learned_from_pairs_and_not_from_single_tokens()
    {
        // "good not bad" against "bad not good": the same tokens.
        var train = Texts(("5 7 6", true), ("6 7 5", false), ("5 7 6 8", true), ("6 7 5 8", false));
        double Accuracy(int length) => _mlContext.BinaryClassification.Evaluate(
            Trainer(new() { NgramLength = length }).Fit(train).Transform(train)).Accuracy;
        Assert.AreEqual(0.5, Accuracy(1));
        Assert.AreEqual(1, Accuracy(2));
    }

    [TestMethod]
    public void The_terms_of_an_explanation_are_the_score()
    {
        var data = Toy.Tokens(_mlContext, 200);
        var model = Trainer().Fit(data);
        var rows = Toy.TokenRows(50, seed: 2);
        float[] scores = Toy.Scores(model, Toy.View(_mlContext, rows));
        for (int i = 0; i < rows.Length; i++)
        {
            var explanation = model.Model.Explain(rows[i].Features);
            Assert.AreEqual(explanation.Bias + explanation.Contributions.Sum(term => term.Value), explanation.Logit, 1e-9);
            Assert.AreEqual(scores[i], explanation.Logit, 1e-5);
            var against = model.Model.Explain(rows[i].Features, @class: 0);
            Assert.AreEqual(-explanation.Logit, against.Logit, 1e-9);
        }
    }

    [TestMethod]
    public void The_terms_of_several_classes_give_their_probabilities()
    {
        var model = (NgramPredictionTransformer)Toy.NgramTrainer(_mlContext, ToyTask.Multiclass).Fit(Toy.Tokens(_mlContext, 200));
        var rows = Toy.TokenRows(20, seed: 2);
        float[][] scores = Toy.ScoreVectors(model, Toy.View(_mlContext, rows));
        for (int i = 0; i < rows.Length; i++)
        {
            double[] sigmoids = [.. Enumerable.Range(0, 3).Select(
                @class => 1 / (1 + Math.Exp(-model.Model.Explain(rows[i].Features, @class).Logit)))];
            for (int @class = 0; @class < 3; @class++)
                Assert.AreEqual(sigmoids[@class] / sigmoids.Sum(), scores[i][@class], 1e-5);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Model.Explain(rows[0].Features));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Model.Explain(rows[0].Features, 3));
    }

    [TestMethod]
    public void The_strongest_n_gram_is_the_telling_one()
    {
        var model = Trainer().Fit(Toy.Tokens(_mlContext, 500));
        var strongest = model.Model.GetStrongestNgrams(3);
        CollectionAssert.AreEqual(new[] { $"{Toy.Telling}" }, strongest[0].Tokens.ToArray());
        Assert.HasCount(6, strongest);
        Assert.IsGreaterThan(0, strongest[0].Value);
        Assert.IsLessThan(0, strongest[^1].Value);
        CollectionAssert.AreEqual(
            strongest.Select(ngram => -ngram.Value).Reverse().ToArray(),
            model.Model.GetStrongestNgrams(3, @class: 0).Select(ngram => ngram.Value).ToArray());
    }

    [TestMethod]
    public void Tokens_are_named_by_their_words()
    {
        var texts = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i =>
            new Films.Review { Text = i % 2 == 0 ? "A good film!" : "A bad film.", Label = i % 2 == 0 }));
        var options = new TokenizeIntoWordsAsKeysOptions { StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation };
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", options)
            .Append(_mlContext.BinaryClassification.Trainers.NgramLogisticRegression()).Fit(texts).LastTransformer;
        var strongest = model.Model.GetStrongestNgrams(20).Select(ngram => string.Join(' ', ngram.Tokens)).ToArray();
        CollectionAssert.IsSubsetOf(new[] { "good", "a good film", "film !", "bad", "film ." }, strongest);
    }

    [TestMethod]
    public void Rows_that_weigh_nothing_are_as_if_they_were_not_there()
    {
        var rows = Toy.TokenRows(200);
        foreach (var row in rows)
            row.Weight = row.Number % 2;
        var options = new NgramLogisticRegressionOptions { ExampleWeightColumnName = "Weight" };
        var test = Toy.Tokens(_mlContext, 50, seed: 2);
        CollectionAssert.AreEqual(
            Toy.Scores(Trainer().Fit(Toy.View(_mlContext, rows.Where(row => row.Weight > 0))), test),
            Toy.Scores(Trainer(options).Fit(Toy.View(_mlContext, rows)), test));
    }

    [TestMethod]
    public void Class_weights_move_scores_toward_the_heavier_class()
    {
        var (data, test) = (Toy.Tokens(_mlContext, 200), Toy.Tokens(_mlContext, 50, seed: 2));
        var weights = ClassWeights.Of(new Dictionary<string, double> { ["True"] = 5, ["False"] = 1 });
        Assert.IsGreaterThan(
            Toy.Scores(Trainer().Fit(data), test).Average(),
            Toy.Scores(Trainer(new() { ClassWeights = weights }).Fit(data), test).Average());
    }

    [TestMethod]
    public void Rows_of_one_class_are_an_error_that_names_it()
    {
        var data = Toy.View(_mlContext, Toy.TokenRows(20).Where(row => row.Label));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(data)).Message,
            "all rows to train on have the label 'True' in column 'Label'");
    }

    [TestMethod]
    public void No_row_is_an_error() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(Toy.Tokens(_mlContext, 0))).Message,
        "There are no rows to train on");

    [TestMethod]
    public void Numbers_are_an_error_that_asks_for_tokens() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer().Fit(Toy.Numbers(_mlContext, 10))).Message,
        "expected a vector of keys (tokens), such as TokenizeIntoWordsAsKeys makes");

    [TestMethod]
    public void A_class_that_no_row_has_is_never_predicted()
    {
        var rows = Toy.TokenRows(100).Where(row => row.Kind != "maybe");
        var model = Toy.NgramTrainer(_mlContext, ToyTask.Multiclass).Fit(Toy.View(_mlContext, rows));
        foreach (float[] scores in Toy.ScoreVectors(model, Toy.Tokens(_mlContext, 50, seed: 2)))
        {
            Assert.IsLessThan(1e-6f, scores[1]);
            Assert.AreEqual(1, scores.Sum(), 1e-5f);
        }
    }

    [TestMethod]
    [DataRow("", "are empty")]
    [DataRow("x", "No n-gram occurs in 2 training rows")]
    public void A_model_that_learned_the_frequencies_alone_says_so(string kind, string warning)
    {
        int next = 6;
        var data = Texts([.. Enumerable.Range(0, 8).Select(i => (kind.Length == 0 ? "" : $"{next++}", i < 6))]);
        var model = Trainer(new() { OptimizationTolerance = 1e-6 }).Fit(data);
        StringAssert.Contains(model.Summary.Warnings.Single(), warning);
        Assert.IsTrue(Array.TrueForAll(Toy.Scores(model, data), score => Math.Abs(score - Math.Log(3)) < 1e-3));
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => Trainer(new()
        {
            LabelColumnName = "",
            NgramLength = 0,
            MinimumDocumentCount = 0,
            L2Regularization = 0,
            CountSmoothing = double.NaN,
            OptimizationTolerance = 1,
            MaximumNumberOfIterations = 0,
            NumberOfThreads = 0,
            ClassWeights = null!,
        })).Message;
        StringAssert.StartsWith(message, "NgramLogisticRegressionOptions has 9 invalid values:");
    }

    [TestMethod]
    public void A_cancelled_token_ends_the_fit() => Assert.Throws<OperationCanceledException>(
        () => Trainer(new() { CancellationToken = new(canceled: true) }).Fit(Toy.Tokens(_mlContext, 50)));

    [TestMethod]
    public void A_cancelled_context_ends_the_fit()
    {
        var mlContext = new MLContext(seed: 1);
        var data = Toy.Tokens(mlContext, 50);
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(mlContext, null);
        Assert.Throws<OperationCanceledException>(
            () => mlContext.BinaryClassification.Trainers.NgramLogisticRegression().Fit(data));
    }

    [TestMethod]
    public void The_threshold_can_be_changed()
    {
        var data = Toy.Tokens(_mlContext, 200);
        var model = Trainer().Fit(data);
        var strict = _mlContext.BinaryClassification.ChangeModelThreshold(model, 1e6f);
        Assert.AreEqual(0f, model.Threshold);
        Assert.AreEqual(1e6f, strict.Threshold);
        Assert.IsFalse(Toy.Column<bool>(strict.Transform(data), "PredictedLabel").Any(label => label));
        Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.BinaryClassification.ChangeModelThreshold(
            (NgramPredictionTransformer)Toy.NgramTrainer(_mlContext, ToyTask.Multiclass).Fit(data), 0));
    }

    [TestMethod]
    public void A_text_predictor_finds_the_classes_names_and_the_labels_column()
    {
        var schema = SchemaDefinition.Create(typeof(Mail));
        schema["Label"].AddAnnotation(
            ScoreAnnotations.TrainingLabelValues, new VBuffer<ReadOnlyMemory<char>>(2, ["ham".AsMemory(), "spam".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 2));
        var mails = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new Mail { Text = i % 2 == 0 ? "dear friend" : "buy now", Label = i % 2 == 1 }),
            schema);
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Append(Trainer()).Fit(mails);
        using var predictor = TextPredictor.Create(model, mails.Schema);
        CollectionAssert.AreEqual((string[])["ham", "spam"], predictor.ClassNames.ToArray());
        CollectionAssert.AreEqual((string[])["Label"], predictor.Model.LabelColumns.Select(column => column.Name).ToArray());
        Assert.AreEqual("spam", predictor.Predict("buy now").PredictedLabel);
        Assert.AreEqual("ham", predictor.Predict(["dear friend"], CancellationToken.None).Single().PredictedLabel);
    }

    [TestMethod]
    public void Options_are_written_to_JSON_and_read_from_it()
    {
        var options = new NgramLogisticRegressionOptions
        {
            LabelColumnName = "Spam",
            NgramLength = 2,
            MinimumDocumentCount = 5,
            L2Regularization = 0.5,
            CountSmoothing = 2,
            OptimizationTolerance = 0.1,
            MaximumNumberOfIterations = 7,
            NumberOfThreads = 3,
            ClassWeights = ClassWeights.Balanced,
        };
        string json = options.ToJson();
        Assert.AreEqual(json, NgramLogisticRegressionOptions.FromJson(json).ToJson());
        foreach (string part in (string[])["\"ngramLength\": 2", "\"classWeights\": \"balanced\"", "\"numberOfThreads\": 3"])
            StringAssert.Contains(json, part);
        Assert.AreEqual(new NgramLogisticRegressionOptions().ToJson(), NgramLogisticRegressionOptions.FromJson("{}").ToJson());
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => NgramLogisticRegressionOptions.FromJson("{\"ngramLenght\": 2}")).Message,
            "did you mean ngramLength?");
    }

    [TestMethod]
    public void A_model_knows_the_rows_that_it_was_trained_on()
    {
        var model = Trainer().Fit(Toy.Tokens(_mlContext, 50));
        Assert.IsTrue(model.WasTrainedOn(Toy.Tokens(_mlContext, 50)));
        Assert.IsFalse(model.WasTrainedOn(Toy.Tokens(_mlContext, 49)));
        Assert.IsFalse(model.WasTrainedOn(Toy.Tokens(_mlContext, 50, seed: 2)));
        Assert.AreEqual("3", model.Summary.Settings!["ngramLength"]);
    }

    [TestMethod]
    public void Cross_validation_takes_the_trainer()
    {
        var folds = _mlContext.BinaryClassification.CrossValidate(Toy.Tokens(_mlContext, 300), Trainer(), numberOfFolds: 3);
        Assert.IsGreaterThan(0.9, folds.Average(fold => fold.Metrics.Accuracy));
    }

    [TestMethod]
    public void Fits_with_any_number_of_threads_give_the_same_model()
    {
        var (data, test) = (Toy.Tokens(_mlContext, 500), Toy.Tokens(_mlContext, 100, seed: 2));
        float[] alone = Toy.Scores(Trainer(new() { NumberOfThreads = 1 }).Fit(data), test);
        foreach (int threads in new[] { 2, 5 })
            CollectionAssert.AreEqual(alone, Toy.Scores(Trainer(new() { NumberOfThreads = threads }).Fit(data), test));
    }

    private NgramLogisticRegressionTrainer Trainer(NgramLogisticRegressionOptions? options = null) =>
        _mlContext.BinaryClassification.Trainers.NgramLogisticRegression(options ?? new());

    private sealed class Mail
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private IDataView Texts(params (string Tokens, bool Label)[] rows) =>
        Toy.View(_mlContext, rows.Select((row, i) => new Toy.TokenRow
        {
            Number = i,
            Label = row.Label,
            Features = [.. row.Tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse)],
        }).ToArray());
}
