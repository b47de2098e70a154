using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// An option that JSON can hold: a settable public property of an options type that is a text or a list of them, a number, a
/// flag, a named value, or of a type with a <see cref="JsonConverterAttribute"/> whose converter describes the value in a
/// <see cref="JsonException"/> ("the path of a file") and that has value equality. Rows, callbacks, models and cancellation are
/// not settings.
/// </summary>
internal sealed class OptionSetting
{
    private readonly PropertyInfo _property;
    private readonly Type _type;
    private readonly bool _isNullable;

    private OptionSetting(PropertyInfo property)
    {
        _property = property;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        _isNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
    }

    /// <summary>The property's name in JSON: hiddenSize.</summary>
    internal string Name { get; }

    /// <summary>The settings of an options type, those of its base first, each type's in the order of its source.</summary>
    internal static IReadOnlyList<OptionSetting> Of(Type options) =>
    [
        .. OptionRules.InOrder(options).Where(IsSetting).Select(property => new OptionSetting(property)),
    ];

    internal static bool IsSetting(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.GetMethod is { IsPublic: true } && property.SetMethod is { IsPublic: true }
            && (type == typeof(string) || type == typeof(IList<string>) || type.IsPrimitive || type.IsEnum
                || type.IsDefined(typeof(JsonConverterAttribute)));
    }

    internal JsonNode? Write(object options) =>
        JsonSerializer.SerializeToNode(_property.GetValue(options), _property.PropertyType, OptionsJson.Conventions);

    /// <summary>Sets the option, or adds a violation.</summary>
    internal void Read(JsonElement value, object options, OptionViolations violations)
    {
        if (value.ValueKind == JsonValueKind.Null && _isNullable)
        {
            _property.SetValue(options, null);
            return;
        }

        try
        {
            _property.SetValue(options, Parse(value) ?? throw new JsonException("a value"));
        }
        catch (JsonException e)
        {
            violations.Add(
                Name, $"must be {Expected(e)}{(_isNullable ? $", or null" : $"")}", ReceivedJson.Shorten(value),
                $"{Remedy(value)}");
        }
    }

    // Only names: the serializer would accept numbers, and any case.
    private object? Parse(JsonElement value)
    {
        if (!_type.IsEnum)
            return value.Deserialize(_type, OptionsJson.Conventions);
        // Flags are several names: "TimeOfDay, DayOfYear".
        string[] names = value.ValueKind != JsonValueKind.String ? []
            : _type.IsDefined(typeof(FlagsAttribute), inherit: false) ? value.GetString()!.Split(", ")
            : [value.GetString()!];
        return names.Length > 0 && names.All(name => Enum.GetNames(_type).Contains(name))
            ? Enum.Parse(_type, value.GetString()!)
            : throw new JsonException();
    }

    private string Expected(JsonException error) =>
        _type == typeof(string) ? "a text in quotes"
        : _type == typeof(IList<string>) ? "a list of texts in quotes"
        : _type == typeof(bool) ? "true or false"
        : _type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(_type).Select(name => $"\"{name}\""))}"
        : _type == typeof(float) || _type == typeof(double) ? "a number"
        : _type == typeof(int) ? $"a whole number from {int.MinValue} to {int.MaxValue}"
        : _type.IsPrimitive ? $"a whole number that {_type.Name} holds"
        // the serializer's own message
        : error.Message.Contains(" Path: ", StringComparison.Ordinal) ? $"what {_type.Name} are read from"
        : error.Message.TrimEnd('.');

    private string Remedy(JsonElement value) =>
        _type.IsEnum && value.ValueKind == JsonValueKind.String
        && NearestName.Find(value.GetString()!, Enum.GetNames(_type)) is { } name
            ? $"did you mean \"{name}\"?"
            : "give it such a value or leave it out";
}
