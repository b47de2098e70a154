using Google.Protobuf;
using Microsoft.ML;
using MlNet.Sequences.Onnx;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What a network in a model file may consist of: what was ever exported, and nothing that takes more time or memory than it.
/// </summary>
[TestClass]
public sealed class OnnxFileRulesTests
{
    private static readonly byte[] Empty = [];

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void All_that_is_exported_keeps_the_rules_and_uses_every_operator_that_they_allow()
    {
        var used = new HashSet<string>();
        foreach (var (architecture, objective, input) in Networks())
        {
            using var model = ExportedModel.Untrained(architecture, objective, input);
            Export(model, $"{architecture} of {input}");
        }

        var mlContext = new MLContext(seed: 1);
        using var withNgrams = Toy.Trainer(mlContext, ToyTask.Multiclass, Toy.Options).Fit(Toy.Tokens(mlContext, 100));
        Export(withNgrams, "an LSTM with n-grams beside it");
        Assert.AreEqual(Sorted(OnnxFileRules.KnownOperators), Sorted(used));

        void Export(SequencePredictionTransformer model, string what)
        {
            foreach (var weights in Enum.GetValues<OnnxWeights>())
            {
                using var stream = new MemoryStream();
                OnnxExporter.Write(TrainedModels.Find(model), model, stream, weights, texts: null);
                Assert.IsNull(OnnxFileRules.ViolationIn(stream.ToArray()), $"{what} in {weights}");
                var network = TrainedModels.Find(model);
                Assert.IsNull(
                    OnnxSizes.ViolationIn(stream.ToArray(), network.Input, network.Objective), $"{what} in {weights}");
                used.UnionWith(OperatorsOf(stream.ToArray()));
            }
        }
    }

    [TestMethod]
    public void A_loop_or_any_operator_that_no_network_has_is_refused()
    {
        foreach (string operation in new[]
        {
            "Loop", "If", "Scan", "ConstantOfShape", "Tile", "Resize", "RandomNormal", "StringSplit", "Constant", "Einsum",
        })
        {
            var graph = new OnnxGraph();
            graph.AddOutput(graph.Call(operation, graph.Scalar(long.MaxValue)), 7);
            Refused(graph, $"has the operator '{operation}', which no network that MlNet.Sequences exports has");
        }
    }

    [TestMethod]
    public void A_graph_inside_of_the_graph_is_refused()
    {
        var graph = new OnnxGraph();
        var body = graph.Inner("Add");
        body.AddOutput(body.Scalar(1L), 7);
        graph.AddOutput(graph.Call("Add", [graph.Scalar(1L)], [("body", body)]), 7);
        Refused(graph, "has field 6 of onnx.proto in its attribute");
    }

    [TestMethod]
    public void A_size_that_a_constant_tells_is_refused()
    {
        Refused(graph => graph.Call("Expand", graph.Scalar(1f), graph.Vector(1L << 31)), "has the operator 'Expand' with a size");
        Refused(
            graph => graph.Call(
                "Expand", graph.Scalar(1f), graph.Call("Mul", graph.Call("Shape", graph.Vector(1)), graph.Scalar(1L << 31))),
            "has the operator 'Expand' with a size");
        Refused(
            graph => graph.Call("Range", graph.Scalar(0L), graph.Scalar(1L << 40), graph.Scalar(1L)),
            "has the operator 'Range' with a size");
        Refused(
            graph => graph.Call(
                "Range", graph.Scalar(-(1L << 40)), graph.At(graph.Call("Shape", graph.Vector(1)), 0, 0), graph.Scalar(1L)),
            "has the operator 'Range' with a size");
        Refused(graph => graph.Call("Pad", graph.Vector(1), graph.Vector(0, 1L << 31)), "has the operator 'Pad' with a size");
        Refused(
            graph => graph.Call("Pad", graph.Vector(1), graph.Call("Shape", graph.Vector(1))),
            "has the operator 'Pad' with a size");
    }

