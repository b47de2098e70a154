using System.Buffers.Binary;
using Google.Protobuf;

namespace MlNet.Sequences;

/// <summary>
/// What a network in a model file may consist of: what <see cref="OnnxModelWriter"/> writes, and nothing else of ONNX. ONNX
/// Runtime runs whatever a file contains, and computes parts of it when it opens the file; an infinite loop, or a tensor of 2^31
/// items made from one number, takes a few bytes.
/// </summary>
/// <remarks>
/// Fields are those of onnx.proto, by number. They are read one by one rather than with the compiled messages, which silently
/// keep unknown fields: here a field that is not handled is rejected.
/// </remarks>
internal sealed class OnnxFileRules
{
    // Everything that any version of this library wrote for a network from tokens or numbers. Operators that read texts, a loop
    // among them, occur in files that a program opens itself, but not in model files.
    private static readonly HashSet<string> Operators =
    [
        "Add", "And", "ArgMax", "Cast", "Concat", "Cos", "Div", "DynamicQuantizeLinear", "Equal", "Erf", "Expand", "GRU",
        "Gather", "GatherElements", "Greater", "Identity", "IsNaN", "LSTM", "LayerNormalization", "Less", "MatMul",
        "MatMulInteger", "Max", "Mod", "Mul", "Neg", "Not", "Pad", "RNN", "Range", "ReduceMax", "ReduceSum", "Reshape", "Shape",
        "Sigmoid", "Sin", "Slice", "Softmax", "Softplus", "Sqrt", "Sub", "TopK", "Transpose", "Unsqueeze", "Where",
    ];

    // By TensorProto.DataType: the bytes of an item.
    private static readonly Dictionary<long, int> ItemSizes = new() { [1] = 4, [3] = 1, [6] = 4, [7] = 8, [9] = 1, [11] = 8 };

    private readonly Dictionary<string, long[]?> _constants = []; // int64 constants with their values
    private readonly Dictionary<string, Node> _makers = []; // by the names of their outputs

    private OnnxFileRules()
    {
    }

    /// <summary>The operators that a network may have.</summary>
    internal static IReadOnlySet<string> KnownOperators => Operators;

    /// <summary>The rule that a file violates; null if none.</summary>
    internal static string? ViolationIn(byte[] model)
    {
        try
        {
            new OnnxFileRules().ReadModel(new CodedInputStream(model));
            return null;
        }
        catch (BrokenRuleException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException or OverflowException)
        {
            return $"is not an ONNX model ({e.Message})";
        }
    }

    private void ReadModel(CodedInputStream model)
    {
        ReadFields(model, "model", (field, stream) =>
        {
            switch (field)
            {
                case 1:
                    stream.ReadInt64(); // IR version
                    break;
                case 2 or 3:
                    stream.ReadString(); // producer, and its version
                    break;
                case 7:
                    ReadMessage(stream, "graph", ReadGraphField);
                    break;
                case 8:
                    ReadMessage(stream, "operator set", ReadOperatorSetField);
                    break;
                case 14:
                    stream.ReadBytes(); // metadata
                    break;
                default:
                    throw Unknown("model", field);
            }
        });
        // Constants come after the nodes that read them.
        foreach (var node in _makers.Values)
            CheckSizes(node);
    }

    private static void ReadOperatorSetField(int field, CodedInputStream stream)
    {
        if (field == 2)
            stream.ReadInt64();
        else if (field != 1)
            throw Unknown("operator set", field);
        else if (stream.ReadString() is { Length: > 0 } domain)
            throw new BrokenRuleException($"has operators of '{domain}', and networks have only ONNX's own");
    }

    private void ReadGraphField(int field, CodedInputStream stream)
    {
        switch (field)
        {
            case 1:
                ReadNode(stream);
                break;
            case 2:
                stream.ReadString(); // name
                break;
            case 5:
                ReadConstant(stream);
                break;
            case 11 or 12:
                stream.ReadBytes(); // an input or output
                break;
            default:
                throw Unknown("graph", field);
        }
    }

