using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MlNet.Sequences;

/// <summary>
/// The rules on the properties of options: a <see cref="RangeAttribute"/>, and that an enumeration has a named value. Null
/// violates none.
/// </summary>
internal static class OptionRules
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> Properties = new();

    /// <summary>Adds the violations of each property of options.</summary>
    internal static void AddViolations(object options, OptionViolations violations)
    {
        foreach (var property in Properties.GetOrAdd(options.GetType(), PropertiesOf))
        {
            object? value = property.GetValue(options);
            if (value is Enum name)
                violations.Defined(property.Name, name);
            else if (value is not null && property.GetCustomAttribute<RangeAttribute>() is { } range && IsChecked(range))
                Check(property.Name, value, new(range), violations);
        }
    }

    /// <summary>Whether the rules here check the attribute: a numeric range without its own message.</summary>
    internal static bool IsChecked(ValidationAttribute attribute) =>
        attribute is RangeAttribute { Minimum: int or double, ErrorMessage: null, ErrorMessageResourceName: null };

    private static void Check(string option, object value, OptionRange range, OptionViolations violations)
    {
        if (!range.Has(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
            violations.Add(option, $"must be {range.Rule}", value, $"set {range.Remedy}");
    }

    /// <summary>
    /// The public properties of options: those of the base first, each type's by group, in the order of its source.
    /// </summary>
    internal static IEnumerable<PropertyInfo> InOrder(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .OrderBy(property => Depth(property.DeclaringType))
        .ThenBy(OptionGroup.PlaceOf)
        .ThenBy(property => property.MetadataToken);

    private static IReadOnlyList<PropertyInfo> PropertiesOf(Type options) =>
    [
        .. InOrder(options)
            .Where(property => property is { CanRead: true, CanWrite: true } && property.GetIndexParameters().Length == 0)
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum
                || property.IsDefined(typeof(RangeAttribute))),
    ];

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);
}
