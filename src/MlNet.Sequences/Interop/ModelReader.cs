using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Reads the entries that <see cref="ModelWriter"/> wrote, each checked against the manifest before it is returned.
/// </summary>
internal sealed class ModelReader
{
    // Ours have a few hundred bytes.
    private const long MostBytesOfManifest = 1 << 20;

    private readonly EntryReader _read;
    private readonly Func<string, ITransformer> _loadModel;
    private readonly ModelManifest _manifest;

    private ModelReader(EntryReader read, Func<string, ITransformer> loadModel, ModelManifest manifest) =>
        (_read, _loadModel, _manifest) = (read, loadModel, manifest);

    /// <summary>Reads an entry; null if there is none.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="most">The most bytes that it may have; a larger one is not inflated.</param>
    /// <exception cref="InvalidDataException">It has more.</exception>
    internal delegate byte[]? EntryReader(string name, long most);

    internal string Kind => _manifest.Kind;

    internal int FormatVersion => _manifest.FormatVersion;

    /// <summary>Opens a transformer's folder of a model file.</summary>
    /// <exception cref="InvalidDataException">There is no manifest, or it can't be read.</exception>
    /// <param name="read">Reads an entry.</param>
    /// <param name="loadModel">Loads the model in a folder of the transformer's folder.</param>
    internal static ModelReader Open(EntryReader read, Func<string, ITransformer> loadModel)
    {
        byte[] bytes = read(ModelManifest.EntryName, MostBytesOfManifest) ?? throw Damaged(ModelManifest.EntryName, "is missing");
        return new(read, loadModel, Parse<ModelManifest>(ModelManifest.EntryName, bytes));
    }

    /// <summary>Reads from ML.NET's context; null if there is no such entry.</summary>
    /// <exception cref="InvalidDataException">
    /// It has more bytes than allowed, or inflates to more than any content does.
    /// </exception>
    internal static byte[]? ReadEntry(ModelLoadContext context, string name, long most)
    {
        ModelArchive.CheckSize(context, name, most);
        byte[]? content = null;
        context.TryLoadBinaryStream(name, reader =>
        {
            var stream = reader.BaseStream;
            ModelArchive.CheckSize(name, stream.Length, most);
            content = new byte[stream.Length];
            stream.ReadExactly(content);
        });
        return content;
    }

    /// <summary>The number of bytes of an entry, according to the manifest.</summary>
    /// <exception cref="InvalidDataException">The manifest does not list it.</exception>
    internal long LengthOf(string name) => EntryOf(name).Length;

    /// <summary>An entry in JSON.</summary>
    /// <exception cref="InvalidDataException">The entry is missing, damaged or in another form.</exception>
    internal T GetJson<T>(string name) => Parse<T>(name, GetBytes(name));

    /// <summary>An entry's bytes.</summary>
    /// <exception cref="InvalidDataException">The entry is missing or damaged.</exception>
    internal byte[] GetBytes(string name)
    {
        var entry = EntryOf(name);
        byte[] content = _read(name, entry.Length) ?? throw Damaged(name, "is missing");
        if (content.Length != entry.Length)
            throw Damaged(name, WrongLength(content.Length, entry.Length));
        if (ModelManifest.Digest(content) != entry.Sha256)
            throw Damaged(name, "was changed after it was saved: its SHA-256 differs from the manifest's");
        return content;
    }

    /// <summary>A model that <see cref="ModelWriter.AddModel"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged, or can't score single rows.</exception>
    internal ITransformer GetModel(string name)
    {
        ITransformer model;
        try
        {
            model = _loadModel(name);
        }
        catch (FormatException e)
        {
            throw Damaged(name, $"is missing, or is no model ({e.Message})", e); // ML.NET names neither
        }

        return model.IsRowToRowMapper ? model : throw Damaged(name, "is a model that does not score row by row");
    }

    private ModelManifest.Entry EntryOf(string name) =>
        _manifest.Entries.FirstOrDefault(e => e?.Name == name) ?? throw Damaged(name, "is not in its manifest");

    /// <summary>Checks an entry's settings by the rules of the options that they were saved from.</summary>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    internal static void CheckSettings(string name, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            throw Damaged(name, $"has invalid settings: {e.Message}", e);
        }
    }

    /// <summary>Checks an entry's settings of one part of a model.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="addViolations">Adds the violations in its settings.</param>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    internal static void CheckSettings(
        string name, string part, Action<OptionViolations> addViolations) => CheckSettings(name, () =>
    {
        var violations = new OptionViolations();
        addViolations(violations);
        violations.ThrowIfAny(part);
    });

    internal static string WrongLength(long found, long written) =>
        FormattableString.Invariant($"is truncated or edited: it has {found} bytes, and {written} were written");

    internal static InvalidDataException Damaged(string name, string what, Exception? inner = null) => new(
        $"The model file is damaged: entry '{name}' {what}. Save the model again, or use an undamaged copy of the file.", inner);

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
