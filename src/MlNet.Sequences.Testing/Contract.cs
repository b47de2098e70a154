namespace MlNet.Sequences.Testing;

/// <summary>
/// Rules that an estimator follows. Check each rule with a separate contract, or all rules with one.
/// </summary>
public abstract class Contract : IDisposable
{
    private readonly Lazy<IReadOnlyList<ContractRule>> _rules;

    private protected Contract() => _rules = new(() => [.. Rules()]);

    /// <summary>The rules by name, each a sentence: "A saved and loaded model gives bitwise the same values".</summary>
    public IReadOnlyList<string> RuleNames => [.. _rules.Value.Select(rule => rule.Name)];

    /// <summary>Checks one rule.</summary>
    /// <param name="rule">Its name, one of <see cref="RuleNames"/>.</param>
    /// <exception cref="ContractException">The rule is violated; the message has the expected and the received value.</exception>
    /// <exception cref="ArgumentException">The rule does not exist.</exception>
    public void Check(string rule)
    {
        var found = _rules.Value.FirstOrDefault(each => each.Name == rule) ?? throw new ArgumentException(
            $"The rule must be one of the contract's; received '{rule}'; take a name from {nameof(RuleNames)}.", nameof(rule));
        if (Broken(found) is { } broken)
            throw broken;
    }

    /// <summary>Checks all rules.</summary>
    /// <exception cref="ContractException">One rule is violated.</exception>
    /// <exception cref="AggregateException">
    /// Several rules are violated: it has a <see cref="ContractException"/> for each.
    /// </exception>
    public void Check()
    {
        ContractException[] broken = [.. _rules.Value.Select(Broken).OfType<ContractException>()];
        if (broken.Length == 1)
            throw broken[0];
        if (broken.Length > 1)
            throw new AggregateException($"{broken.Length} of {_rules.Value.Count} rules of the contract are broken.", broken);
    }

    /// <summary>Frees the fitted models.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the fitted models.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    private protected abstract IEnumerable<ContractRule> Rules();

    private static ContractException? Broken(ContractRule rule)
    {
        try
        {
            rule.Check();
            return null;
        }
#pragma warning disable CA1031 // Whatever the estimator throws violates the rule, and is passed to the caller.
        catch (Exception reason)
#pragma warning restore CA1031
        {
            return new(rule.Name, reason);
        }
    }
}
