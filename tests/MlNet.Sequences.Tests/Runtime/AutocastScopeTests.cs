using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class AutocastScopeTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void Products_are_of_bfloat16_in_the_scope_and_of_float32_around_it()
    {
        Assert.AreEqual(torch.ScalarType.Float32, TypeOfProduct());
        using (new AutocastScope(DeviceType.CPU))
        {
            Assert.AreEqual(torch.ScalarType.BFloat16, TypeOfProduct());
            using (new AutocastScope(DeviceType.CPU))
                Assert.AreEqual(torch.ScalarType.BFloat16, TypeOfProduct());
            Assert.AreEqual(torch.ScalarType.BFloat16, TypeOfProduct(), "behind an inner scope");
        }

        Assert.AreEqual(torch.ScalarType.Float32, TypeOfProduct());
    }

    [TestMethod]
    public void Other_threads_are_left_alone()
    {
        using var autocast = new AutocastScope(DeviceType.CPU);
        var others = torch.ScalarType.Bool;
        var thread = new Thread(() => others = TypeOfProduct());
        thread.Start();
        thread.Join();
        Assert.AreEqual(torch.ScalarType.Float32, others);
    }

    [TestMethod]
    public void A_weight_that_changed_between_two_scopes_is_cast_anew()
    {
        using var scope = torch.NewDisposeScope();
        var weight = torch.nn.Parameter(torch.ones(2, 2));
        var input = torch.ones(2, 2);
        float Product()
        {
            using var autocast = new AutocastScope(DeviceType.CPU);
            return input.mm(weight).to(torch.float32)[0, 0].item<float>();
        }

        Assert.AreEqual(2f, Product());
        using (torch.no_grad())
            weight.mul_(2);
        Assert.AreEqual(4f, Product());
    }

    private static torch.ScalarType TypeOfProduct()
    {
        using var scope = torch.NewDisposeScope();
        return torch.ones(2, 2).mm(torch.ones(2, 2)).dtype;
    }
}
