using System.Reflection;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// Names a part of a trained model, an architecture or an objective, in model files. Never changed once released.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ModelPartAttribute(Type part, string name) : Attribute
{
    internal Type Part { get; } = part;

    internal string Name { get; } = name;
}

/// <summary>
/// The parts of a kind in this library, found by their attribute, so that a new architecture or task needs no list. A part is
/// saved as its name and its settings in JSON.
/// </summary>
/// <remarks>
/// Assembly attributes, because enumerating its types would need TorchSharp, which an exported model does not.
/// </remarks>
internal static class ModelParts<T>
    where T : class
{
    private static readonly Dictionary<string, Type> ByName = typeof(T).Assembly.GetCustomAttributes<ModelPartAttribute>()
        .Where(attribute => attribute.Part.IsSubclassOf(typeof(T)))
        .ToDictionary(attribute => attribute.Name, attribute => attribute.Part);

    internal static string NameOf(T part) => ByName.Single(entry => entry.Value == part.GetType()).Key;

    internal static JsonElement ToJson(T part) => JsonSerializer.SerializeToElement(part, part.GetType(), ModelManifest.Json);

    /// <summary>The settings by name, as text.</summary>
    internal static IReadOnlyDictionary<string, string> Settings(T part) =>
        ToJson(part).EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.ToString());

    /// <exception cref="InvalidDataException">The name is unknown, or the settings are not valid for it.</exception>
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
            throw new InvalidDataException(
                $"The model file is damaged: the settings of '{name}' can't be read ({e.Message}).", e);
        }
    }
}
