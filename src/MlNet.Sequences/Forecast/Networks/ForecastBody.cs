using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A network that forecasts. What it returns has no head: for each window the forecasts of all steps, <c>[values × horizon ×
/// targets]</c>.
/// </summary>
internal abstract class ForecastBody(string name, ForecastArchitecture settings, InputLayer input, NetworkRandom random)
    : SequenceBody(name, input)
{
    internal sealed override int Width => (int)settings.StateWidth;

    internal sealed override double StepDropout => 0;

    /// <summary>One state, after the last step.</summary>
    /// <returns><c>[1, batch, width]</c>.</returns>
    public sealed override torch.Tensor forward(SequenceBatch batch) => Pool(batch, SequencePooling.Last).unsqueeze(0);

    internal sealed override torch.Tensor Pool(SequenceBatch batch, SequencePooling pooling)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = ForecastInputs.Of(batch, settings);
        var forecasts = inputs.Unscale(Forecast(inputs));                       // [batch × targets, values × horizon]
        return forecasts.view(batch.Size, settings.Targets, -1).transpose(1, 2) // [batch, values × horizon, targets]
            .reshape(batch.Size, -1).MoveToOuterDisposeScope();
    }

    // What it reads, it makes of the numbers themselves.
    internal sealed override void Prepare(SequenceBatch batch)
    {
    }

    /// <summary>The scaled forecasts of each target on its own.</summary>
    /// <returns><c>[batch × targets, values × horizon]</c>.</returns>
    private protected abstract torch.Tensor Forecast(ForecastInputs inputs);

    /// <summary>Dropout of single features.</summary>
    private protected torch.Tensor Drop(torch.Tensor features) => training && settings.Dropout > 0
        ? features * SharedDropout.Mask(features.device, features.shape, settings.Dropout, random)
        : features;

    /// <summary>Repeats what a window has for each of its targets: <c>[batch, …]</c> to <c>[batch × targets, …]</c>.</summary>
    private protected torch.Tensor ForEachTarget(torch.Tensor perWindow) =>
        settings.Targets == 1 ? perWindow : perWindow.repeat_interleave(settings.Targets, 0);

    /// <summary>A linear layer with PyTorch's own initial weights, from our generator.</summary>
    private protected Linear MakeLinear(string name, long inputs, long outputs)
    {
        var linear = torch.nn.Linear(inputs, outputs);
        foreach (var parameter in linear.parameters())
            random.FillUniform(parameter, 1 / Math.Sqrt(inputs));
        register_module(name, linear);
        return linear;
    }

    /// <summary>The weights of a linear layer without bias, <c>[outputs, inputs]</c>.</summary>
    private protected Parameter MakeWeights(string name, long outputs, long inputs) =>
        MakeParameter(name, outputs, inputs, 1 / Math.Sqrt(inputs));

    /// <summary>A table of vectors.</summary>
    private protected Parameter MakeTable(string name, long rows, long width, double deviation = 1) =>
        MakeParameter(name, rows, width, deviation * Math.Sqrt(3));

    /// <summary>Zeros before the first step, or after the last, up to a number of steps.</summary>
    private protected static torch.Tensor Padded(torch.Tensor steps, long count, bool atEnd)
    {
        if (steps.shape[1] == count)
            return steps;
        long[] shape = [.. steps.shape];
        shape[1] = count - shape[1];
        var zeros = torch.zeros(shape, dtype: torch.float32, device: steps.device);
        return torch.cat(atEnd ? [steps, zeros] : [zeros, steps], 1);
    }

    private Parameter MakeParameter(string name, long rows, long columns, double bound)
    {
        var values = torch.empty(rows, columns);
        random.FillUniform(values, bound);
        var parameter = new Parameter(values);
        register_parameter(name, parameter);
        return parameter;
    }
}
