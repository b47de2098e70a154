namespace MlNet.Sequences;

/// <summary>An option in an <see cref="OptionMessage"/>.</summary>
/// <param name="Name">Its property's name, which may be replaced when the message is shown.</param>
/// <param name="Shown">The library's own name for it in the message, if different: "hiddenSize" among settings.</param>
internal readonly record struct OptionName(string Name, string? Shown = null)
{
    /// <summary>An option by its name in JSON.</summary>
    internal static OptionName OfSetting(string key) => new(char.ToUpperInvariant(key[0]) + key[1..], key);
}
