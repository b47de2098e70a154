using System.Reflection;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>Names a part of a trained model, an architecture or an objective, as it stands in model files. Never changed once released.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ModelPartAttribute(string name) : Attribute
{
    internal string Name { get; } = name;
}

/// <summary>
/// The parts of a kind that this library has, found by their attribute: so a new architecture or task is mentioned in no list.
/// A part is saved as its name and its settings in JSON.
/// </summary>
internal static class ModelParts<T>
    where T : class
{
    private static readonly Dictionary<string, Type> ByName = LoadableTypes()
        .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
        .ToDictionary(type => NameOf(type));

    internal static string NameOf(T part) => NameOf(part.GetType());

    internal static JsonElement ToJson(T part) => JsonSerializer.SerializeToElement(part, part.GetType(), ModelManifest.Json);

    /// <summary>The settings by name, as text.</summary>
    internal static IReadOnlyDictionary<string, string> Settings(T part) =>
        ToJson(part).EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.ToString());

    /// <exception cref="InvalidDataException">There is no such part, or these are no settings of it.</exception>
    internal static T FromJson(string name, JsonElement settings)
    {
        if (!ByName.TryGetValue(name, out var type))
            throw new InvalidDataException(
                $"The model file names '{name}', and this version of MlNet.Sequences knows only: " +
                $"{string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}. Update the package.");
        try
        {
            return (T)settings.Deserialize(type, ModelManifest.Json)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The model file is damaged: the settings of '{name}' can't be read ({e.Message}).", e);
        }
    }

    // Where there is no torch, what derives from its types can't be loaded; no part does.
    private static IEnumerable<Type> LoadableTypes()
    {
        try
        {
            return typeof(T).Assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<ModelPartAttribute>()!.Name;
}
