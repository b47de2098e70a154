using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Models whose network runs in ONNX Runtime, inside ML.NET, against the models that they were made of.</summary>
[TestClass]
public sealed class OnnxPipelineTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_model_from_text_scores_the_same_saved_loaded_and_without_its_label()
    {
        var rows = Enumerable.Range(0, 40).Select(i => new TextRow { Text = $"word{i % 3} and more {i}", Kind = $"kind{i % 3}" }).ToArray();
        rows[5].Text = "";
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var options = Toy.Options;
        options.LabelColumnName = "Key";
        var model = _mlContext.Transforms.Conversion.MapValueToKey("Key", "Kind")
            .Append(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text"))
            .Append(_mlContext.Transforms.PadSequence("Features", "Tokens", length: 4))
            .Append(_mlContext.MulticlassClassification.Trainers.Lstm(options))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);
        var texts = _mlContext.Data.LoadFromEnumerable(rows.Select(row => new Text1 { Text = row.Text }).ToArray());
        using var folder = new ScratchFolder();

        var portable = _mlContext.Model.ToOnnxPipeline(model, texts.Schema, folder.At("model.onnx"));
        _mlContext.Model.Save(portable, texts.Schema, folder.At("portable.zip"));
        File.Delete(folder.At("model.onnx"));
        var loaded = new MLContext().Model.Load(folder.At("portable.zip"), out _);

        var expected = model.Transform(data);
        foreach (ITransformer each in new[] { portable, loaded })
        {
            var scored = each.Transform(texts);
            OnnxParityTests.AreClose(OnnxParityTests.Read(expected, "Score"), OnnxParityTests.Read(scored, "Score"), "Score");
            CollectionAssert.AreEqual(Predicted(expected), Predicted(scored));
            Assert.AreEqual(ColumnText.Describe(expected.Schema["Score"]), ColumnText.Describe(scored.Schema["Score"]));
        }

        var engine = _mlContext.Model.CreatePredictionEngine<Text1, Prediction>(loaded);
        float[] first = Toy.Column<VBuffer<float>>(expected, "Score")[0].DenseValues().ToArray();
        OnnxParityTests.AreClose(first, engine.Predict(new Text1 { Text = rows[0].Text }).Score, "one row");
        var metrics = _mlContext.MulticlassClassification.Evaluate(
            _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")).Transform(data), labelColumnName: "Key", predictedLabelColumnName: "Key");
        Assert.IsGreaterThan(0, metrics.LogLoss);
    }

    [TestMethod]
    [DataRow("Binary")]
    [DataRow("Regression")]
    public void A_model_of_numbers_gives_the_same_columns(string task)
    {
        Objective objective = task == "Binary" ? new BinaryObjective { Threshold = 0.1f } : new RegressionObjective { Mean = 100, StandardDeviation = 7 };
        using var model = ExportedModel.Untrained(
            new GruArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 }, objective, ExportedModel.Numbers);
        var data = Toy.Numbers(_mlContext, 12);
        using var folder = new ScratchFolder();

        var scored = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")).Transform(data);

        var expected = model.Transform(data);
        foreach (string column in OnnxParityTests.Outputs(model))
        {
            Assert.AreEqual(ColumnText.Describe(expected.Schema[column]), ColumnText.Describe(scored.Schema[column]));
            OnnxParityTests.AreClose(OnnxParityTests.Read(expected, column), OnnxParityTests.Read(scored, column), column);
        }
    }

    // The padding value is known by the column alone: the network's input must have NaN in its place, and zeros within a sequence as they are.
    [TestMethod]
    [DataRow(0f, SequencePadding.Post)]
    [DataRow(0f, SequencePadding.Pre)]
    [DataRow(-1.5f, SequencePadding.Post)]
    public void Numbers_padded_with_a_number_score_the_same_saved_and_loaded(float padding, SequencePadding side)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 40).Select(i => new AnyLength
        {
            // Lengths of 0 to 7 for 5 steps, a padding value within every third sequence, and a gap within every fourth.
            Steps = [.. Enumerable.Range(0, i % 8).Select(step =>
                step == 1 && i % 3 == 0 ? padding : step == 2 && i % 4 == 0 ? float.NaN : random.NextSingle() + (i % 2))],
            Label = i % 2 == 1,
        }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var options = new PadSequenceOptions { Length = 5, PaddingValue = padding, Padding = side };
        var model = _mlContext.Transforms.PadSequence("Features", "Steps", options)
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(Toy.Options)).Fit(data);
        using var folder = new ScratchFolder();

        var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        _mlContext.Model.Save(portable, data.Schema, folder.At("portable.zip"));

        float[] expected = Toy.Scores(model, data);
        Assert.IsGreaterThan(20, expected.Distinct().Count());
        foreach (var each in new[] { portable, _mlContext.Model.Load(folder.At("portable.zip"), out _) })
            OnnxParityTests.AreClose(expected, Toy.Scores(each, data), "Score");
    }

    [TestMethod]
    public void Sequences_of_any_length_are_refused_with_the_remedy()
    {
        using var folder = new ScratchFolder();
        using var model = ExportedModel.Untrained(
            new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 }, new BinaryObjective(), ExportedModel.Tokens);
        var data = Toy.Tokens(_mlContext, 3);
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")));
        Assert.Contains("PadSequence", failure.Message);
        Assert.Contains("'Features'", failure.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static string[] Predicted(IDataView scored) =>
        [.. Toy.Column<ReadOnlyMemory<char>>(scored, "PredictedLabel").Select(label => label.ToString())];

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class AnyLength
    {
        public float[] Steps { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Text1
    {
        public string Text { get; set; } = "";
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
