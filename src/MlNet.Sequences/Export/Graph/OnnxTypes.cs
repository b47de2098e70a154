using TorchSharp;

namespace MlNet.Sequences;

/// <summary>ONNX's numbers of the types of a tensor's items (TensorProto.DataType).</summary>
internal static class OnnxTypes
{
    /// <summary>Texts, which torch tensors can't hold.</summary>
    internal const long Text = 8;

    internal static long Of(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => 1,
        torch.ScalarType.Int8 => 3,
        torch.ScalarType.Int32 => 6,
        torch.ScalarType.Int64 => 7,
        torch.ScalarType.Bool => 9,
        torch.ScalarType.Float64 => 11,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No graph of this library has tensors of this type."),
    };
}
