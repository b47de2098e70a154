using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Exports with rounded weights: their size, how near they score, and that the check of them can fail.</summary>
[TestClass]
public sealed class OnnxWeightsTests
{
    private static readonly OnnxExportOptions Int8 = new() { Weights = OnnxWeights.Int8 };

    private static readonly Dictionary<string, NetworkArchitecture> Architectures = new()
    {
        ["lstm"] = new LstmArchitecture { EmbeddingSize = 8, HiddenSize = 8, NumberOfLayers = 2, Bidirectional = true },
        ["gru"] = new GruArchitecture { EmbeddingSize = 8, HiddenSize = 5, NumberOfLayers = 1 },
        ["rnn"] = new RnnArchitecture { EmbeddingSize = 8, HiddenSize = 8, NumberOfLayers = 1 },
        ["transformer"] = new TransformerArchitecture
        {
            HiddenSize = 8,
            NumberOfLayers = 2,
            NumberOfHeads = 2,
            FeedForwardSize = 16,
        },
        ["transformer of learned positions"] = new TransformerArchitecture
        {
            HiddenSize = 8,
            NumberOfLayers = 1,
            NumberOfHeads = 1,
            FeedForwardSize = 16,
            Positions = PositionEncoding.Learned,
            MaximumLength = 40,
        },
    };

