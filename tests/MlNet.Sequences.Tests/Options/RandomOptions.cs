using System.Reflection;
using CsCheck;

namespace MlNet.Sequences.Tests;

/// <summary>Options of any type with any values, by whatever properties the type has; valid or not.</summary>
internal static class RandomOptions
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String.AlphaNumeric, Gen.OneOf("", " ", "Wörter \"x\"\n\t\\", "列", "null", "<a&b>'+"));

    private static readonly Gen<ClassWeights> Weights = Gen.OneOf(
        Gen.OneOf(ClassWeights.None, ClassWeights.Balanced),
        Gen.Dictionary(Text, Gen.Double[-1e9, 1e9])[1, 4].Select(byClass => ClassWeights.Of(byClass)));

    internal static readonly Gen<SequenceTrainerOptions> Any = Gen.OneOf(
        Of<LstmOptions>(), Of<GruOptions>(), Of<RnnOptions>(), Of<TransformerOptions>());

    /// <summary>The properties that are settings and have values to choose from here.</summary>
    internal static PropertyInfo[] Properties(Type options) =>
        [.. options.GetProperties().Where(property => OptionSetting.IsSetting(property) && Values(property) is not null)];

    /// <summary>A value for the property, or null where its type has none here.</summary>
    internal static Gen<object?>? Values(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var values =
            type == typeof(bool) ? Gen.Bool.Select(value => (object?)value)
            : type == typeof(int) ? Gen.Int.Select(value => (object?)value)
            : type == typeof(double) ? Gen.Double.Select(value => (object?)value)
            : type == typeof(string) ? Text.Select(value => (object?)value)
            : type == typeof(InitialEmbeddings) ? Text.Where(path => !string.IsNullOrWhiteSpace(path))
            .Select(path => (object?)InitialEmbeddings.FromFile(path))
            : type == typeof(ClassWeights) ? Weights.Select(value => (object?)value)
            : type.IsEnum ? Gen.OneOf([.. Enum.GetValues(type).Cast<object?>()])
            : null;
        bool isNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        return values is not null && isNullable ? Gen.OneOf(Gen.Const((object?)null), values, values) : values;
    }

    private static Gen<SequenceTrainerOptions> Of<TOptions>()
        where TOptions : SequenceTrainerOptions, new()
    {
        var options = Gen.Const(() => (SequenceTrainerOptions)new TOptions());
        foreach (var property in Properties(typeof(TOptions)))
        {
            options = Gen.Select(options, Values(property)!, (made, value) =>
            {
                property.SetValue(made, value);
                return made;
            });
        }

        return options;
    }
}
