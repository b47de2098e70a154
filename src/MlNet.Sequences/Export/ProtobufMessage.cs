using System.Text;
using Google.Protobuf;

namespace MlNet.Sequences;

/// <summary>
/// A message of the protocol-buffers wire format: fields by their numbers, in the order in which they are written. Only the kinds of fields that
/// ONNX's messages need.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, object Value)> _fields = [];
    private long? _size;

    /// <summary>Puts in a field: long, float, string, bytes or a message; null puts in none.</summary>
    internal ProtobufMessage Add(int number, object? value)
    {
        if (value is not null)
            _fields.Add((number, value is string text ? Encoding.UTF8.GetBytes(text) : value));
        _size = null;
        return this;
    }

    /// <summary>Puts in a field once for each value.</summary>
    internal ProtobufMessage AddEach<T>(int number, IEnumerable<T> values)
        where T : notnull
    {
        foreach (var value in values)
            Add(number, value);
        return this;
    }

    /// <summary>The bytes that it will take. Its fields must stay as they are from now on.</summary>
    internal long Size => _size ??= _fields.Sum(entry => CodedOutputStream.ComputeTagSize(entry.Number) + entry.Value switch
    {
        long number => CodedOutputStream.ComputeInt64Size(number),
        float => sizeof(float),
        byte[] bytes => SizeOfLength(bytes.Length) + bytes.Length,
        ProtobufMessage message => SizeOfLength(message.Size) + message.Size,
        var other => throw Unknown(other),
    });

    internal void WriteTo(CodedOutputStream stream)
    {
        foreach (var (number, value) in _fields)
        {
            stream.WriteTag(number, value switch
            {
                long => WireFormat.WireType.Varint,
                float => WireFormat.WireType.Fixed32,
                _ => WireFormat.WireType.LengthDelimited,
            });
            switch (value)
            {
                case long integer:
                    stream.WriteInt64(integer);
                    break;
                case float real:
                    stream.WriteFloat(real);
                    break;
                case byte[] bytes:
                    stream.WriteBytes(UnsafeByteOperations.UnsafeWrap(bytes));
                    break;
                case ProtobufMessage message:
                    stream.WriteLength(checked((int)message.Size));
                    message.WriteTo(stream);
                    break;
                default:
                    throw Unknown(value);
            }
        }
    }

    private static int SizeOfLength(long length) => CodedOutputStream.ComputeLengthSize((int)Math.Min(int.MaxValue, length));

    private static ArgumentException Unknown(object value) => new($"A field has no value of type {value.GetType()}.");
}
