using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public class PretrainedTrainerTests
{
    private static readonly string[] Good = ["good", "superb"], Bad = ["bad", "not good"],
        Things = ["the film", "a book", "music"];

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    public void An_encoder_learns_a_task_and_is_saved_and_loaded(string name)
    {
        var mlContext = new MLContext(1);
        var (data, model) = Fit(mlContext, name, Options());
        var scored = model.Transform(data);
        Assert.IsGreaterThan(0.95, mlContext.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy);
        var loaded = ModelFile.Reload(mlContext, model);
        CollectionAssert.AreEqual(
            scored.GetColumn<float>("Score").ToArray(), loaded.Transform(data).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void A_fine_tuned_model_is_fine_tuned_further()
    {
        var mlContext = new MLContext(1);
        var (data, model) = Fit(mlContext, "bert", Options());
        var options = Options();
        (options.ContinueFrom, options.NumberOfEpochs) = (model, 1);
        var tokens = ((IEnumerable<ITransformer>)model).First().Transform(data);
        var further = mlContext.BinaryClassification.Trainers.Sequence(options).Fit(tokens);
        Assert.IsGreaterThan(0.95, mlContext.BinaryClassification.EvaluateNonCalibrated(further.Transform(tokens)).Accuracy);
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("bert-in-parts")]
    [DataRow("roberta")]
    public void An_exported_encoder_scores_as_torch_does(string name)
    {
        var mlContext = new MLContext(1);
        var options = Options();
        options.NumberOfEpochs = 1;
        var (data, model) = Fit(mlContext, name, options);
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "encoder.onnx");
        float[] expected = [.. model.Transform(data).GetColumn<float>("Score")],
            actual = [.. mlContext.Model.ToOnnxPipeline(model, data.Schema, path).Transform(data).GetColumn<float>("Score")];
        Assert.IsLessThan(1e-5f, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    public void Options_without_an_encoder_are_an_error()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new MLContext(1).BinaryClassification.Trainers.Sequence(new PretrainedOptions()));
        Assert.Contains("ContinueFrom must have a pretrained encoder", error.Message);
        Assert.Contains("call Trainers.Pretrained with the encoder's folder", error.Message);
    }

    [TestMethod]
    public void A_model_beside_a_folder_is_an_error()
    {
        var mlContext = new MLContext(1);
        var options = Options();
        options.ContinueFrom = Fit(mlContext, "bert", options).Model;
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => mlContext.BinaryClassification.Trainers.Pretrained(EncoderCopy.Of("bert"), options));
        Assert.Contains("ContinueFrom must be null where the encoder is in a folder", error.Message);
    }

    private static PretrainedOptions Options() => new()
    {
        FeatureColumnName = "Tokens",
        NumberOfEpochs = 100,
        LearningRate = 0.01,
        ValidationFraction = 0,
        NgramLength = 0,
        LabelSmoothing = 0,
        Seed = 1,
    };

    private static (IDataView Data, ITransformer Model) Fit(MLContext mlContext, string name, PretrainedOptions options)
    {
        var data = mlContext.Data.LoadFromEnumerable(
            from thing in Things
            from tense in new[] { "is", "was" }
            from word in Good.Concat(Bad)
            select new Row { Text = $"{thing} {tense} {word}", Label = Good.Contains(word) });
        string folder = EncoderCopy.Of(name);
        var tokenization = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(folder);
        var estimator = mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", tokenization)
            .Append(mlContext.BinaryClassification.Trainers.Pretrained(folder, options));
        return (data, estimator.Fit(data));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