    [TestMethod]
    public void Functions_other_domains_other_files_and_damage_are_refused()
    {
        byte[] node = Message((1, "a"), (2, "b"), (4, "Add"));
        byte[] graph = Message((1, node));
        Refused([.. Model(graph), .. Message((25, Empty))], "has field 25 of onnx.proto in its model");
        Refused([.. Model(graph), .. Message((20, Empty))], "has field 20 of onnx.proto in its model");
        Refused([.. Model(graph), .. Message((8, Message((1, "com.microsoft"), (2, 1L))))], "has operators of 'com.microsoft'");
        Refused(
            Model(Message((1, (byte[])[.. node, .. Message((7, "com.microsoft"))]))),
            "has field 7 of onnx.proto in its operator");
        Refused(Model(Message((15, Empty))), "has field 15 of onnx.proto in its graph");
        byte[] constant = Message((1, 2L), (2, 1L), (8, "a"));
        Refused(Model(Message((5, constant))), "has a constant 'a' of 2 items in 0 bytes");
        byte[] elsewhere = [.. constant, .. Message((13, Message((1, "location"), (2, "/etc/passwd"))))];
        Refused(Model(Message((5, elsewhere))), "has field 13 of onnx.proto in its constant");
        Refused([1, 2, 3], "");
        Refused([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], "is not an ONNX model");
    }

    [TestMethod]
    public void A_model_file_with_such_a_network_does_not_load_and_says_why()
    {
        var mlContext = new MLContext(seed: 1);
        using var folder = new ScratchFolder();
        using var model = ExportedModel.Untrained(
            new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 }, new BinaryObjective(),
            ExportedModel.Tokens);
        var data = Toy.Tokens(mlContext, 3);
        byte[] file = ModelFile.Save(mlContext, mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")));
        Assert.HasCount(3, Toy.Scores(ModelFile.Load(mlContext, file), data));

        var endless = new OnnxGraph(OnnxGraph.TextOperatorSet);
        var round = endless.Inner("Loop");
        round.AddInput("round", 7, []);
        round.AddInput("goesOn", 9, []);
        round.AddOutput(round.Scalar(1L), 9);
        endless.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        endless.AddOutput(endless.Call("Loop", [endless.Scalar(long.MaxValue)], [("body", round)]), 7);
        string message = ModelFile.DamageOf(
            () => ModelFile.Load(mlContext, ModelFile.Exchange(file, "network.onnx", Bytes(endless)))).Message;
        StringAssert.Contains(message, "entry 'network.onnx' has field 6 of onnx.proto in its attribute");
    }

