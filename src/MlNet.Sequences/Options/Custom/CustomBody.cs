using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The module of a custom network, as a body.</summary>
internal sealed class CustomBody : SequenceBody
{
    private readonly CustomArchitecture _settings;
    private readonly NetworkRandom _random;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> _module;

    internal CustomBody(
        CustomArchitecture settings, InputLayer input, torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> module,
        NetworkRandom random)
        : base(nameof(CustomBody), input)
    {
        (_settings, _module, _random) = (settings, module, random);
        register_module("body", module);
    }

    internal override int Width => (int)_settings.StateWidth;

    internal override double StepDropout => _settings.StepDropout;

    public override torch.Tensor forward(SequenceBatch batch)
    {
        var isStep = batch.MeanWeights.IsAbove(0);                                                   // [batch, time]
        var vectors = Input.Forward(batch, training).transpose(0, 1) * isStep.unsqueeze(-1);         // [batch, time, embedding]
        var states = Call(vectors, isStep);
        long[] expected = [batch.Size, batch.Time, Width];
        if (!states.shape.SequenceEqual(expected))
            throw new InvalidOperationException(
                $"The body of network '{_settings.Name}' must return states of the shape [batch, time, StateSize], here " +
                $"[{string.Join(", ", expected)}]; received [{string.Join(", ", states.shape)}]. Correct forward, or StateSize " +
                "of its options.");
        return states.transpose(0, 1);                                                               // [time, batch, width]
    }

    // The module's random numbers in training come from torch's global generator: they depend on the seed and the step, like all
    // others.
    private torch.Tensor Call(torch.Tensor vectors, torch.Tensor isStep)
    {
        using var generator = training ? new RandomStateScope(unchecked((long)_random.NextSeed())) : null;
        return _module.call(vectors, isStep);
    }
}
