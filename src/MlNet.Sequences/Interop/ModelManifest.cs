using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.ML;
using MlNet.Sequences.Loading;

namespace MlNet.Sequences;

/// <summary>
/// Describes what one of our transformers wrote into its folder of the model file: its kind, its format version, and the length
/// and SHA-256 of each entry, so that damage is found before the contents are used.
/// </summary>
internal sealed record ModelManifest(string Kind, int FormatVersion, IReadOnlyList<ModelManifest.Entry> Entries)
{
    internal const string EntryName = "manifest.json";

    // Only of the header; the manifest has the versions of what follows.
    private const uint HeaderVersion = 0x00010001;

    /// <summary>ML.NET's own header before each transformer.</summary>
    internal static VersionInfo Header => new(
        "MLNETSEQ", // 8 characters
        verWrittenCur: HeaderVersion,
        verReadableCur: HeaderVersion,
        verWeCanReadBack: HeaderVersion,
        loaderAssemblyName: typeof(ModelEntryPoint).Assembly.GetName().Name,
        loaderSignature: ModelEntryPoint.Signature);

    /// <summary>
    /// The library's conventions. The resolver is named because scripts (<c>dotnet run app.cs</c>) and trimmed programs disable
    /// the default, which is this one.
    /// </summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
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
