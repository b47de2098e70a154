namespace MlNet.Sequences.Testing;

/// <summary>A rule, named by the method that checks it.</summary>
internal sealed record ContractRule
{
    internal ContractRule(string method, Action check) => (Name, Check) = (method.Replace('_', ' '), check);

    internal string Name { get; }

    internal Action Check { get; }
}
