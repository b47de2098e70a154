using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Weights in the safetensors format (github.com/huggingface/safetensors, "Format"): the length of a JSON header as a little-endian
/// uint64, the header with each tensor's type, shape and place, and the bytes. Float32 alone, which is all that is trained here.
/// </summary>
internal static class SafeTensors
{
    private const string Type = "F32";
    private const int HeaderLimit = 100_000_000; // the format's own

    private sealed record Header(string Dtype, long[] Shape, long[] DataOffsets);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static byte[] Write(IEnumerable<(string Name, torch.Tensor Value)> tensors)
    {
        var headers = new Dictionary<string, Header>();
        using var data = new MemoryStream();
        foreach (var (name, value) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            long start = data.Length;
            data.Write(value.detach().cpu().contiguous().bytes);
            headers.Add(name, new(Type, value.shape, [start, data.Length]));
        }

        byte[] header = JsonSerializer.SerializeToUtf8Bytes(headers, Json);
        int padded = (header.Length + 7) / 8 * 8; // spaces behind the JSON align the data
        byte[] file = new byte[sizeof(long) + padded + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, padded);
        header.CopyTo(file, sizeof(long));
        file.AsSpan(sizeof(long) + header.Length, padded - header.Length).Fill((byte)' ');
        data.GetBuffer().AsSpan(0, (int)data.Length).CopyTo(file.AsSpan(sizeof(long) + padded));
        return file;
    }

    /// <summary>The tensors on the CPU; the caller owns them.</summary>
    /// <exception cref="InvalidDataException">These are no safetensors, or a tensor's place or type can't be.</exception>
    internal static Dictionary<string, torch.Tensor> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(file.Span) is var size
            && (size < 2 || size > HeaderLimit || size > file.Length - sizeof(long)))
            throw Invalid("the header's length points outside of it");

        int headerSize = (int)BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        var data = file[(sizeof(long) + headerSize)..];
        var tensors = new Dictionary<string, torch.Tensor>();
        foreach (var (name, header) in ReadHeaders(file.Slice(sizeof(long), headerSize)))
        {
            var bytes = Slice(data, name, header);
            var tensor = torch.empty(header.Shape, dtype: torch.float32);
            bytes.Span.CopyTo(tensor.bytes);
            tensors.Add(name, tensor);
        }

        return tensors;
    }

    private static Dictionary<string, Header> ReadHeaders(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject()
                .Where(property => property.Name != "__metadata__")
                .ToDictionary(property => property.Name, property => property.Value.Deserialize<Header>(Json)!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"The weights are no safetensors: the header can't be read ({e.Message}).", e);
        }
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> data, string name, Header? header)
    {
        if (header is not { Dtype: Type, Shape: { } shape, DataOffsets: [var start, var end] })
            throw Invalid($"tensor '{name}' is not float32 with a shape and two offsets");
        if (start < 0 || end < start || end > data.Length)
            throw Invalid($"tensor '{name}' lies at {start} to {end} of {data.Length} bytes");
        long elements = 1, extents = 1; // extents skips zeros: torch counts strides over them
        foreach (long extent in shape)
        {
            if (extent is < 0 or > int.MaxValue)
                throw Invalid($"tensor '{name}' has the extent {extent}");
            elements = Math.Min(elements * extent, int.MaxValue);
            extents = Math.Min(extents * Math.Max(1, extent), int.MaxValue);
        }

        if (elements * sizeof(float) != end - start || extents == int.MaxValue)
            throw Invalid($"tensor '{name}' of shape [{string.Join(", ", shape)}] has {end - start} bytes");
        return data[(int)start..(int)end];
    }

    private static InvalidDataException Invalid(string what) => new($"The weights are no safetensors: {what}.");
}
