namespace MlNet.Sequences.Testing;

/// <summary>A rule of a contract is violated.</summary>
public sealed class ContractException : Exception
{
    internal ContractException(string rule, Exception reason)
        : base($"The contract's rule '{rule}' is broken. {Describe(reason)}", reason) => Rule = rule;

    /// <summary>The rule, one of the contract's <see cref="Contract.RuleNames"/>.</summary>
    public string Rule { get; }

    private static string Describe(Exception reason) =>
        reason is ExpectationException ? reason.Message : $"{reason.GetType().Name}: {reason.Message}";
}
