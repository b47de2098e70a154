using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Model files that somebody edited, with digests that fit: only the format's own rules can refuse them.</summary>
internal static class ForgedFile
{
    private static readonly MLContext MlContext = new(seed: 1);

    /// <summary>The content of an entry.</summary>
    internal static byte[] Read(byte[] file, string entryName)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        using var content = archive.Entries.Single(entry => entry.FullName.EndsWith(entryName, StringComparison.Ordinal)).Open();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The file with an edited JSON entry.</summary>
    internal static byte[] EditJson(byte[] file, string entryName, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(Read(file, entryName))!;
        edit(json);
        return ModelFile.Exchange(file, entryName, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>The file with an edited entry.</summary>
    internal static byte[] Edit(byte[] file, string entryName, Func<byte[], byte[]> edit) =>
        ModelFile.Exchange(file, entryName, edit(Read(file, entryName)));

    /// <summary>The message with which the file is refused, after little memory was used.</summary>
    internal static string Refused(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var damage = ModelFile.DamageOf(() => MlContext.Model.Load(new MemoryStream(file), out _));
        Assert.IsLessThan(32 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        return damage.Message;
    }
}
