using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>The packed contract of trainers. A derived class says of which options, task and sequences.</summary>
public abstract class TrainerContractTests
{
    private readonly Func<SequenceTrainerContract> _contract;

    private protected TrainerContractTests(SequenceContractTask task, SequenceTrainerOptions options, bool numbers = false) =>
        _contract = () => new(options, task, numbers);

    public static IEnumerable<object[]> Rules
    {
        get
        {
            using var any = new SequenceTrainerContract(Toy.Options);
            return [.. any.RuleNames.Select(rule => new object[] { rule })];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rules), typeof(TrainerContractTests))]
    public void It_keeps_the_rule(string rule)
    {
        using var contract = _contract();
        contract.Check(rule);
    }
}
