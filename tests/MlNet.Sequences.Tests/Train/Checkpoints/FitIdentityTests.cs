using System.Text.Json.Nodes;

namespace MlNet.Sequences.Tests;

/// <summary>Which checkpoints a fit goes on from, by their options.</summary>
[TestClass]
public sealed class FitIdentityTests
{
    private const string Option = "bestEpochTolerance";

    [TestMethod]
    public void An_option_that_the_checkpoints_version_did_not_have_is_at_its_default_there()
    {
        var saved = FitIdentity.Of(Toy.Options, new BinaryTask(), seed: 1);
        var settings = (JsonObject)saved.Settings.DeepClone();
        Assert.IsTrue(settings.Remove(Option));
        saved = saved with { Settings = settings };

        FitIdentity.Of(Toy.Options, new BinaryTask(), seed: 1).CheckOptions(saved);
        var options = Toy.Options;
        options.BestEpochTolerance = 2;
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => FitIdentity.Of(options, new BinaryTask(), seed: 1).CheckOptions(saved));
        Assert.Contains($"{Option} is 2 and was 1", error.Message);
    }

    [TestMethod]
    public void An_option_that_this_version_does_not_know_is_told()
    {
        var saved = FitIdentity.Of(Toy.Options, new BinaryTask(), seed: 1);
        var settings = (JsonObject)saved.Settings.DeepClone();
        settings["laterOption"] = 3;
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => FitIdentity.Of(Toy.Options, new BinaryTask(), seed: 1).CheckOptions(saved with { Settings = settings }));
        Assert.Contains("laterOption is not known and was 3", error.Message);
    }
}
