using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MlNet.Sequences.Tests;

/// <summary>What people do with ML.NET's own trainers, done with the n-gram trainer.</summary>
[TestClass]
public sealed class NgramsInMlNetTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly Lazy<NgramPredictionTransformer> Model = new(
        () => Binary().Fit(Toy.Tokens(MlContext, 300)));

    [TestMethod]
    public void Cross_validation_of_several_classes_takes_the_trainer()
    {
        var folds = MlContext.MulticlassClassification.CrossValidate(
            Toy.Tokens(MlContext, 300), Toy.NgramTrainer(MlContext, ToyTask.Multiclass), numberOfFolds: 3,
            Toy.LabelColumnOf(ToyTask.Multiclass));
        Assert.HasCount(3, folds);
        Assert.IsTrue(folds.All(fold => double.IsFinite(fold.Metrics.LogLoss)));
        Assert.IsGreaterThan(0.6, folds.Average(fold => fold.Metrics.MicroAccuracy));
    }

    [TestMethod]
    public void A_prediction_engine_predicts_as_the_transformer_does()
    {
        var rows = MlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Text
        {
            Content = i % 2 == 0 ? "a good and kind film" : "a bad and dull film",
            Label = i % 2 == 0,
        }));
        var model = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Content").Append(Binary()).Fit(rows);
        using var engine = MlContext.Model.CreatePredictionEngine<Text, Answer>(model);
        float[] scores = Toy.Scores(model, rows);
        Assert.AreEqual(scores[0], engine.Predict(new() { Content = "a good and kind film" }).Score);
        Assert.AreEqual(scores[1], engine.Predict(new() { Content = "a bad and dull film" }).Score);
        Assert.IsTrue(engine.Predict(new() { Content = "good" }).PredictedLabel);
        Assert.IsLessThan(0.5f, engine.Predict(new() { Content = "dull" }).Probability);
    }

    [TestMethod]
    public void Calibrators_take_the_scores()
    {
        var scored = Model.Value.Transform(Toy.Tokens(MlContext, 200, seed: 2));
        var calibrators = MlContext.BinaryClassification.Calibrators;
        foreach (var calibrator in (IEstimator<ITransformer>[])[calibrators.Platt(), calibrators.Isotonic(), calibrators.Naive()])
        {
            var calibrated = calibrator.Fit(scored).Transform(scored);
            float[] probabilities = Toy.Column<float>(calibrated, "Probability");
            Assert.IsTrue(probabilities.All(probability => probability is >= 0 and <= 1));
            Assert.IsGreaterThan(0.9, MlContext.BinaryClassification.Evaluate(calibrated).Accuracy);
        }
    }

    [TestMethod]
    public void PermutationFeatureImportance_permutes_no_tokens()
    {
        // Vectors of any length have no slots that it could permute.
        var data = Toy.Tokens(MlContext, 50);
        Assert.IsEmpty(MlContext.BinaryClassification.PermutationFeatureImportance(Model.Value, data));

        var padded = MlContext.Transforms.PadSequence("Features", 6).Fit(data).Transform(data);
        var model = Binary().Fit(padded);
        StringAssert.Contains(
            Assert.Throws<Exception>(
                () => MlContext.BinaryClassification.PermutationFeatureImportance(model, padded)).Message, "Single");
    }

    // Their arguments are of ML.NET's own types, which the compiler tells: a trainer for several classes takes their place.
    [TestMethod]
    public void OneVersusAll_takes_models_over_vectors_of_numbers_alone()
    {
        var parameters = typeof(MulticlassClassificationCatalog.MulticlassClassificationTrainers).Assembly
            .GetTypes().Concat(typeof(StandardTrainersCatalog).Assembly.GetTypes())
            .SelectMany(type => type.GetMethods()).Where(method => method.Name is "OneVersusAll" or "PairwiseCoupling")
            .Select(method => method.GetParameters()[1].ParameterType.GetGenericTypeDefinition()).ToArray();
        Assert.IsNotEmpty(parameters);
        Assert.IsTrue(parameters.All(type => type == typeof(ITrainerEstimator<,>)));
        Assert.IsFalse(typeof(NgramPredictionTransformer).BaseType!.IsGenericType);
        var model = Toy.NgramTrainer(MlContext, ToyTask.Multiclass).Fit(Toy.Tokens(MlContext, 200));
        Assert.HasCount(3, Toy.ScoreVectors(model, Toy.Tokens(MlContext, 1))[0]);
    }

    [TestMethod]
    public void ConvertToOnnx_and_ExportToOnnx_say_that_n_grams_stay_here()
    {
        var data = Toy.Tokens(MlContext, 50);
        using var file = new MemoryStream();
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => MlContext.Model.ConvertToOnnx(Model.Value, data, file)).Message,
            "A model of n-grams alone can't be exported to ONNX");
        Assert.AreEqual(0, file.Length);
        using var folder = new ScratchFolder();
        StringAssert.Contains(
            Assert.Throws<Exception>(() => MlContext.Model.ExportToOnnx(Model.Value, folder.At("ngrams.onnx"))).Message,
            "A model of n-grams alone can't be exported to ONNX");
        Assert.IsFalse(File.Exists(folder.At("ngrams.onnx")));
    }

    private static NgramLogisticRegressionTrainer Binary() => MlContext.BinaryClassification.Trainers.NgramLogisticRegression();

    private sealed class Text
    {
        public string Content { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Answer
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
