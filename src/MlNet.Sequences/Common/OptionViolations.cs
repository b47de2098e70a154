using System.Numerics;

namespace MlNet.Sequences;

/// <summary>
/// Gathers what is wrong with an options object, so that a user corrects all of it at once and not one error a run.
/// </summary>
internal sealed class OptionViolations
{
    private readonly List<OptionViolation> _violations = [];

    /// <summary>Notes a violation.</summary>
    /// <param name="option">The option's property.</param>
    /// <param name="rule">The rule, a clause that the option's name begins: "must be at least 1".</param>
    /// <param name="received">The value that the option has.</param>
    /// <param name="remedy">What to do, a clause: "set the number of steps".</param>
    internal void Add(string option, OptionMessage rule, object? received, OptionMessage remedy) =>
        _violations.Add(new(option, $"{option:option} {rule}", received, remedy));

    /// <summary>Notes a violation of a rule that no option's name begins.</summary>
    /// <param name="rule">The rule, a whole clause.</param>
    /// <param name="received">What the options have.</param>
    /// <param name="remedy">What to do, a clause.</param>
    /// <param name="option">The option's property; null where the rule is about several, or about none.</param>
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
        if (!Enum.IsDefined(value.GetType(), value))
            Add(option, $"must be a named value", value, $"set one of {string.Join(", ", Enum.GetNames(value.GetType()))}");
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

    /// <summary>Fails where anything was noted.</summary>
    /// <param name="optionsTypeName">The name of the options type, for the headline.</param>
    /// <exception cref="InvalidOptionsException">Something was noted.</exception>
    internal void ThrowIfAny(string optionsTypeName)
    {
        if (_violations.Count > 0)
            throw new InvalidOptionsException(optionsTypeName, _violations);
    }
}
