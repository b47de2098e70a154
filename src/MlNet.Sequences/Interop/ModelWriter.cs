using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Writes a transformer into its folder of ML.NET's model file: named entries, and the manifest with their digests.
/// </summary>
internal sealed class ModelWriter
{
    private readonly ModelSaveContext _context;
    private readonly List<ModelManifest.Entry> _entries = [];

    private ModelWriter(ModelSaveContext context) => _context = context;

    /// <summary>Saves a transformer through ML.NET's context.</summary>
    internal static void Write(ModelSaveContext context, SequenceTransformer transformer, Action<ModelWriter> save)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(ModelManifest.Header);

        var (kind, formatVersion) = ModelKinds.Of(transformer.GetType());
        var writer = new ModelWriter(context);
        save(writer);
        writer.WriteEntry(
            ModelManifest.EntryName,
            JsonSerializer.SerializeToUtf8Bytes(new ModelManifest(kind, formatVersion, writer._entries), ModelManifest.Json));
    }

    /// <summary>Adds an entry in JSON.</summary>
    internal void AddJson<T>(string name, T value) =>
        AddBytes(name, JsonSerializer.SerializeToUtf8Bytes(value, ModelManifest.Json));

    /// <summary>Adds an entry.</summary>
    internal void AddBytes(string name, ReadOnlySpan<byte> content)
    {
        WriteEntry(name, content);
        _entries.Add(new(name, content.Length, ModelManifest.Digest(content)));
    }

    /// <summary>Adds a whole model, in a folder of its name, which checks itself when it is loaded.</summary>
    internal void AddModel(string name, ITransformer model) => _context.SaveModel(model, name);

    private void WriteEntry(string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = content.ToArray();
        _context.SaveBinaryStream(name, binary => binary.Write(bytes));
    }
}
