using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Weights in the safetensors format (github.com/huggingface/safetensors, "Format"): the length of a JSON header as a
/// little-endian uint64, the header with each tensor's type, shape and place, and the bytes. Written in float32, the type of all
/// trained weights here; files of others are read in any type that torch has.
/// </summary>
internal static class SafeTensors
{
    private const string Type = "F32";
    private const int HeaderLimit = 100_000_000; // the format's limit

    private static readonly Dictionary<string, torch.ScalarType> Types = new()
    {
        [Type] = torch.ScalarType.Float32,
        ["F16"] = torch.ScalarType.Float16,
        ["BF16"] = torch.ScalarType.BFloat16,
        ["F64"] = torch.ScalarType.Float64,
        ["I64"] = torch.ScalarType.Int64,
        ["I32"] = torch.ScalarType.Int32,
        ["I16"] = torch.ScalarType.Int16,
        ["I8"] = torch.ScalarType.Int8,
        ["U8"] = torch.ScalarType.Byte,
        ["BOOL"] = torch.ScalarType.Bool,
    };

    private sealed record Header(string Dtype, long[] Shape, long[] DataOffsets);

    private const string MetadataKey = "__metadata__";

    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = ModelManifest.Json.TypeInfoResolver,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a header is not HTML
    };

    /// <summary>A file of these tensors.</summary>
    /// <inheritdoc cref="Plan"/>
    internal static byte[] Write(IReadOnlyList<(string Name, torch.Tensor Value)> tensors)
    {
        var layout = Plan(tensors);
        byte[] file = new byte[layout.Length];
        layout.CopyTo(file);
        return file;
    }

    /// <summary>Plans the layout of a file.</summary>
    /// <param name="tensors">Float32, on any device.</param>
    /// <param name="metadata">Additional text in the file, or null.</param>
    /// <exception cref="InvalidOperationException">The tensors exceed a .NET array.</exception>
    internal static Layout Plan(
        IReadOnlyList<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new Dictionary<string, object>();
        if (metadata is not null)
            header.Add(MetadataKey, metadata);
        long length = 0;
        foreach (var (name, value) in tensors)
            header.Add(name, new Header(Type, value.shape, [length, length += value.numel() * sizeof(float)]));

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, Json);
        int start = (sizeof(long) + json.Length + 7) / 8 * 8; // spaces after the JSON align the data
        return start + length <= Array.MaxLength ? new(
            json, start, (int)(start + length), tensors) : throw new InvalidOperationException(
            FormattableString.Invariant(
                $"Weights can't exceed {Array.MaxLength} bytes; these have {start + length}. ") +
            "Make the network or its vocabulary smaller.");
    }

    /// <summary>A file before it is written.</summary>
    internal sealed class Layout(byte[] json, int start, int length, IReadOnlyList<(string Name, torch.Tensor Value)> tensors)
    {
        /// <summary>The bytes of the file.</summary>
        internal int Length => length;

        /// <summary>Writes the file over previous contents.</summary>
        internal void CopyTo(Span<byte> file)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file, start - sizeof(long));
            json.CopyTo(file[sizeof(long)..]);
            file[(sizeof(long) + json.Length)..start].Fill((byte)' ');
            file = file[start..];
            foreach (var (_, value) in tensors)
            {
                using var scope = torch.NewDisposeScope();
                var bytes = value.detach().cpu().contiguous().bytes;
                bytes.CopyTo(file);
                file = file[bytes.Length..];
            }
        }
    }

    /// <summary>
    /// The most bytes of a file of such tensors: those of its numbers, and a header whose names are no longer than ours.
    /// </summary>
    internal static Int128 MostBytes(Int128 numbers, Int128 tensors) => (numbers * sizeof(float)) + (tensors * 512) + (1 << 16);

    /// <summary>The tensors of a file of ours, on the CPU; the caller owns them.</summary>
    /// <exception cref="InvalidDataException">
    /// These are not safetensors, a tensor's place or type is invalid, or tensors overlap or leave a gap.
    /// </exception>
    internal static Dictionary<string, torch.Tensor> Read(ReadOnlyMemory<byte> file) =>
        Read(file, type => type == Type, "is not float32 with a shape and two offsets");

    /// <summary>The tensors of any file, each in its type, on the CPU; the caller owns them.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})" path="/exception"/>
    internal static Dictionary<string, torch.Tensor> ReadAnyType(ReadOnlyMemory<byte> file) =>
        Read(file, Types.ContainsKey, $"does not have a type out of {string.Join(", ", Types.Keys)}, a shape and two offsets");

    private static Dictionary<string, torch.Tensor> Read(ReadOnlyMemory<byte> file, Predicate<string> accepts, string rule)
    {
        var json = HeaderOf(file);
        var data = file[(sizeof(long) + json.Length)..];
        var headers = ReadJson(json, ReadHeaders);
        var places = headers.ToDictionary(
            entry => entry.Key, entry => Slice(data, entry.Key, entry.Value, accepts, rule));
        CheckThatAllIsUsedOnce(headers, data.Length);
        var tensors = new Dictionary<string, torch.Tensor>();
        foreach (var (name, header) in headers)
        {
            var tensor = torch.empty(header.Shape, dtype: Types[header.Dtype]);
            places[name].Span.CopyTo(tensor.bytes);
            tensors.Add(name, tensor);
        }

        return tensors;
    }

    /// <summary>The file's metadata; empty if there are none.</summary>
    /// <exception cref="InvalidDataException">These are not safetensors.</exception>
    internal static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlyMemory<byte> file) => ReadJson(
        HeaderOf(file),
        header => header.TryGetProperty(MetadataKey, out var metadata)
        ? metadata.Deserialize<Dictionary<string, string>>(Json) ?? []
        : []);

    private static ReadOnlyMemory<byte> HeaderOf(ReadOnlyMemory<byte> file)
    {
        long size = file.Length < sizeof(long) ? 0 : BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (size < 2 || size > HeaderLimit || size > file.Length - sizeof(long))
            throw Invalid("the header's length points outside of it");
        var header = file.Slice(sizeof(long), (int)size);
        return header.Span[0] == (byte)'{' ? header : throw Invalid("the header can't be read (it does not begin with '{')");
    }

    private static Dictionary<string, Header> ReadHeaders(JsonElement header) => header.EnumerateObject()
        .Where(property => property.Name != MetadataKey)
        .ToDictionary(property => property.Name, property => property.Value.Deserialize<Header>(Json)!);

    private static T ReadJson<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"The weights are not safetensors: the header can't be read ({e.Message}).", e);
        }
    }

    private static ReadOnlyMemory<byte> Slice(
        ReadOnlyMemory<byte> data, string name, Header? header, Predicate<string> accepts, string rule)
    {
        if (header is not { Dtype: { } type, Shape: { } shape, DataOffsets: [var start, var end] } || !accepts(type))
            throw Invalid($"tensor '{name}' {rule}");
        if (start < 0 || end < start || end > data.Length)
            throw Invalid($"tensor '{name}' is at {start} to {end} of {data.Length} bytes");
        long elements = 1, extents = 1; // extents skips zeros: torch counts strides over them
        foreach (long extent in shape)
        {
            if (extent is < 0 or > int.MaxValue)
                throw Invalid($"tensor '{name}' has the extent {extent}");
            elements = Math.Min(elements * extent, int.MaxValue);
            extents = Math.Min(extents * Math.Max(1, extent), int.MaxValue);
        }

        if (elements * Types[type].ElementSize() != end - start || extents == int.MaxValue)
            throw Invalid($"tensor '{name}' of shape [{string.Join(", ", shape)}] has {end - start} bytes");
        return data[(int)start..(int)end];
    }

    // The format's rule: tensors neither overlap nor leave gaps. So each float32 of a file of ours is aligned, too.
    private static void CheckThatAllIsUsedOnce(Dictionary<string, Header> headers, int length)
    {
        long end = 0;
        foreach (var (name, header) in headers.OrderBy(
            entry => entry.Value.DataOffsets[0]).ThenBy(entry => entry.Value.DataOffsets[1]))
        {
            if (header.DataOffsets[0] != end)
                throw Invalid(FormattableString.Invariant(
                    $"tensor '{name}' begins at byte {header.DataOffsets[0]}, and the tensors before it end at {end}"));
            end = header.DataOffsets[1];
        }

        if (end != length)
            throw Invalid(FormattableString.Invariant($"the tensors end at byte {end}, and the file's data at {length}"));
    }

    private static InvalidDataException Invalid(string what) => new($"The weights are not safetensors: {what}.");
}
