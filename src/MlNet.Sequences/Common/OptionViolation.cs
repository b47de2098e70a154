using System.Globalization;

namespace MlNet.Sequences;

/// <summary>An option that violates a rule.</summary>
public sealed record OptionViolation
{
    internal OptionViolation(string? option, OptionMessage rule, object? received, OptionMessage remedy) =>
        (Option, Rule, Received, Remedy) = (option, rule, received, remedy);

    /// <summary>The option's property, or its name in the JSON that was read; null if the rule is about several.</summary>
    public string? Option { get; }

    /// <summary>The rule, a clause that begins with the option: "BatchSize must be at least 1".</summary>
    public OptionMessage Rule { get; }

    /// <summary>The value that violates it.</summary>
    public object? Received { get; }

    /// <summary>What to do, a clause: "set 1 or more".</summary>
    public OptionMessage Remedy { get; }

    /// <summary>Rule, value and remedy: "BatchSize must be at least 1; received 0; set 1 or more".</summary>
    public OptionMessage Message => $"{Rule}; received {Received as OptionMessage ?? $"{Describe(Received)}"}; {Remedy}";

    /// <summary><see cref="Message"/> with the names of properties.</summary>
    public override string ToString() => Message.ToString();

    internal static string Describe(object? value) => value switch
    {
        null => "null",
        "" => "\"\"",
        Enum name => name.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
