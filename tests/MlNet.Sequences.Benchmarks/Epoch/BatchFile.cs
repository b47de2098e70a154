using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The reviews and the network's first weights in a file that any language reads: safetensors, which is the length of a JSON
/// header as a little-endian uint64, the header with each tensor's type, shape and place, and the bytes.
/// </summary>
/// <remarks>
/// Tensors: <c>tokens</c>, int32 <c>[reviews, length]</c>, padded behind with 0; <c>labels</c>, float32 <c>[reviews]</c>; and the
/// weights of the plain network by PyTorch's names behind <c>weights.</c>. Batch i of n reviews are the rows from i · n on: they
/// are shuffled already. The metadata have <c>settings</c> and <c>keys</c>, the rows of the embedding.
/// </remarks>
internal static class BatchFile
{
    private const string Tokens = "tokens", Labels = "labels", WeightPrefix = "weights.", Metadata = "__metadata__";

    private sealed record Place(string Dtype, long[] Shape, long[] DataOffsets);

    internal static void Write(string path, EncodedReviews reviews, ModelSettings settings)
    {
        using var network = PlainNetwork.Create(settings, reviews.Keys);
        var weights = network.state_dict();
        var header = new Dictionary<string, object>
        {
            [Metadata] = new Dictionary<string, string> { ["settings"] = Json.Line(settings), ["keys"] = $"{reviews.Keys}" },
        };
        long end = 0;
        void Add(string name, string type, params long[] shape) => header.Add(name, new Place(
            type, shape, [end, end += shape.Aggregate(4L, (bytes, extent) => bytes * extent)]));
        Add(Tokens, "I32", reviews.Count, settings.Length);
        Add(Labels, "F32", reviews.Count);
        foreach (var (name, weight) in weights)
            Add(WeightPrefix + name, "F32", weight.shape);

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, Lowercase);
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using var file = File.Create(path);
        file.Write(length);
        file.Write(json);
        file.Write(MemoryMarshal.AsBytes(reviews.Tokens.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(reviews.Labels.AsSpan()));
        foreach (var weight in weights.Values)
            file.Write(weight.contiguous().bytes);
    }

    /// <summary>Reads such a file into torch; the caller owns the tensors.</summary>
    internal static (ModelSettings Settings, int Keys, Dictionary<string, torch.Tensor> Tensors) Read(string path)
    {
        using var file = File.OpenRead(path);
        byte[] length = new byte[sizeof(long)];
        file.ReadExactly(length);
        byte[] json = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
        file.ReadExactly(json);
        long start = file.Position;
        using var header = JsonDocument.Parse(json);
        var tensors = new Dictionary<string, torch.Tensor>();
        foreach (var property in header.RootElement.EnumerateObject().Where(property => property.Name != Metadata))
        {
            var place = property.Value.Deserialize<Place>(Lowercase)!;
            var tensor = torch.empty(place.Shape, dtype: place.Dtype == "I32" ? torch.int32 : torch.float32);
            file.Position = start + place.DataOffsets[0];
            file.ReadExactly(tensor.bytes);
            tensors.Add(property.Name, tensor);
        }

        var metadata = header.RootElement.GetProperty(Metadata);
        return (Json.Read<ModelSettings>(metadata.GetProperty("settings").GetString()!),
            int.Parse(metadata.GetProperty("keys").GetString()!, System.Globalization.CultureInfo.InvariantCulture), tensors);
    }

    internal static torch.Tensor TokensOf(Dictionary<string, torch.Tensor> tensors) => tensors[Tokens];

    internal static torch.Tensor LabelsOf(Dictionary<string, torch.Tensor> tensors) => tensors[Labels];

    /// <summary>The weights that the file has for a network of this library's plain kind.</summary>
    internal static Dictionary<string, torch.Tensor> WeightsOf(Dictionary<string, torch.Tensor> tensors) => tensors
        .Where(tensor => tensor.Key.StartsWith(WeightPrefix, StringComparison.Ordinal))
        .ToDictionary(tensor => tensor.Key[WeightPrefix.Length..], tensor => tensor.Value);

    private static readonly JsonSerializerOptions Lowercase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