    private void ReadNode(CodedInputStream stream)
    {
        var (inputs, outputs, operation) = (new List<string>(), new List<string>(), "");
        ReadMessage(stream, "operator", (field, node) =>
        {
            switch (field)
            {
                case 1:
                    inputs.Add(node.ReadString());
                    break;
                case 2:
                    outputs.Add(node.ReadString());
                    break;
                case 3:
                    node.ReadString(); // name
                    break;
                case 4:
                    operation = node.ReadString();
                    break;
                case 5:
                    ReadMessage(node, "attribute", ReadAttributeField);
                    break;
                default:
                    throw Unknown("operator", field); // a domain, an overload
            }
        });
        if (!Operators.Contains(operation))
            throw new BrokenRuleException($"has the operator '{operation}', which no network that MlNet.Sequences exports has");
        foreach (string output in outputs)
            _makers[output] = new(operation, inputs);
    }

    // Numbers and texts. Anything else would be a tensor or a graph inside the graph.
    private static void ReadAttributeField(int field, CodedInputStream stream)
    {
        switch (field)
        {
            case 1 or 4:
                stream.ReadBytes();
                break;
            case 2:
                stream.ReadFloat();
                break;
            case 3 or 8 or 20:
                stream.ReadInt64();
                break;
            default:
                throw Unknown("attribute", field);
        }
    }

    private void ReadConstant(CodedInputStream stream)
    {
        string name = "";
        long type = 0;
        UInt128 items = 1;
        var bytes = ByteString.Empty;
        ReadMessage(stream, "constant", (field, constant) =>
        {
            switch (field)
            {
                case 1:
                    items = checked(items * (ulong)Math.Clamp(constant.ReadInt64(), 0, int.MaxValue));
                    break;
                case 2:
                    type = constant.ReadInt64();
                    break;
                case 8:
                    name = constant.ReadString();
                    break;
                case 9:
                    bytes = constant.ReadBytes();
                    break;
                default:
                    throw Unknown("constant", field); // numbers in other fields, or in another file
            }
        });
        if (!ItemSizes.TryGetValue(type, out int size))
            throw new BrokenRuleException(FormattableString.Invariant($"has a constant of type {type}, which no network has"));
        if (items * (ulong)size != (ulong)bytes.Length)
            throw new BrokenRuleException(
                FormattableString.Invariant($"has a constant '{name}' of {items} items in {bytes.Length} bytes"));
        _constants[name] = type == 7 && bytes.Length <= 64 ? [.. Numbers(bytes.Span)] : null;
    }

    private static List<long> Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new List<long>();
        for (; bytes.Length > 0; bytes = bytes[sizeof(long)..])
            numbers.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        return numbers;
    }

    // Numbers that determine a tensor's size must come from the shape of another, as in exported files.
    private void CheckSizes(Node node)
    {
        bool isInProportion = node.Operation switch
        {
            "Expand" => IsMadeBy(node, 1, "Shape"),
            "Range" => IsConstant(node, 0, number => number == 0) && IsConstant(node, 2, number => number == 1)
                && IsMadeBy(node, 1, "Gather") && IsMadeBy(_makers[node.Inputs[1]], 0, "Shape"),
            "Pad" => IsConstant(node, 1, number => number is 0 or 1),
            _ => true,
        };
        if (!isInProportion)
            throw new BrokenRuleException($"has the operator '{node.Operation}' with a size that is not that of its input");
    }

    private bool IsMadeBy(Node node, int input, string operation) =>
        input < node.Inputs.Count && _makers.TryGetValue(node.Inputs[input], out var maker) && maker.Operation == operation;

    private bool IsConstant(Node node, int input, Func<long, bool> isAllowed) =>
        input < node.Inputs.Count && _constants.TryGetValue(node.Inputs[input], out long[]? numbers) && numbers is not null
        && numbers.All(isAllowed);

    private static void ReadMessage(CodedInputStream stream, string what, Action<int, CodedInputStream> readField) =>
        ReadFields(stream.ReadBytes().CreateCodedInput(), what, readField);

    private static void ReadFields(CodedInputStream stream, string what, Action<int, CodedInputStream> readField)
    {
        while (stream.ReadTag() is > 0 and var tag)
        {
            // If a field has another wire type than the one read, what follows is not a field, and rejected.
            int field = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) is not (
                WireFormat.WireType.Varint or WireFormat.WireType.LengthDelimited or WireFormat.WireType.Fixed32))
                throw Unknown(what, field);
            readField(field, stream);
        }
    }

    private static BrokenRuleException Unknown(string what, int field) => new(FormattableString.Invariant(
        $"has field {field} of onnx.proto in its {what}, which no network that MlNet.Sequences exports has"));

    private sealed record Node(string Operation, IReadOnlyList<string> Inputs);

    private sealed class BrokenRuleException(string message) : Exception(message);
}
