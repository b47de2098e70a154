using System.Globalization;
using Google.Protobuf;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Writes a graph as an ONNX model: the messages of onnx.proto (onnx.ai, IR version 8) that it takes, with the numbers that their fields have
/// there. Operator set 17 is the first with LayerNormalization.
/// </summary>
internal static class OnnxModelWriter
{
    private const long IrVersion = 8, OperatorSet = 17;

    /// <exception cref="InvalidOperationException">The weights fill more than the 2 GB that a file of the format holds.</exception>
    internal static void Write(Stream stream, OnnxGraph graph, string name, string version, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ProtobufMessage()
            .Add(1, IrVersion)
            .Add(2, "MlNet.Sequences")
            .Add(3, version)
            .Add(7, Graph(graph, name))
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorSet))
            .AddEach(14, metadata.Select(entry => new ProtobufMessage().Add(1, entry.Key).Add(2, entry.Value)));
        if (model.Size > int.MaxValue)
            throw new InvalidOperationException(
                $"An ONNX file must have no more than {int.MaxValue} bytes; the model needs {model.Size}. Train a smaller network, or with a " +
                "smaller vocabulary.");
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(coded);
    }

    private static ProtobufMessage Graph(OnnxGraph graph, string name) => new ProtobufMessage()
        .AddEach(1, graph.Nodes.Select(Node))
        .Add(2, name)
        .AddEach(5, graph.Constants.Select(Tensor))
        .AddEach(11, graph.Inputs.Select(input => Value(input.Name, input.Type, input.Dimensions)))
        .AddEach(12, graph.Outputs.Select(output => Value(
            output.Name, output.Type, output.Width is { } width ? ["batch", width.ToString(CultureInfo.InvariantCulture)] : ["batch"])));

    private static ProtobufMessage Node(OnnxGraph.Node node) => new ProtobufMessage()
        .AddEach(1, node.Inputs)
        .AddEach(2, node.Outputs)
        .Add(3, node.Name)
        .Add(4, node.Operation)
        .AddEach(5, node.Attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));

    // AttributeProto: the value's field, and its type once more.
    private static ProtobufMessage Attribute(string name, object value)
    {
        var message = new ProtobufMessage().Add(1, name);
        return value switch
        {
            float => message.Add(2, value).Add(20, 1L),
            long => message.Add(3, value).Add(20, 2L),
            string => message.Add(4, value).Add(20, 3L),
            long[] values => message.AddEach(8, values).Add(20, 7L),
            _ => throw new ArgumentException($"Attribute '{name}' has no value of type {value.GetType()}.", nameof(value)),
        };
    }

    private static ProtobufMessage Tensor(OnnxGraph.Constant constant) => new ProtobufMessage()
        .AddEach(1, constant.Shape)
        .Add(2, OnnxTypes.Of(constant.Type))
        .Add(8, constant.Name)
        .Add(9, constant.Bytes);

    private static ProtobufMessage Value(string name, torch.ScalarType type, IReadOnlyList<string> dimensions)
    {
        var shape = new ProtobufMessage().AddEach(1, dimensions.Select(dimension => long.TryParse(dimension, CultureInfo.InvariantCulture, out long size)
            ? new ProtobufMessage().Add(1, size)
            : new ProtobufMessage().Add(2, dimension)));
        var tensor = new ProtobufMessage().Add(1, OnnxTypes.Of(type)).Add(2, shape);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
