using Google.Protobuf;
using MlNet.Sequences.Onnx;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The weights in an ONNX file of an encoder, by PyTorch's names. Exporters keep the names of most, but transpose the matrix of a
/// linear layer and give it a number: it is found by its place in the graph, as what is multiplied before the layer's bias is
/// added.
/// </summary>
internal static class EncoderOnnx
{
    private const string Weight = ".weight", Bias = ".bias";

    // Where exporters write the file, in the order of preference.
    private static readonly string[] Places = ["model.onnx", Path.Combine("onnx", "model.onnx")];

    /// <summary>The file of a folder, or null.</summary>
    internal static string? Find(string folder) =>
        Places.Select(place => Path.Combine(folder, place)).FirstOrDefault(File.Exists);

    /// <summary>The tensors, float32 on the CPU; they belong to the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its weights are in other files or types.</exception>
    internal static Dictionary<string, torch.Tensor> Read(string path)
    {
        var graph = Parse(path).Graph ?? throw Invalid(path, "must have a graph", "none");
        var initializers = graph.Initializer.ToDictionary(tensor => tensor.Name);
        var makers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node)))
            .ToDictionary(made => made.output, made => made.node);
        // Numbers without a name of a layer are the graph's own.
        var tensors = initializers.Values.Where(tensor => IsNamed(tensor.Name))
            .ToDictionary(tensor => tensor.Name, tensor => TensorOf(path, tensor));
        foreach (var add in graph.Node.Where(node => node.OpType == "Add" && node.Input.Count == 2))
        {
            if (add.Input.FirstOrDefault(input => input.EndsWith(Bias, StringComparison.Ordinal)) is not { } bias
                || !initializers.ContainsKey(bias)
                || !makers.TryGetValue(add.Input.First(input => input != bias), out var product)
                || product is not { OpType: "MatMul", Input: [_, var factor] }
                || !initializers.TryGetValue(factor, out var matrix))
                continue;
            string name = bias[..^Bias.Length] + Weight;
            if (!tensors.ContainsKey(name))
                tensors.Add(name, TensorOf(path, matrix).transpose(0, 1));
        }

        return tensors;
    }

    private static bool IsNamed(string name) =>
        (name.EndsWith(Weight, StringComparison.Ordinal) || name.EndsWith(Bias, StringComparison.Ordinal))
        && !name.Contains("::", StringComparison.Ordinal);

    private static ModelProto Parse(string path)
    {
        InputFile.Check(path);
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX file: {e.Message} Restore the file.", e);
        }
    }

    private static torch.Tensor TensorOf(string path, TensorProto tensor)
    {
        if (tensor.DataType != OnnxTypes.Of(torch.ScalarType.Float32))
            throw Invalid(
                path, $"must have '{tensor.Name}' in float32, the ONNX type {OnnxTypes.Of(torch.ScalarType.Float32)}",
                $"type {tensor.DataType}");
        long[] shape = [.. tensor.Dims];
        var result = torch.empty(shape, dtype: torch.float32);
        if (tensor.RawData.Length != result.numel() * sizeof(float))
            throw Invalid(
                path, $"must have the {result.numel()} numbers of '{tensor.Name}' as raw data in the file itself",
                $"{tensor.RawData.Length} bytes");
        tensor.RawData.Span.CopyTo(result.bytes);
        return result;
    }

    private static InvalidDataException Invalid(string path, string rule, string received) =>
        new($"'{path}' {rule}; received {received}. Export the encoder in float32, as one file.");
}
