namespace MlNet.Sequences;

/// <summary>An option in an <see cref="OptionMessage"/>.</summary>
/// <param name="Name">Its property's name, which whoever shows the message may replace.</param>
/// <param name="Shown">What the library itself calls it there, if not so: "hiddenSize" among settings.</param>
internal readonly record struct OptionName(string Name, string? Shown = null)
{
    /// <summary>An option by its name in JSON.</summary>
    internal static OptionName OfSetting(string key) => new(char.ToUpperInvariant(key[0]) + key[1..], key);
}