    // A batch of no rows crashes ONNX Runtime's LSTM.
    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("transformer")]
    public void No_rows_and_rows_without_a_token_never_reach_ONNX_Runtime_as_a_batch_of_none(string architecture)
    {
        var mlContext = new MLContext(seed: 1);
        using var folder = new ScratchFolder();
        NetworkArchitecture network = architecture switch
        {
            "lstm" => new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 },
            "gru" => new GruArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1, Bidirectional = true },
            _ => new TransformerArchitecture { HiddenSize = 4, NumberOfLayers = 1, NumberOfHeads = 1, FeedForwardSize = 4 },
        };
        using var model = ExportedModel.Untrained(network, new BinaryObjective(), ExportedModel.Tokens);
        using var portable = mlContext.Model.ToOnnxPipeline(model, folder.At("model.onnx"));
        foreach (int rows in new[] { 0, 1, 2, 300 })
        {
            var empty = mlContext.Data.LoadFromEnumerable(
                Enumerable.Range(0, rows).Select(_ => new Toy.TokenRow { Features = [] }).ToArray());
            float[] scores = Toy.Scores(portable, empty);
            Assert.HasCount(rows, scores);
            OnnxParityTests.AreClose(Toy.Scores(model, empty), scores, $"{rows} empty rows");
        }

        Assert.IsEmpty(Toy.Scores(portable, mlContext.Data.SkipRows(Toy.Tokens(mlContext, 50), 50)));
    }

    private static IEnumerable<(NetworkArchitecture, Objective, SequenceInput)> Networks()
    {
        Objective[] objectives =
        [
            new BinaryObjective { Threshold = 0.5f }, new RegressionObjective { Mean = 2, StandardDeviation = 3 },
            new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) },
        ];
        int next = 0;
        foreach (var input in new[] { ExportedModel.Tokens, ExportedModel.Numbers })
        {
            foreach (var pooling in Enum.GetValues<SequencePooling>())
            {
                foreach (var positions in Enum.GetValues<PositionEncoding>())
                {
                    yield return (new TransformerArchitecture
                    {
                        HiddenSize = 8,
                        NumberOfLayers = 2,
                        NumberOfHeads = 2,
                        FeedForwardSize = 8,
                        Positions = positions,
                        Pooling = pooling,
                        MaximumLength = positions == PositionEncoding.Learned ? 9 : null,
                    }, objectives[next++ % 3], input);
                }

                if (pooling == SequencePooling.First)
                    continue;
                foreach (bool bidirectional in new[] { false, true })
                {
                    yield return (
                        new LstmArchitecture
                        {
                            EmbeddingSize = 4,
                            HiddenSize = 4,
                            NumberOfLayers = 2,
                            Bidirectional = bidirectional,
                            Pooling = pooling,
                        }, objectives[next++ % 3], input);
                    yield return (
                        new GruArchitecture
                        {
                            EmbeddingSize = 4,
                            HiddenSize = 4,
                            NumberOfLayers = 1,
                            Bidirectional = bidirectional,
                            Pooling = pooling,
                        }, objectives[next++ % 3], input);
                    yield return (
                        new RnnArchitecture
                        {
                            EmbeddingSize = 4,
                            HiddenSize = 4,
                            NumberOfLayers = 1,
                            Bidirectional = bidirectional,
                            Pooling = pooling,
                        }, objectives[next++ % 3], input);
                }
            }
        }
    }

    private static string Sorted(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    private static void Refused(Func<OnnxGraph, GraphValue> add, string expected)
    {
        var graph = new OnnxGraph();
        graph.AddOutput(add(graph), 7);
        Refused(graph, expected);
    }

    private static void Refused(OnnxGraph graph, string expected) => Refused(Bytes(graph), expected);

    private static void Refused(byte[] model, string expected)
    {
        string? violation = OnnxFileRules.ViolationIn(model);
        Assert.IsNotNull(violation, expected);
        StringAssert.Contains(violation, expected);
    }

    private static byte[] Model(byte[] graph) => Message((1, 8L), (7, graph), (8, Message((1, ""), (2, 17L))));

    /// <summary>
    /// A message of any fields, also of those that onnx.proto of this library leaves out: numbers, texts, and bytes or messages.
    /// </summary>
    private static byte[] Message(params (int Number, object Value)[] fields)
    {
        using var stream = new MemoryStream();
        using var coded = new CodedOutputStream(stream);
        foreach (var (number, value) in fields)
        {
            coded.WriteTag(number, value is long ? WireFormat.WireType.Varint : WireFormat.WireType.LengthDelimited);
            if (value is long integer)
                coded.WriteInt64(integer);
            else if (value is string text)
                coded.WriteString(text);
            else
                coded.WriteBytes(ByteString.CopyFrom((byte[])value));
        }

        coded.Flush();
        return stream.ToArray();
    }

    internal static byte[] Bytes(OnnxGraph graph)
    {
        using var stream = new MemoryStream();
        OnnxModelWriter.Write(stream, graph, "network", "1", new Dictionary<string, string>());
        // The set of the operators for texts has its own domain, which is refused by itself.
        return stream.ToArray();
    }

    private static IEnumerable<string> OperatorsOf(byte[] model) =>
        ModelProto.Parser.ParseFrom(model).Graph.Node.Select(node => node.OpType);
}
