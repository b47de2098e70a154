using System.Globalization;
using System.Numerics;

namespace MlNet.Sequences;

/// <summary>
/// Gathers what is wrong with an options object, so that a user corrects all of it at once and not one error a run.
/// </summary>
internal sealed class OptionViolations
{
    private readonly List<string> _violations = [];

    /// <summary>Notes a violation.</summary>
    /// <param name="rule">The rule, a clause that names the option: "Length must be at least 1".</param>
    /// <param name="received">The value that the option has.</param>
    /// <param name="remedy">What to do, a clause: "set the number of steps".</param>
    internal void Add(string rule, object? received, string remedy) =>
        _violations.Add($"{rule}; received {Describe(received)}; {remedy}");

    /// <summary>The option must be a column name.</summary>
    internal void Name(string option, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            Add($"{option} must be the name of a column", value, "name one");
    }

    /// <summary>The option must be a named value of its enumeration.</summary>
    internal void Defined<T>(string option, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            Add($"{option} must be a named value", value, $"set one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>The option must be finite and at least this.</summary>
    internal void AtLeast<T>(string option, T value, T least)
        where T : INumber<T>
    {
        if (!(T.IsFinite(value) && value >= least))
            Add($"{option} must be at least {Describe(least)}", value, $"set {Describe(least)} or more");
    }

    /// <summary>The option must be at most this.</summary>
    internal void AtMost<T>(string option, T value, T most)
        where T : INumber<T>
    {
        if (value > most)
            Add($"{option} must be at most {Describe(most)}", value, $"set {Describe(most)} or less");
    }

    /// <summary>The option must be finite and above this.</summary>
    internal void Above<T>(string option, T value, T bound)
        where T : INumber<T>
    {
        if (!(T.IsFinite(value) && value > bound))
            Add($"{option} must be above {Describe(bound)}", value, $"set a finite number above {Describe(bound)}");
    }

    /// <summary>The option must lie between these, or be one of them.</summary>
    internal void Between<T>(string option, T value, T least, T most)
        where T : INumber<T>
    {
        if (!(value >= least && value <= most))
            Add($"{option} must be from {Describe(least)} to {Describe(most)}", value, "set a number in that range");
    }

    /// <summary>The option must be at least the one and below the other.</summary>
    internal void FromToBelow<T>(string option, T value, T least, T bound)
        where T : INumber<T>
    {
        if (!(value >= least && value < bound))
            Add($"{option} must be at least {Describe(least)} and below {Describe(bound)}", value, "set a number in that range");
    }

    /// <summary>Fails where anything was noted.</summary>
    /// <param name="optionsTypeName">The name of the options type, for the headline.</param>
    /// <exception cref="ArgumentException">Its message is a headline and every violation, each on a line.</exception>
    internal void ThrowIfAny(string optionsTypeName)
    {
        if (_violations.Count == 0)
            return;
        string headline = _violations.Count == 1
            ? $"{optionsTypeName} has an invalid value:"
            : $"{optionsTypeName} has {Describe(_violations.Count)} invalid values:";
        throw new ArgumentException(string.Join("\n- ", [headline, .. _violations]));
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        "" => "\"\"",
        Enum name => name.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
