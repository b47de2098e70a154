using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Model files in memory: saved, harmed, loaded.</summary>
internal static class ModelFile
{
    internal static byte[] Save(MLContext mlContext, ITransformer transformer)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, null, stream);
        return stream.ToArray();
    }

    internal static ITransformer Load(MLContext mlContext, byte[] model)
    {
        var loaded = mlContext.Model.Load(new MemoryStream(model), out _);
        return loaded is TransformerChain<ITransformer> chain && chain.Count() == 1 ? chain.Single() : loaded;
    }

    internal static ITransformer Reload(MLContext mlContext, ITransformer transformer) =>
        Load(mlContext, Save(mlContext, transformer));

    /// <summary>The file with one entry changed, wherever in it the entry lies.</summary>
    internal static byte[] Edit(byte[] model, string entryName, Func<byte[], byte[]> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(model);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.Single(
                e => e.FullName.Replace('\\', '/').EndsWith("/" + entryName, StringComparison.Ordinal));
            using var content = entry.Open();
            byte[] bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            content.SetLength(0);
            content.Write(edit(bytes));
        }

        return stream.ToArray();
    }

    /// <summary>
    /// The file with the content of an entry exchanged by somebody who made its digest anew; one of its transformers must have
    /// it.
    /// </summary>
    internal static byte[] Exchange(byte[] model, string entryName, byte[] content)
    {
        using var stream = new MemoryStream();
        stream.Write(model);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.Single(
                e => e.Name == entryName || e.FullName.EndsWith("\\" + entryName, StringComparison.Ordinal));
            var manifest = archive.GetEntry(entry.FullName[..^entryName.Length] + "manifest.json")!;
            using var old = manifest.Open();
            var json = JsonNode.Parse(old)!;
            var told = json["entries"]!.AsArray().Single(e => (string)e!["name"]! == entryName)!;
            (told["length"], told["sha256"]) = (content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
            old.SetLength(0);
            old.Write(Encoding.UTF8.GetBytes(json.ToJsonString()));
            using var target = entry.Open();
            target.SetLength(0);
            target.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>The error that tells of the damage, however deep ML.NET wrapped it.</summary>
    internal static InvalidDataException DamageOf(Action load)
    {
        for (Exception? e = Assert.Throws<Exception>(load); e is not null; e = e.InnerException)
        {
            if (e is InvalidDataException damage)
                return damage;
        }

        throw new AssertFailedException("No error of the chain is an InvalidDataException.");
    }
}
