using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Reads the entries that <see cref="ModelWriter"/> wrote, each checked against the manifest before it is handed out.</summary>
internal sealed class ModelReader
{
    private readonly Func<string, byte[]?> _read;
    private readonly ModelManifest _manifest;

    private ModelReader(Func<string, byte[]?> read, ModelManifest manifest) => (_read, _manifest) = (read, manifest);

    internal string Kind => _manifest.Kind;

    internal int FormatVersion => _manifest.FormatVersion;

    /// <summary>Opens a transformer's folder of a model file.</summary>
    /// <exception cref="InvalidDataException">There is no manifest, or it can't be read.</exception>
    internal static ModelReader Open(Func<string, byte[]?> read)
    {
        byte[] bytes = read(ModelManifest.EntryName) ?? throw Damaged(ModelManifest.EntryName, "is missing");
        return new(read, Parse<ModelManifest>(ModelManifest.EntryName, bytes));
    }

    /// <summary>Reads from ML.NET's context; null where there is no such entry.</summary>
    internal static byte[]? ReadEntry(ModelLoadContext context, string name)
    {
        byte[]? content = null;
        context.TryLoadBinaryStream(name, reader =>
        {
            using var memory = new MemoryStream();
            reader.BaseStream.CopyTo(memory);
            content = memory.ToArray();
        });
        return content;
    }

    /// <summary>An entry in JSON.</summary>
    /// <exception cref="InvalidDataException">The entry is missing, damaged or of another form.</exception>
    internal T GetJson<T>(string name) => Parse<T>(name, GetBytes(name));

    /// <summary>An entry's bytes.</summary>
    /// <exception cref="InvalidDataException">The entry is missing or damaged.</exception>
    internal byte[] GetBytes(string name)
    {
        var entry = _manifest.Entries.FirstOrDefault(e => e?.Name == name) ?? throw Damaged(name, "is not in its manifest");
        byte[] content = _read(name) ?? throw Damaged(name, "is missing");
        if (content.Length != entry.Length)
            throw Damaged(name, $"is truncated or edited: it has {content.Length} bytes, and {entry.Length} were written");
        if (ModelManifest.Digest(content) != entry.Sha256)
            throw Damaged(name, "was changed after it was saved: its SHA-256 differs from the manifest's");
        return content;
    }

    /// <summary>Checks what an entry's settings say, by the rules of the options that they were saved from.</summary>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    internal static void CheckSettings(string name, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            throw Damaged(name, $"holds settings that make no sense: {e.Message}", e);
        }
    }

    /// <summary>Checks what an entry says of one part of a model.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="addViolations">Notes what is wrong with its settings.</param>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    internal static void CheckSettings(string name, string part, Action<OptionViolations> addViolations) => CheckSettings(name, () =>
    {
        var violations = new OptionViolations();
        addViolations(violations);
        violations.ThrowIfAny(part);
    });

    internal static InvalidDataException Damaged(string name, string what, Exception? inner = null) => new(
        $"The model file is damaged: entry '{name}' {what}. Save the model again, or take an unharmed copy of the file.", inner);

    private static T Parse<T>(string name, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, ModelManifest.Json) ?? throw Damaged(name, "is empty");
        }
        catch (JsonException e)
        {
            throw Damaged(name, $"is not the JSON that this version expects ({e.Message})", e);
        }
    }
}