    private static readonly Dictionary<string, Objective> Objectives = new()
    {
        ["binary"] = new BinaryObjective(),
        ["multiclass"] = new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) },
        ["regression"] = new RegressionObjective { Mean = 100, StandardDeviation = 7 },
    };

    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<object[]> Models =>
        from architecture in Architectures.Keys
        from objective in Objectives.Keys
        from input in new[] { "tokens", "numbers" }
        select new object[] { architecture, objective, input };

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Rounded_weights_score_near_the_model_and_not_as_it_does(string architecture, string task, string input)
    {
        var sequences = input == "tokens" ? ExportedModel.Tokens : ExportedModel.Numbers;
        using var model = ExportedModel.Untrained(Architectures[architecture], Objectives[task], sequences);
        var data = input == "tokens" ? Toy.Tokens(_mlContext, 60) : Toy.Numbers(_mlContext, 60);
        using var folder = new ScratchFolder();
        using var rounded = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"), Int8);

        float[] expected = OnnxParityTests.Read(model.Transform(data), "Score"),
            scores = OnnxParityTests.Read(rounded.Transform(data), "Score");

        double unit = task == "regression" ? 7 : 1;
        double[] differences = [.. expected.Zip(scores, (one, other) => Math.Abs((double)one - other) / unit)];
        Assert.IsLessThan(0.1, differences.Max());
        Assert.IsGreaterThan(1e-6, differences.Max());
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void From_texts_rounded_weights_score_as_from_their_tokens(string architecture)
    {
        var model = ChainFromText.Of(Architectures[architecture], new BinaryObjective(), padding: null);
        string[] texts = ChainFromText.Texts(model);
        using var folder = new ScratchFolder();
        var rows = Rows.OfText(_mlContext, texts);
        using var rounded = _mlContext.Model.ToOnnxPipeline(model, rows.Schema, folder.At("tokens.onnx"), Int8);
        _mlContext.Model.ExportToOnnx(
            model, folder.At("text.onnx"), new OnnxExportOptions { IncludeTokenizer = true, Weights = OnnxWeights.Int8 });
        using var session = OnnxSession.Open(folder.At("text.onnx"));
        float[] expected = Toy.Column<float>(rounded.Transform(rows), "Score");
        float[] scores = [.. texts.SelectMany(text => ExportFromTextTests.Run(session, "Score", text))];
        // Products of a Transformer are rounded by the range of all of a batch.
        float tolerance = architecture == "transformer" ? 0.1f : 1e-5f;
        for (int i = 0; i < scores.Length; i++)
            Assert.AreEqual(expected[i], scores[i], tolerance, texts[i]);
    }

    [TestMethod]
    public void A_pipeline_refuses_to_split_texts_twice()
    {
        var model = ChainFromText.Of(Architectures["gru"], new BinaryObjective(), padding: null);
        using var folder = new ScratchFolder();
        var schema = Rows.OfText(_mlContext, ["a"]).Schema;
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => _mlContext.Model.ToOnnxPipeline(
                model, schema, folder.At("model.onnx"), new OnnxExportOptions { IncludeTokenizer = true }));
        Assert.Contains("IncludeTokenizer must be false; received true", error.Message);
        Assert.IsFalse(File.Exists(folder.At("model.onnx")));
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void An_embedding_takes_three_tenths_of_its_float32_size_at_most(string architecture)
    {
        using var model = ExportedModel.Untrained(
            architecture == "lstm"
                ? new LstmArchitecture { EmbeddingSize = 64, HiddenSize = 32, NumberOfLayers = 1 }
                : new TransformerArchitecture { HiddenSize = 64, NumberOfLayers = 1, NumberOfHeads = 2, FeedForwardSize = 128 },
            new BinaryObjective(), new SequenceInput(5000, 0));
        using var folder = new ScratchFolder();
        _mlContext.Model.ExportToOnnx(model, folder.At("float32.onnx"));
        _mlContext.Model.ExportToOnnx(model, folder.At("int8.onnx"), Int8);
        Assert.IsLessThanOrEqualTo(0.3 * SizeOf("float32"), SizeOf("int8"));

        double SizeOf(string name) => new FileInfo(folder.At($"{name}.onnx")).Length;
    }

    [TestMethod]
    [DataRow("lstm", 1e-3, "within 1E-05")]
    [DataRow("gru", 1e-3, "within 1E-05")]
    [DataRow("transformer", 0.5, "within 0.1")]
    public void A_file_of_other_weights_does_not_pass_the_check(string architecture, double change, string bound)
    {
        using var model = ExportedModel.Untrained(Architectures[architecture], new BinaryObjective(), ExportedModel.Tokens);
        using var folder = new ScratchFolder();
        string path = folder.At("model.onnx");
        _mlContext.Model.ExportToOnnx(model, path, Int8);
        bool isExact = architecture != "transformer";
        var network = TrainedModels.Find(model);
        OnnxCheck.Run(path, network, texts: null, OnnxWeights.Int8, isExact);

        using var other = network.With(weight => weight.Name == "head.bias" ? weight.Value + change : weight.Value);
        var failure = Assert.ThrowsExactly<InvalidOperationException>(
            () => OnnxCheck.Run(path, other, texts: null, OnnxWeights.Int8, isExact));
        Assert.Contains(bound, failure.Message);
        Assert.AreEqual(!isExact, failure.Message.Contains("Float32", StringComparison.Ordinal), failure.Message);
    }

    [TestMethod]
    public void Recurrent_networks_compute_what_they_do_with_rounded_weights()
    {
        using var model = ExportedModel.Untrained(Architectures["lstm"], new BinaryObjective(), ExportedModel.Tokens);
        var data = Toy.Tokens(_mlContext, 60);
        using var folder = new ScratchFolder();
        using var exported = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"), Int8);
        using var rounded = new SequencePredictionTransformer(TrainedModels.Find(model).With(Int8Rows.Rounded));
        OnnxParityTests.AreClose(
            OnnxParityTests.Read(rounded.Transform(data), "Score"), OnnxParityTests.Read(exported.Transform(data), "Score"),
            "Score");
    }

    [TestMethod]
    public void A_step_that_is_partly_missing_spoils_its_own_sequence_alone()
    {
        using var model = ExportedModel.Untrained(Architectures["transformer"], new BinaryObjective(), ExportedModel.Numbers);
        float[] whole = [.. Enumerable.Repeat(1f, Toy.NumberRow.Time * Toy.NumberRow.Channels)];
        var data = _mlContext.Data.LoadFromEnumerable(
            [new Toy.NumberRow { Features = whole }, new Toy.NumberRow { Features = [1, float.NaN, .. whole[2..]] }]);
        using var folder = new ScratchFolder();
        using var exported = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"), Int8);
        float[] scores = OnnxParityTests.Read(exported.Transform(data), "Score");
        Assert.AreEqual(OnnxParityTests.Read(model.Transform(data), "Score")[0], scores[0], 0.1f);
        Assert.IsTrue(float.IsNaN(scores[1]));
    }

    [TestMethod]
    public void A_row_is_rounded_to_the_nearest_of_its_own_steps_and_zeros_stay_zeros()
    {
        SequencesRuntime.Load();
        using var scope = torch.NewDisposeScope();
        var weights = torch.tensor(new float[,] { { 1, -0.5f, 0.004f, 0 }, { -100, 50, 0.3f, 0 }, { 0, 0, 0, 0 } });
        var (items, scales) = Int8Rows.Of(weights);
        CollectionAssert.AreEqual(
            new sbyte[] { 127, -64, 1, 0, -127, 64, 0, 0, 0, 0, 0, 0 }, items.contiguous().data<sbyte>().ToArray());
        CollectionAssert.AreEqual(new[] { 1f / 127, 100f / 127, 1f }, scales.contiguous().data<float>().ToArray());
    }

    [TestMethod]
    public void The_metadata_say_what_the_weights_are()
    {
        using var model = ExportedModel.Untrained(Architectures["rnn"], new BinaryObjective(), ExportedModel.Tokens);
        using var folder = new ScratchFolder();
        foreach (var (options, expected) in new[] { (null, "float32"), (new OnnxExportOptions(), "float32"), (Int8, "int8") })
        {
            _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"), options);
            using var session = OnnxSession.Open(folder.At("model.onnx"));
            Assert.AreEqual(expected, session.ModelMetadata.CustomMetadataMap["weights"]);
        }
    }

    [TestMethod]
    public void Weights_of_no_known_type_are_refused()
    {
        using var model = ExportedModel.Untrained(Architectures["rnn"], new BinaryObjective(), ExportedModel.Tokens);
        using var folder = new ScratchFolder();
        var options = new OnnxExportOptions { Weights = (OnnxWeights)7 };
        var schema = Toy.Tokens(_mlContext, 3).Schema;
        foreach (var export in new Action[]
        {
            () => _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"), options),
            () => _mlContext.Model.ToOnnxPipeline(model, schema, folder.At("model.onnx"), options),
        })
        {
            var failure = Assert.ThrowsExactly<InvalidOptionsException>(export);
            Assert.Contains("Weights must be a named value; received 7; set one of Float32, Int8", failure.Message);
        }

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }
}
