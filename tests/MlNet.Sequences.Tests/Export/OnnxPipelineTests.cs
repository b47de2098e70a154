using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Models whose network runs in ONNX Runtime, inside ML.NET, against the models that they were made of.</summary>
[TestClass]
public sealed class OnnxPipelineTests
{
    private static readonly LstmArchitecture Small = new() { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 };

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_model_from_text_scores_the_same_saved_loaded_and_without_its_label()
    {
        var rows = Enumerable.Range(0, 40)
            .Select(i => new ChainFromText.LabelledText { Text = $"word{i % 3} and more {i}", Kind = $"kind{i % 3}" }).ToArray();
        rows[5].Text = "";
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var model = ChainFromText.Labelled(_mlContext, data);
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

        // With all its steps, of which the first wants a label.
        using var whole = _mlContext.Model.ToOnnxPipeline(model, folder.At("model.onnx"));
        OnnxParityTests.AreClose(
            OnnxParityTests.Read(expected, "Score"), OnnxParityTests.Read(whole.Transform(data), "Score"), "Score");
        Assert.Contains("Kind", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => whole.Transform(texts)).Message);

        var engine = _mlContext.Model.CreatePredictionEngine<Text1, Prediction>(loaded);
        float[] first = Toy.Column<VBuffer<float>>(expected, "Score")[0].DenseValues().ToArray();
        OnnxParityTests.AreClose(first, engine.Predict(new Text1 { Text = rows[0].Text }).Score, "one row");
        var metrics = _mlContext.MulticlassClassification.Evaluate(
            _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")).Transform(data), labelColumnName: "Key",
            predictedLabelColumnName: "Key");
        Assert.IsGreaterThan(0, metrics.LogLoss);
    }

    [TestMethod]
    [DataRow("Binary")]
    [DataRow("Regression")]
    public void A_model_of_numbers_gives_the_same_columns(string task)
    {
        Objective objective = task == "Binary"
            ? new BinaryObjective { Threshold = 0.1f }
            : new RegressionObjective { Mean = 100, StandardDeviation = 7 };
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

    // The padding value is known by the column alone: the network's input must have NaN in its place, and zeros within a sequence
    // as they are.
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
    public void Sequences_of_any_length_score_in_their_order_as_in_the_model_and_as_alone()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        var random = new Random(3);
        var rows = Enumerable.Range(0, 3000).Select(_ => new Toy.TokenRow
        {
            Features = [.. Enumerable.Range(0, random.Next(60)).Select(_ => (uint)random.Next(Toy.Vocabulary + 1))],
        }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        using var folder = new ScratchFolder();

        var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));

        float[] scores = OnnxParityTests.Read(portable.Transform(data), "Score");
        OnnxParityTests.AreClose(OnnxParityTests.Read(model.Transform(data), "Score"), scores, "Score");
        var engine = _mlContext.Model.CreatePredictionEngine<Toy.TokenRow, OneScore>(portable);
        for (int i = 0; i < rows.Length; i += 97)
            Assert.AreEqual(scores[i], engine.Predict(rows[i]).Score, 1e-5f, $"row {i} alone");
    }

    [TestMethod]
    public void Many_threads_score_with_one_model()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        var data = Toy.Tokens(_mlContext, 300);
        using var folder = new ScratchFolder();
        var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        float[] expected = OnnxParityTests.Read(portable.Transform(data), "Score");
        Parallel.For(0, 16, _ => CollectionAssert.AreEqual(expected, OnnxParityTests.Read(portable.Transform(data), "Score")));
    }

    [TestMethod]
    public void A_disposed_model_scores_no_more()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        var data = Toy.Tokens(_mlContext, 3);
        using var folder = new ScratchFolder();
        var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        var scored = portable.Transform(data);
        portable.Dispose();
        portable.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => OnnxParityTests.Read(scored, "Score"));
        Assert.ThrowsExactly<ObjectDisposedException>(
            () => _mlContext.Model.Save(portable, data.Schema, folder.At("portable.zip")));
    }

    [TestMethod]
    public void A_sequence_longer_than_the_learnt_positions_is_refused_as_by_the_model()
    {
        var settings = new TransformerArchitecture
        {
            HiddenSize = 4,
            NumberOfLayers = 1,
            NumberOfHeads = 1,
            FeedForwardSize = 4,
            Positions = PositionEncoding.Learned,
            MaximumLength = 3,
        };
        using var model = ExportedModel.Untrained(settings, new BinaryObjective(), ExportedModel.Tokens);
        var data = _mlContext.Data.LoadFromEnumerable([new Toy.TokenRow { Features = [1, 2, 3, 4] }]);
        using var folder = new ScratchFolder();
        var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        string expected = Assert.ThrowsExactly<InvalidOperationException>(
            () => OnnxParityTests.Read(model.Transform(data), "Score")).Message;
        Assert.AreEqual(
            expected,
            Assert.ThrowsExactly<InvalidOperationException>(() => OnnxParityTests.Read(Reload(portable, data), "Score")).Message);

        IDataView Reload(ITransformer transformer, IDataView rows)
        {
            _mlContext.Model.Save(transformer, rows.Schema, folder.At("portable.zip"));
            return _mlContext.Model.Load(folder.At("portable.zip"), out _).Transform(rows);
        }
    }

    [TestMethod]
    public void A_column_of_another_vocabulary_is_refused_before_a_file_is_written()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), new SequenceInput(Toy.Vocabulary + 1, 0));
        using var folder = new ScratchFolder();
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.Model.ToOnnxPipeline(model, Toy.Tokens(_mlContext, 3).Schema, folder.At("model.onnx")));
        Assert.Contains("'Features'", failure.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_saved_model_whose_network_was_damaged_or_exchanged_is_refused_by_its_name()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        var data = Toy.Tokens(_mlContext, 3);
        using var folder = new ScratchFolder();
        using var portable = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        byte[] saved = ModelFile.Save(_mlContext, portable);
        using var other = ExportedModel.Of(Small, new BinaryObjective(), ExportedModel.Numbers);
        using var wider = ExportedModel.Of(
            Small, new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) }, ExportedModel.Tokens);

        foreach (byte[] content in new[]
        {
            [], "no network"u8.ToArray(), File.ReadAllBytes(folder.At("model.onnx"))[..^9], File.ReadAllBytes(other.Path),
            File.ReadAllBytes(wider.Path),
        })
        {
            Assert.Contains("entry 'network.onnx'", Refused(ModelFile.Edit(saved, "network.onnx", _ => content)));
            Assert.Contains("entry 'network.onnx'", Refused(ModelFile.Exchange(saved, "network.onnx", content)));
        }

        byte[] Settings(string text) => ModelFile.Exchange(saved, "onnx-network.json", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Contains("onnx-network.json", Refused(Settings("{}")));
        Assert.Contains("'quantum'", Refused(Settings("""
            { "objective": "quantum", "objectiveSettings": {}, "input": { "vocabularySize": 20, "channels": 0 }, "featureColumnName": "Features", "longestSequence": null }
            """)));

        string Refused(byte[] harmed) => ModelFile.DamageOf(() => ModelFile.Load(new MLContext(), harmed)).Message;
    }

    private static string[] Predicted(IDataView scored) =>
        [.. Toy.Column<ReadOnlyMemory<char>>(scored, "PredictedLabel").Select(label => label.ToString())];

    private sealed class AnyLength
    {
        public float[] Steps { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Text1
    {
        public string Text { get; set; } = "";
    }

    private sealed class OneScore
    {
        public float Score { get; set; }
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
