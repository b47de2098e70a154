using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>What <see cref="PositionEncoding"/> describes: what is added to the input, or how queries and keys are turned.</summary>
internal sealed class Positions
{
    internal const string Name = "positions";

    private const double Base = 10_000; // the longest wave's length is 2 π times this

    private readonly TransformerArchitecture _settings;

    internal Positions(TransformerArchitecture settings, NetworkRandom random)
    {
        _settings = settings;
        if (settings.Positions != PositionEncoding.Learned)
            return;
        int length = settings.MaximumLength ?? throw new InvalidDataException("The model file is damaged: it has learned positions without their number.");
        Table = torch.nn.Embedding(length, settings.HiddenSize);
        random.FillUniform(Table.weight!, InputLayer.EmbeddingBound);
    }

    /// <summary>The learnt vectors <c>[length, hidden]</c>, or null.</summary>
    internal Embedding? Table { get; }

    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <returns>The steps with their positions, in the same shape.</returns>
    internal torch.Tensor AddTo(torch.Tensor steps) => _settings.Positions switch
    {
        // Padding may reach past the last position: what is added there is of no matter.
        PositionEncoding.Learned => steps + Table!.call(torch.arange(steps.shape[1], device: steps.device).clamp_max(Table.weight!.shape[0] - 1)),
        PositionEncoding.Sinusoidal => steps * Math.Sqrt(_settings.HiddenSize) + Waves(steps.shape[1], steps.device),
        _ => steps,
    };

    /// <summary>The turns of rotary positions, or null.</summary>
    internal Turns? Turns(long time, torch.Device device) => _settings.Positions == PositionEncoding.Rotary
        ? new Turns(Angles(time, _settings.HiddenSize / _settings.NumberOfHeads, device))
        : null;

    // Sines in the even columns and cosines in the odd ones: [time, hidden].
    private torch.Tensor Waves(long time, torch.Device device)
    {
        var angles = Angles(time, _settings.HiddenSize, device);                                 // [time, ceil(hidden / 2)]
        return torch.stack([angles.sin(), angles.cos()], -1).flatten(1).narrow(1, 0, _settings.HiddenSize);
    }

    // The last of an odd number of columns is a sine without its cosine.
    private static torch.Tensor Angles(long time, long width, torch.Device device)
    {
        var frequencies = torch.pow(Base, torch.arange((width + 1) / 2, device: device).to(torch.float32) * (-2.0 / width));
        return torch.arange(time, device: device).to(torch.float32).unsqueeze(1) * frequencies;  // [time, ceil(width / 2)]
    }
}
