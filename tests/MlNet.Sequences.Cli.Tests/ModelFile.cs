using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>A saved model that a test changes as its writer could have written it.</summary>
internal static class ModelFile
{
    /// <summary>Changes an entry, and what the manifest beside it says of its length and digest.</summary>
    internal static void Edit(string path, string entry, Action<JsonNode> edit)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Update);
        string name = archive.Entries.Single(e => e.Name == entry).FullName,
            manifestName = name.Replace(entry, "manifest.json", StringComparison.Ordinal);
        var content = Read(archive, name);
        edit(content);
        byte[] bytes = Write(archive, name, content);

        var manifest = Read(archive, manifestName);
        var line = manifest["entries"]!.AsArray().Single(e => (string)e!["name"]! == entry)!;
        (line["length"], line["sha256"]) = (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Write(archive, manifestName, manifest);
    }

    private static JsonNode Read(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        return JsonNode.Parse(stream)!;
    }

    private static byte[] Write(ZipArchive archive, string name, JsonNode content)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(content.ToJsonString());
        archive.GetEntry(name)!.Delete();
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
        return bytes;
    }
}
