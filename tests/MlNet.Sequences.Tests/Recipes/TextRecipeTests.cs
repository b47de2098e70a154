using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Whole pipelines from texts to a classifier, by recipe.</summary>
[TestClass]
public sealed class TextRecipeTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(TextRecipe.Fast)]
    [DataRow(TextRecipe.Balanced)]
    [DataRow(TextRecipe.Accurate)]
    public void A_recipe_learns_from_texts_and_its_model_is_saved_as_one(TextRecipe recipe)
    {
        var (labeled, test) = (Texts(80, seed: 1), Texts(100, seed: 2));
        var options = Small(recipe);
        options.UnlabeledData = Unlabeled(300);
        using var model = _mlContext.BinaryClassification.Trainers.TextRecipe(options).Fit(labeled);
        Assert.IsGreaterThan(0.95, _mlContext.BinaryClassification.Evaluate(model.Transform(test)).Accuracy);
        var history = model.LastTransformer.History;
        Assert.AreEqual(300, history.UnlabeledRows);
        Assert.AreEqual(recipe == TextRecipe.Fast ? 0 : 2, history.EarlierEpochs, "of the language model");

        using var folder = new ScratchFolder();
        _mlContext.Model.Save(model, labeled.Schema, folder.At("model.zip"));
        using var predictor = TextPredictor.Load(new MLContext(), folder.At("model.zip"));
        float[] scores = Toy.Scores(model, test);
        string[] texts = [.. _mlContext.Data.CreateEnumerable<TextRow>(test, reuseRowObject: false).Select(row => row.Text)];
        CollectionAssert.AreEqual(
            scores.Select(score => score > 0 ? "true" : "false").ToArray(),
            predictor.Predict(texts).Select(prediction => prediction.PredictedLabel).ToArray());
    }

    [TestMethod]
    public void Several_classes_and_no_unlabeled_texts_work_alike()
    {
        var toKey = _mlContext.Transforms.Conversion.MapValueToKey("Kind", "Label");
        var rows = Texts(80, seed: 1);
        var options = Small(TextRecipe.Balanced);
        options.Classifier.LabelColumnName = "Kind";
        var pipeline = toKey.Append(_mlContext.MulticlassClassification.Trainers.TextRecipe(options));
        using var model = pipeline.Fit(rows);
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(Texts(100, seed: 2)), "Kind");
        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
        Assert.IsNull(model.LastTransformer.LastTransformer.History.UnlabeledRows);
    }

    [TestMethod]
    public void Columns_are_named_in_the_call()
    {
        var rows = _mlContext.Transforms.CopyColumns("Review", "Text")
            .Append(_mlContext.Transforms.CopyColumns("Liked", "Label"))
            .Append(_mlContext.Transforms.SelectColumns("Review", "Liked", "Film"))
            .Fit(Texts(40, seed: 1)).Transform(Texts(40, seed: 1));
        var unlabeled = _mlContext.Transforms.CopyColumns("Review", "Text").Fit(Unlabeled(20)).Transform(Unlabeled(20));
        using var model = _mlContext.BinaryClassification.Trainers.TextRecipe(
            TextRecipe.Fast, "Liked", "Review", unlabeled, "Film").Fit(rows);
        Assert.AreEqual("Film", model.LastTransformer.History.Settings!["samplingKeyColumnName"]);
        Assert.AreEqual(20, model.LastTransformer.History.UnlabeledRows);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_model_whatever_was_trained_before()
    {
        float[] Scores()
        {
            var options = Small(TextRecipe.Balanced);
            options.UnlabeledData = Unlabeled(50);
            using var model = new MLContext().BinaryClassification.Trainers.TextRecipe(options).Fit(Texts(40, seed: 1));
            return Toy.Scores(model, Texts(20, seed: 2));
        }

        CollectionAssert.AreEqual(Scores(), Scores());
    }

    [TestMethod]
    public void An_interrupted_recipe_resumes_in_its_language_model_and_in_its_classifier()
    {
        var rows = Texts(60, seed: 1);
        float[] expected = Fit(_ => { });
        using var folder = new ScratchFolder();
        foreach (bool inLanguageModel in (bool[])[true, false])
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Fit(options =>
            {
                Watch(options, folder);
                options.Classifier.CancellationToken = source.Token;
                var network = inLanguageModel ? options.LanguageModel!.Network : options.Classifier;
                network.Callbacks = [new Fits.OnEpoch(_ => source.Cancel())];
            }));
        }

        long? resumed = null;
        float[] scores = Fit(options =>
        {
            Watch(options, folder);
            options.Classifier.Callbacks = [new Fits.OnStart(start => resumed = start.StepsDone)];
        });
        Assert.IsGreaterThan(0, resumed!.Value);
        CollectionAssert.AreEqual(expected, scores);

        float[] Fit(Action<TextRecipeOptions> set)
        {
            var options = Small(TextRecipe.Balanced);
            options.Classifier.NumberOfEpochs = 3;
            set(options);
            using var model = _mlContext.BinaryClassification.Trainers.TextRecipe(options).Fit(rows);
            return Toy.Scores(model, rows);
        }

        static void Watch(TextRecipeOptions options, ScratchFolder folder) =>
            (options.Classifier.CheckpointFolder, options.Classifier.Resume) = (folder.Path, true);
    }

    [TestMethod]
    public void Every_violation_is_listed()
    {
        var options = Small(TextRecipe.Balanced);
        (options.TextColumnName, options.MaximumLength) = (" ", 0);
        ((LstmOptions)options.Classifier).HiddenSize = 16;
        options.Classifier.UnlabeledData = Texts(10, seed: 1);
        var error = Assert.Throws<ArgumentException>(() => _mlContext.BinaryClassification.Trainers.TextRecipe(options));
        Assert.Contains("TextColumnName must be the name of a column", error.Message);
        Assert.Contains("MaximumLength must be at least 1", error.Message);
        Assert.Contains("LanguageModel must have a network of the classifier's shape", error.Message);
        Assert.Contains("hiddenSize is 16 and was 8", error.Message);
        Assert.Contains("Classifier must leave its UnlabeledData to the recipe", error.Message);
        error = Assert.Throws<ArgumentException>(() => new TextRecipeOptions((TextRecipe)7));
        Assert.Contains("one of Fast, Balanced, Accurate", error.Message);
    }

    [TestMethod]
    public void Columns_are_checked_before_the_language_model_is_trained()
    {
        var options = Small(TextRecipe.Balanced);
        bool hasStarted = false;
        options.LanguageModel!.Network.Callbacks = [new Fits.OnStart(_ => hasStarted = true)];
        options.Classifier.LabelColumnName = "Liked";
        var estimator = _mlContext.BinaryClassification.Trainers.TextRecipe(options);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(Texts(40, seed: 1)));
        Assert.Contains("Liked", error.Message);
        options.Classifier.LabelColumnName = "Label";
        options.UnlabeledData = _mlContext.Transforms.SelectColumns("Film").Fit(Unlabeled(20)).Transform(Unlabeled(20));
        estimator = _mlContext.BinaryClassification.Trainers.TextRecipe(options);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(Texts(40, seed: 1)));
        Assert.Contains("Text", error.Message);
        Assert.IsFalse(hasStarted);
    }

    // A network of a few thousand weights, by the settings of the recipe otherwise.
    private static TextRecipeOptions Small(TextRecipe recipe)
    {
        var options = new TextRecipeOptions(recipe);
        foreach (var network in new[] { options.Classifier, options.LanguageModel?.Network }.OfType<LstmOptions>())
            (network.EmbeddingSize, network.HiddenSize, network.NumberOfEpochs) = (8, 8, 2);
        options.Classifier.Seed = 1;
        return options;
    }

    private IDataView Unlabeled(int count) => Texts(count, seed: 9);

    // A text is liked if it has a pair of words in one order, and not in the other.
    private IDataView Texts(int count, int seed)
    {
        var random = new Random(seed);
        return _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
        {
            bool label = random.Next(2) == 1;
            string[] noise = [.. Enumerable.Range(0, 6).Select(_ => $"word{random.Next(30)}")];
            return new TextRow
            {
                Text = $"{noise[0]} {noise[1]}, {(label ? "not bad" : "bad not")} {noise[2]} {noise[3]}! {noise[4]} {noise[5]}",
                Label = label,
                Film = $"film {i / 4}",
            };
        }).ToArray());
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public string Film { get; set; } = "";
    }
}
