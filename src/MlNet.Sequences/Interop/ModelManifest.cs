using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// What a transformer of ours wrote into its folder of the model file: its kind, the version of its format, and the length and
/// SHA-256 of each entry, so that damage is found before anything is made of it.
/// </summary>
internal sealed record ModelManifest(string Kind, int FormatVersion, IReadOnlyList<ModelManifest.Entry> Entries)
{
    internal const string EntryName = "manifest.json";

    /// <summary>ML.NET's own header: at most 24 characters, and 8 for the signature.</summary>
    internal const string LoaderSignature = "MlNetSequences";
    internal const string ModelSignature = "MLNETSEQ";
    internal const uint HeaderVersion = 0x00010001;

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    internal static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    internal sealed record Entry(string Name, long Length, string Sha256);
}
