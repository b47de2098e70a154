using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Networks in model files that somebody edited to compute far more numbers than they have weights.</summary>
[TestClass]
public sealed class OnnxSizesTests
{
    private static readonly Objective Binary = new BinaryObjective();

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void A_few_constants_that_become_many_when_the_file_is_opened_are_refused()
    {
        RefusedConstant("Add", (graph, row) => graph.Call("Add", row, graph.Reshape(row, -1, 1)));
        RefusedConstant("Where", (graph, row) =>
            graph.Call("Where", graph.Call("Greater", row, row), row, graph.Reshape(row, -1, 1)));
        RefusedConstant("MatMul", (graph, row) => graph.Call("MatMul", graph.Reshape(row, -1, 1), row));
        RefusedConstant("Gather", (graph, row) => graph.Call("Gather", graph.Reshape(row, 1, -1), graph.Call("Cast", [row],
            [("to", 7L)])));
        RefusedConstant("Concat", (graph, row) => graph.Concat(1, row, row, row, row, row, row, row, row));
        RefusedConstant(
            "Expand",
            (graph, row) => graph.Call("Expand", graph.Reshape(row, -1, 1, 1), graph.Call("Shape", graph.Unsqueeze(row, 1))));
    }

    [TestMethod]
    public void An_axis_of_no_items_that_a_sum_makes_disappear_is_refused()
    {
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        using var nothing = torch.zeros([1L << 40, 0]);
        var zeros = graph.Call("ReduceSum", [graph.AddConstant(nothing), graph.Vector(1)], [("keepdims", 0L)]);
        Refused(WithLogits(graph, tokens, zeros), "needs memory for 1.1E+12 numbers when it is opened");
    }

    [TestMethod]
    public void A_tensor_that_grows_with_a_power_of_the_steps_is_refused()
    {
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        var steps = graph.Call("Cast", [tokens], [("to", 1L)]);
        var square = graph.Call("MatMul", graph.Unsqueeze(steps, 2), graph.Unsqueeze(steps, 1));   // [batch, time, time]
        var cube = graph.Call("Mul", graph.Unsqueeze(square, 3), graph.Unsqueeze(graph.Unsqueeze(steps, 1), 1));
        Refused(WithLogits(graph, tokens, cube), "numbers for 4 sequences of 1024 steps, at operator 'Mul'");
        Assert.IsNull(Violation(graph => graph.Call(
            "MatMul", graph.Unsqueeze(Floats(graph), 2), graph.Unsqueeze(Floats(graph), 1))), "attention is as large");
    }

    [TestMethod]
    public void Many_tensors_that_are_all_needed_at_the_end_are_refused()
    {
        string? violation = Violation(graph =>
        {
            var steps = Floats(graph);
            var square = graph.Call("MatMul", graph.Unsqueeze(steps, 2), graph.Unsqueeze(steps, 1));
            var all = Enumerable.Range(0, 200).Select(i => graph.Call("Mul", square, graph.Scalar((float)i))).ToArray();
            return all.Aggregate((sum, next) => graph.Call("Add", sum, next));
        });
        StringAssert.Contains(violation!, "for 4 sequences of 1024 steps, at operator 'Mul'");
        Assert.IsNull(Violation(graph =>
        {
            var steps = Floats(graph);
            var square = graph.Call("MatMul", graph.Unsqueeze(steps, 2), graph.Unsqueeze(steps, 1));
            return Enumerable.Range(0, 200).Aggregate(square, (sum, i) => graph.Call("Mul", sum, graph.Scalar((float)i)));
        }), "one at a time");
    }

    [TestMethod]
    public void Logits_of_another_number_than_the_settings_say_are_refused()
    {
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        var sum = graph.Call("ReduceSum", [graph.Call("Cast", [tokens], [("to", 1L)]), graph.Vector(1)], [("keepdims", 1L)]);
        graph.AddOutputs([new(OnnxNetwork.Logits, torch.ScalarType.Float32, 1 << 24, sum)]);
        byte[] file = OnnxFileRulesTests.Bytes(graph);
        Assert.IsNull(OnnxSizes.ViolationIn(file, ExportedModel.Tokens, Binary));
        var many = new MulticlassObjective { Labels = new LabelKeys("UInt32", 1 << 24, null) };
        StringAssert.Contains(
            OnnxSizes.ViolationIn(file, ExportedModel.Tokens, many)!,
            "has 4 × 1 logits for 4 sequences of 1024 steps, and not the 4 × 16777216 that its settings describe");
    }

    [TestMethod]
    public void A_model_file_with_such_a_network_does_not_load_and_says_why()
    {
        var mlContext = new MLContext(seed: 1);
        using var folder = new ScratchFolder();
        using var model = ExportedModel.Untrained(
            new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 }, Binary, ExportedModel.Tokens);
        var data = Toy.Tokens(mlContext, 3);
        byte[] file = ModelFile.Save(mlContext, mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx")));
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        byte[] forged = ModelFile.Exchange(file, "network.onnx", WithLogits(graph, tokens, Doubled(graph)));
        StringAssert.Contains(ForgedFile.Refused(forged), "entry 'network.onnx' needs memory for");
    }

    // 2^40 numbers from one.
    private static GraphValue Doubled(OnnxGraph graph)
    {
        var value = graph.Vector(1);
        for (int i = 0; i < 40; i++)
            value = graph.Concat(0, value, value);
        return value;
    }

    private static GraphValue Floats(OnnxGraph graph) =>
        graph.Call("Cast", [new GraphValue(SequenceInputGraph.Tokens)], [("to", 1L)]);

    private static void RefusedConstant(string operation, Func<OnnxGraph, GraphValue, GraphValue> grow)
    {
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        using var row = torch.ones(1, 16);
        var value = graph.AddConstant(row);
        for (int i = 0; i < 30; i++)
            value = graph.Reshape(grow(graph, value), 1, -1);
        Refused(WithLogits(graph, tokens, value), $"numbers when it is opened, at operator '{operation}'");
    }

    private static string? Violation(Func<OnnxGraph, GraphValue> make)
    {
        var graph = new OnnxGraph();
        var tokens = graph.AddInput(SequenceInputGraph.Tokens, torch.ScalarType.Int64, "batch", "time");
        return OnnxSizes.ViolationIn(WithLogits(graph, tokens, make(graph)), ExportedModel.Tokens, Binary);
    }

    private static void Refused(byte[] file, string expected)
    {
        string? violation = OnnxSizes.ViolationIn(file, ExportedModel.Tokens, Binary);
        Assert.IsNotNull(violation, expected);
        StringAssert.Contains(violation, expected);
    }

    // A graph whose logits depend on all of a value, one for each sequence.
    private static byte[] WithLogits(OnnxGraph graph, GraphValue tokens, GraphValue value)
    {
        var sum = graph.Call("ReduceSum", [graph.Call("Cast", [value], [("to", 1L)])], [("keepdims", 0L)]);
        var lengths = graph.Call("ReduceSum", [graph.Call("Cast", [tokens], [("to", 1L)]), graph.Vector(1)], [("keepdims", 1L)]);
        graph.AddOutputs([new(OnnxNetwork.Logits, torch.ScalarType.Float32, 1, graph.Call("Add", lengths, sum))]);
        return OnnxFileRulesTests.Bytes(graph);
    }
}
