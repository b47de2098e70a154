using System.Globalization;
using Google.Protobuf;

namespace MlNet.Sequences;

/// <summary>
/// Writes a graph as an ONNX model: the messages of onnx.proto (onnx.ai, IR versions 8 and 9) that it takes, with the numbers that their fields
/// have there.
/// </summary>
internal static class OnnxModelWriter
{
    // The first with a LabelEncoder that gives any number for a text.
    private const long MachineLearningOperatorSet = 2;
    private const string MachineLearningDomain = "ai.onnx.ml";

    /// <exception cref="InvalidOperationException">The weights fill more than the 2 GB that a file of the format holds.</exception>
    internal static void Write(Stream stream, OnnxGraph graph, string name, string version, IReadOnlyDictionary<string, string> metadata)
    {
        bool readsTexts = graph.OperatorSet >= OnnxGraph.TextOperatorSet;
        var model = new ProtobufMessage()
            .Add(1, readsTexts ? 9L : 8L)
            .Add(2, "MlNet.Sequences")
            .Add(3, version)
            .Add(7, Graph(graph, name))
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, graph.OperatorSet))
            .Add(8, readsTexts ? new ProtobufMessage().Add(1, MachineLearningDomain).Add(2, MachineLearningOperatorSet) : null)
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
        .AddEach(5, graph.Texts.Select(Texts))
        .AddEach(11, graph.Inputs.Select(Value))
        .AddEach(12, graph.Outputs.Select(Value));

    private static ProtobufMessage Node(OnnxGraph.Node node) => new ProtobufMessage()
        .AddEach(1, node.Inputs)
        .AddEach(2, node.Outputs)
        .Add(3, node.Name)
        .Add(4, node.Operation)
        .AddEach(5, node.Attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)))
        .Add(7, node.Operation == "LabelEncoder" ? MachineLearningDomain : null);

    // AttributeProto: the value's field, and its type once more.
    private static ProtobufMessage Attribute(string name, object value)
    {
        var message = new ProtobufMessage().Add(1, name);
        return value switch
        {
            float => message.Add(2, value).Add(20, 1L),
            long => message.Add(3, value).Add(20, 2L),
            string => message.Add(4, value).Add(20, 3L),
            OnnxGraph inner => message.Add(6, Graph(inner, name)).Add(20, 5L),
            long[] values => message.AddEach(8, values).Add(20, 7L),
            string[] values => message.AddEach(9, values).Add(20, 8L),
            _ => throw new ArgumentException($"Attribute '{name}' has no value of type {value.GetType()}.", nameof(value)),
        };
    }

    private static ProtobufMessage Tensor(OnnxGraph.Constant constant) => new ProtobufMessage()
        .AddEach(1, constant.Shape)
        .Add(2, OnnxTypes.Of(constant.Type))
        .Add(8, constant.Name)
        .Add(9, constant.Bytes);

    private static ProtobufMessage Texts(OnnxGraph.TextConstant constant) => new ProtobufMessage()
        .Add(1, (long)constant.Values.Count)
        .Add(2, OnnxTypes.Text)
        .AddEach(6, constant.Values)
        .Add(8, constant.Name);

    private static ProtobufMessage Value(OnnxGraph.Port port)
    {
        var shape = port.Dimensions is null ? null : new ProtobufMessage().AddEach(1, port.Dimensions.Select(dimension =>
            long.TryParse(dimension, CultureInfo.InvariantCulture, out long size) ? new ProtobufMessage().Add(1, size) : new ProtobufMessage().Add(2, dimension)));
        var tensor = new ProtobufMessage().Add(1, port.Type).Add(2, shape);
        return new ProtobufMessage().Add(1, port.Name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
