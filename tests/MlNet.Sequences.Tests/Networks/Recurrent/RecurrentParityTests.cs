using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// LSTM, GRU and Elman network against PyTorch's own numbers, and the optimizers, which are those of every network.
/// </summary>
[TestClass]
public sealed class RecurrentParityTests
{
    public static IEnumerable<string> Names => RecurrentFixture.Names;

    public static IEnumerable<string> NamesWithSteps => Names.Where(name => Load(name).Optimizer is not null);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow("lstm", 17)]
    [DataRow("gru", 7)]
    [DataRow("rnn", 7)]
    public void The_fixtures_are_there(string cell, int count) =>
        Assert.AreEqual(count, Names.Count(name => name.StartsWith(cell + "/", StringComparison.Ordinal)));

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Logits_loss_and_every_gradient_are_PyTorchs(string name)
    {
        using var scope = torch.NewDisposeScope();
        NetworkParity.CheckLogitsLossAndGradients(Load(name));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_state_dict_has_PyTorchs_names_and_shapes(string name)
    {
        using var scope = torch.NewDisposeScope();
        NetworkParity.CheckNamesAndShapes(Load(name));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_sequence_has_the_same_logit_alone_and_in_the_batch(string name)
    {
        using var scope = torch.NewDisposeScope();
        NetworkParity.CheckEachSequenceAlone(Load(name));
    }

    [TestMethod]
    [DynamicData(nameof(NamesWithSteps))]
    public void Optimizer_steps_end_at_PyTorchs_weights(string name)
    {
        using var scope = torch.NewDisposeScope();
        var fixture = Load(name);
        NetworkParity.CheckOptimizerSteps(fixture, fixture.Optimizer!);
    }

    private static RecurrentFixture Load(string name) => NetworkFixture.Load<RecurrentFixture>(name);
}
