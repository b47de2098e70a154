using System.Numerics;

namespace MlNet.Sequences;

/// <summary>
/// Collects the violations of an options object, so that a user can correct all of them at once.
/// </summary>
internal sealed class OptionViolations
{
    private readonly List<OptionViolation> _violations = [];

    /// <summary>Adds a violation.</summary>
    /// <param name="option">The option's property.</param>
    /// <param name="rule">The rule, a clause that follows the option's name: "must be at least 1".</param>
    /// <param name="received">The value that the option has.</param>
    /// <param name="remedy">What to do, a clause: "set the number of steps".</param>
    internal void Add(string option, OptionMessage rule, object? received, OptionMessage remedy) =>
        _violations.Add(new(option, $"{option:option} {rule}", received, remedy));

    /// <summary>Adds a violation of a rule that does not begin with an option's name.</summary>
    /// <param name="rule">The rule, a whole clause.</param>
    /// <param name="received">The value received.</param>
    /// <param name="remedy">What to do, a clause.</param>
    /// <param name="option">The option's property; null if the rule is about several, or none.</param>
    internal void AddRule(OptionMessage rule, object? received, OptionMessage remedy, string? option = null) =>
        _violations.Add(new(option, rule, received, remedy));

    /// <summary>The option must be a column name.</summary>
    internal void Name(string option, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            Add(option, $"must be the name of a column", value, $"name one");
    }

    /// <summary>The option must be a named value of its enumeration.</summary>
    internal void Defined(string option, Enum value)
    {
        if (!IsNamed(value))
            Add(option, $"must be a named value", value, $"set one of {string.Join(", ", Enum.GetNames(value.GetType()))}");
    }

    // Of flags, several may be named together.
    private static bool IsNamed(Enum value)
    {
        var type = value.GetType();
        if (!type.IsDefined(typeof(FlagsAttribute), inherit: false))
            return Enum.IsDefined(type, value);
        long all = Enum.GetValues(type).Cast<object>().Aggregate(0L, (flags, each) => flags | Convert.ToInt64(each, null));
        return (Convert.ToInt64(value, null) & ~all) == 0;
    }

    /// <summary>The option must be finite and at least this.</summary>
    internal void AtLeast<T>(string option, T value, T least)
        where T : INumber<T>
    {
        if (!(T.IsFinite(value) && value >= least))
            Add(option, $"must be at least {least}", value, $"set {least} or more");
    }

    /// <summary>The option must be at most this.</summary>
    internal void AtMost<T>(string option, T value, T most)
        where T : INumber<T>
    {
        if (value > most)
            Add(option, $"must be at most {most}", value, $"set {most} or less");
    }

    /// <summary>The option must be finite and above this.</summary>
    internal void Above<T>(string option, T value, T bound)
        where T : INumber<T>
    {
        if (!(T.IsFinite(value) && value > bound))
            Add(option, $"must be above {bound}", value, $"set a finite number above {bound}");
    }

    /// <summary>The option must lie between these, or be one of them.</summary>
    internal void Between<T>(string option, T value, T least, T most)
        where T : INumber<T>
    {
        if (!(value >= least && value <= most))
            Add(option, $"must be from {least} to {most}", value, $"set a number in that range");
    }

    /// <summary>The option must be at least the one and below the other.</summary>
    internal void FromToBelow<T>(string option, T value, T least, T bound)
        where T : INumber<T>
    {
        if (!(value >= least && value < bound))
            Add(option, $"must be at least {least} and below {bound}", value, $"set a number in that range");
    }

    /// <summary>Fails if there are violations.</summary>
    /// <param name="optionsTypeName">The name of the options type, for the headline.</param>
    /// <exception cref="InvalidOptionsException">There are violations.</exception>
    internal void ThrowIfAny(string optionsTypeName)
    {
        if (_violations.Count > 0)
            throw new InvalidOptionsException(optionsTypeName, _violations);
    }
}
