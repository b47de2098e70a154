using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>
/// User code that a fit calls, such as a loss: its name in messages and in a fit's identity, and how it is called.
/// </summary>
internal static class Seam
{
    /// <summary>"loss Samples.FocalLoss".</summary>
    internal static string NameOf(object part, string kind) => $"{kind} {part.GetType().FullName}";

    /// <summary>Calls user code, and reports its exceptions with the name of its type.</summary>
    /// <exception cref="InvalidOperationException">It threw an exception.</exception>
    internal static T Call<T>(object part, string kind, Func<T> code)
    {
        try
        {
            return code();
        }
        catch (Exception e) when (e is not OperationCanceledException && !IsOutOfMemory(e))
        {
            throw new InvalidOperationException($"The {NameOf(part, kind)} failed: {e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Its type, and, as far as they are texts, numbers, flags or named values, its public properties and its constructor
    /// arguments: read-only fields and captured parameters.
    /// </summary>
    internal static JsonObject Describe(object part, JsonSerializerOptions conventions)
    {
        var type = part.GetType();
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (NameOfConstructed(field) is { } name)
                    Add(name, field.FieldType, () => field.GetValue(part));
            }
        }

        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p =>
            p.CanRead && p.GetIndexParameters().Length == 0))
        {
            Add(property.Name, property.PropertyType, () => Call(
                part, $"property {property.Name} of", () =>
                    property.GetValue(part, BindingFlags.DoNotWrapExceptions, null, null, null)));
        }

        return new([
            KeyValuePair.Create("type", (JsonNode?)JsonValue.Create(type.FullName)),
            .. values.Select(pair => KeyValuePair.Create(pair.Key, ToNode(pair.Value, conventions))),
        ]);

        void Add(string name, Type itsType, Func<object?> read)
        {
            if (IsPlain(itsType) || (itsType.IsArray && IsPlain(itsType.GetElementType()!)))
                values.TryAdd(JsonNamingPolicy.CamelCase.ConvertName(name), read());
        }
    }

    // Fields of properties are covered by the properties. A captured parameter x of a primary constructor is the field <x>P.
    private static string? NameOfConstructed(FieldInfo field)
    {
        if (!field.Name.StartsWith('<'))
            return field.IsInitOnly ? field.Name.TrimStart('_') : null;
        return field.Name.EndsWith(">P", StringComparison.Ordinal) ? field.Name[1..^2] : null;
    }

    private static bool IsPlain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint)) || type.IsEnum || type == typeof(string)
            || type == typeof(decimal);
    }

    private static JsonNode? ToNode(object? value, JsonSerializerOptions conventions) => value switch
    {
        null => null,
        float or double when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) =>
            FormattableString.Invariant($"{value}"),
        IEnumerable items and not string => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(item, conventions))]),
        _ => JsonSerializer.SerializeToNode(value, value.GetType(), conventions),
    };

    // A step that runs out of memory is split: its exception must pass through unchanged.
    private static bool IsOutOfMemory(Exception exception) =>
        exception is ExternalException failure && DeviceMemory.IsExhausted(failure);
}
