using System.Reflection;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// The kinds of transformer that a model file can hold: those that name themselves with <see cref="ModelKindAttribute"/>.
/// </summary>
internal static class ModelKinds
{
    private delegate SequenceTransformer Loader(IHostEnvironment environment, ModelReader reader);

    private static readonly Dictionary<Type, (string Kind, int FormatVersion, Loader Load)> ByType =
        typeof(ModelKinds).Assembly.GetCustomAttributes<ModelKindAttribute>()
        .ToDictionary(a => a.Transformer, a => Describe(a.Transformer));

    /// <summary>The name and format version of a kind of transformer.</summary>
    internal static (string Kind, int FormatVersion) Of(Type transformer)
    {
        var (kind, version, _) = ByType[transformer];
        return (kind, version);
    }

    /// <summary>Creates the transformer in a folder of a model file.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, the format is newer, or an entry is damaged.</exception>
    internal static SequenceTransformer Load(IHostEnvironment environment, ModelReader reader)
    {
        var (kind, version, load) = ByType.Values.FirstOrDefault(k => k.Kind == reader.Kind);
        if (load is null)
            throw new InvalidDataException(
                $"The model file holds a transformer of kind '{reader.Kind}', and this version of MlNet.Sequences knows only: " +
                $"{string.Join(", ", ByType.Values.Select(k => k.Kind).Order(StringComparer.Ordinal))}. Update the package.");
        if (reader.FormatVersion > version)
            throw new InvalidDataException(
                $"The model file was written by a newer version of MlNet.Sequences: '{kind}' has format " +
                $"{reader.FormatVersion}, and this version reads up to {version}. Update the package.");
        if (reader.FormatVersion < 1)
            throw ModelReader.Damaged(
                ModelManifest.EntryName, $"has the format version {reader.FormatVersion}, and the first was 1");
        return load(environment, reader);
    }

    private static (string, int, Loader) Describe(Type transformer) =>
        ((string, int, Loader))typeof(ModelKinds)
            .GetMethod(nameof(DescribeCore), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(transformer)
            .Invoke(null, null)!;

    private static (string, int, Loader) DescribeCore<T>()
        where T : ILoadableTransformer => (T.Kind, T.FormatVersion, T.Load);
}
