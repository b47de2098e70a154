using System.Globalization;
using Google.Protobuf;
using MlNet.Sequences.Onnx;

namespace MlNet.Sequences;

/// <summary>Writes a graph as an ONNX model, in the messages of onnx.proto.</summary>
internal static class OnnxModelWriter
{
    // The first with a LabelEncoder that maps texts to any numbers.
    private const long MachineLearningOperatorSet = 2;
    private const string MachineLearningDomain = "ai.onnx.ml";

    // Protocol buffers have no larger messages.
    private const long MostBytes = int.MaxValue;

    /// <exception cref="InvalidOperationException">The weights exceed 2 GB, the limit of the file format.</exception>
    internal static void Write(
        Stream stream, OnnxGraph graph, string name, string version, IReadOnlyDictionary<string, string> metadata)
    {
        bool readsTexts = graph.OperatorSet >= OnnxGraph.TextOperatorSet;
        var model = new ModelProto
        {
            IrVersion = readsTexts ? 9 : 8,
            ProducerName = "MlNet.Sequences",
            ProducerVersion = version,
            Graph = Graph(graph, name),
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = graph.OperatorSet } },
            MetadataProps = { metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }) },
        };
        if (readsTexts)
            model.OpsetImport.Add(
                new OperatorSetIdProto { Domain = MachineLearningDomain, Version = MachineLearningOperatorSet });
        if (SizeOf(model, graph) is > MostBytes and var bytes)
            throw new InvalidOperationException(
                $"An ONNX file must have no more than {MostBytes} bytes; the model needs {bytes}. Train a smaller network, or " +
                "with a smaller vocabulary.");
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(coded);
    }

    // Compiled messages compute sizes in 32 bits, which wrap around. Without the weights the size is small and correct.
    private static long SizeOf(ModelProto model, OnnxGraph graph)
    {
        long weights = graph.Constants.Sum(constant => constant.Bytes.LongLength);
        return weights + unchecked((uint)(model.CalculateSize() - (int)weights));
    }

    private static GraphProto Graph(OnnxGraph graph, string name) => new()
    {
        Node = { graph.Nodes.Select(Node) },
        Name = name,
        Initializer = { graph.Constants.Select(Tensor), graph.Texts.Select(Texts) },
        Input = { graph.Inputs.Select(Value) },
        Output = { graph.Outputs.Select(Value) },
    };

    private static NodeProto Node(OnnxGraph.Node node)
    {
        var message = new NodeProto
        {
            Input = { node.Inputs },
            Output = { node.Outputs },
            Name = node.Name,
            OpType = node.Operation,
            Attribute = { node.Attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)) },
        };
        if (node.Operation == "LabelEncoder")
            message.Domain = MachineLearningDomain;
        return message;
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        float number => new() { Name = name, F = number, Type = AttributeProto.Types.AttributeType.Float },
        long number => new() { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        string text => new() { Name = name, S = ByteString.CopyFromUtf8(text), Type = AttributeProto.Types.AttributeType.String },
        OnnxGraph inner => new() { Name = name, G = Graph(inner, name), Type = AttributeProto.Types.AttributeType.Graph },
        long[] numbers => new() { Name = name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
        string[] texts => new()
        {
            Name = name,
            Strings = { texts.Select(
        ByteString.CopyFromUtf8) },
            Type = AttributeProto.Types.AttributeType.Strings
        },
        _ => throw new ArgumentException($"Attribute '{name}' has no value of type {value.GetType()}.", nameof(value)),
    };

    private static TensorProto Tensor(OnnxGraph.Constant constant) => new()
    {
        Dims = { constant.Shape },
        DataType = (int)OnnxTypes.Of(constant.Type),
        Name = constant.Name,
        RawData = UnsafeByteOperations.UnsafeWrap(constant.Bytes),
    };

    private static TensorProto Texts(OnnxGraph.TextConstant constant) => new()
    {
        Dims = { constant.Values.Count },
        DataType = (int)OnnxTypes.Text,
        StringData = { constant.Values.Select(ByteString.CopyFromUtf8) },
        Name = constant.Name,
    };

    private static ValueInfoProto Value(OnnxGraph.Port port)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)port.Type };
        if (port.Dimensions is { } dimensions)
            tensor.Shape = new TensorShapeProto { Dim = { dimensions.Select(Dimension) } };
        return new ValueInfoProto { Name = port.Name, Type = new TypeProto { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension Dimension(string dimension) =>
        long.TryParse(dimension, CultureInfo.InvariantCulture, out long size)
        ? new() { DimValue = size }
        : new() { DimParam = dimension };
}
