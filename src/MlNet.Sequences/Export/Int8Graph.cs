using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A graph whose weights are stored as int8 with a scale for each row. Rows of tables and the weights of recurrent operators,
/// which accept only float32, are converted back to float32 as they are read; products round the other factor, too, and multiply
/// integers.
/// </summary>
internal sealed class Int8Graph(OnnxGraph graph) : IOperatorGraph
{
    // The sum of two products, each up to 255 times this, fits into 16 bits, the width of processors with AVX2 and without VNNI.
    private const int GreatestOfProducts = 63;

    /// <summary>Whether the graph has products, whose results differ from those of rounded weights.</summary>
    internal bool RoundsActivations { get; private set; }

    public GraphValue AddConstant(torch.Tensor value, string? name = null) => graph.AddConstant(value, name);

    public GraphValue Call(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes,
        int output = 0) =>
        graph.Call(operation, inputs, attributes, output);

    // DequantizeLinear has scales along only one axis. ONNX Runtime computes this once, when it opens the file.
    public GraphValue AddWeights(torch.Tensor weights, string name)
    {
        using var scope = torch.NewDisposeScope();
        var (items, scales) = Int8Rows.Of(weights);
        var stored = this.Cast(AddConstant(items, name), torch.ScalarType.Float32);
        return this.Call("Mul", stored, AddConstant(scales, $"{name}.scale"));
    }

    public GraphValue Rows(torch.Tensor table, string name, GraphValue rows)
    {
        using var scope = torch.NewDisposeScope();
        var (items, scales) = Int8Rows.Of(table);
        var found = this.Cast(this.Call("Gather", AddConstant(items, name), rows), torch.ScalarType.Float32);   // […, width]
        return this.Call("Mul", found, this.Call("Gather", AddConstant(scales, $"{name}.scale"), rows));        // […, 1]
    }

    public GraphValue Product(GraphValue value, torch.Tensor weight, string name)
    {
        RoundsActivations = true;
        using var scope = torch.NewDisposeScope();
        // [outputs, inputs], [outputs, 1]
        var (items, scales) = Int8Rows.Of(weight, GreatestOfProducts);
        // uint8 […, inputs], its scale and zero
        var rounded = graph.CallForAll("DynamicQuantizeLinear", [value], [], outputs: 3);
        // int32 […, outputs]
        var sums = this.Call("MatMulInteger", rounded[0], AddConstant(items.t(), name), rounded[2]);
        var scale = this.Call("Mul", rounded[1], AddConstant(scales.squeeze(-1), $"{name}.scale"));             // [outputs]
        return this.Call("Mul", this.Cast(sums, torch.ScalarType.Float32), scale);
    }
}
