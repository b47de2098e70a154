namespace MlNet.Sequences;

/// <summary>
/// Options violate rules. The message is a headline and every violation on a line; <see cref="Violations"/> has them as values,
/// for programs that show them in their own way.
/// </summary>
public sealed class InvalidOptionsException : ArgumentException
{
    internal InvalidOptionsException(string optionsName, IReadOnlyList<OptionViolation> violations)
        : base(MessageOf(optionsName, violations).ToString())
    {
        (OptionsName, Violations) = (optionsName, violations);
        MessageOf(optionsName, violations).In(this);
    }

    /// <summary>The name of the options type.</summary>
    public string OptionsName { get; }

    /// <summary>The violations; at least one.</summary>
    public IReadOnlyList<OptionViolation> Violations { get; }

    private static OptionMessage MessageOf(string options, IReadOnlyList<OptionViolation> violations)
    {
        OptionMessage headline =
            $"{options} has {(violations.Count == 1 ? "an invalid value" : $"{violations.Count} invalid values")}:";
        return OptionMessage.Join("\n- ", [headline, .. violations.Select(violation => violation.Message)]);
    }
}
