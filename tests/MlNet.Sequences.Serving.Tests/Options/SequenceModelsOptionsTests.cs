using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class SequenceModelsOptionsTests
{
    [TestMethod]
    public void Every_violation_is_reported_at_once_with_the_value_received()
    {
        var exception = Assert.ThrowsExactly<OptionsValidationException>(() => Resolve(options =>
        {
            options.AddModel("a", "a.zip").AddModel("a", "b.zip").AddModel("b/c", "").AddModel("d", "d.zip", version: 0);
            (options.NumberOfWorkers, options.MaximumStepsInBatch, options.MaximumQueueLength) = (0, -1, 10);
            (options.LongTextSteps, options.MaximumRequestBytes, options.MaximumTextLength) = (0, 0, 0);
            options.MaximumExplainedSteps = 0;
            (options.BatchDelay, options.DrainDelay) = (TimeSpan.FromTicks(-1), TimeSpan.FromDays(2));
            (options.RequestTimeout, options.ReloadInterval) = (TimeSpan.Zero, TimeSpan.Zero);
        }));

        string[] failures = [.. exception.Failures];
        Assert.HasCount(15, failures, string.Join('\n', failures));
        Assert.Contains("NumberOfWorkers must be at least 1; received 0: set 1 or more.", failures);
        Assert.Contains(
            "BatchDelay must be from 0 to a day; received -00:00:00.0000001: set a duration in that range.", failures);
        Assert.Contains(
            "MaximumTextsInRequest must be at most MaximumQueueLength, 10; received 1024: lower it, or raise the other.",
            failures);
    }

    [TestMethod]
    public void Without_a_model_there_is_nothing_to_serve() =>
        Assert.Contains(
            "call options.AddModel", Assert.ThrowsExactly<OptionsValidationException>(() => Resolve(_ => { })).Message);

    private static void Resolve(Action<SequenceModelsOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSequenceModels(configure);
        using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<IOptions<SequenceModelsOptions>>().Value;
    }
}
