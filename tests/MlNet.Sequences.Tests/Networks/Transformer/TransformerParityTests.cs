using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// The encoder against torch.nn.TransformerEncoder's numbers; with rotary positions against a layer of complex numbers.
/// </summary>
[TestClass]
public sealed class TransformerParityTests
{
    public static IEnumerable<string> Names => TransformerFixture.Names;

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_fixtures_are_there() => Assert.HasCount(14, Names);

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

    private static TransformerFixture Load(string name) => NetworkFixture.Load<TransformerFixture>(name);
}
