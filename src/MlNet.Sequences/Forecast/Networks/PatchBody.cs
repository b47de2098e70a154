using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A Transformer encoder over overlapping patches of a window, and a linear layer from all of them to the horizon (PatchTST: Nie
/// et al. 2023, "A Time Series is Worth 64 Words", arXiv 2211.14730).
/// </summary>
internal sealed class PatchBody : ForecastBody
{
    private readonly PatchArchitecture _settings;
    private readonly Linear _patch, _output;
    private readonly Parameter _positions;
    private readonly Parameter? _covariates;
    private readonly Linear? _known, _step, _static;
    private readonly List<EncoderLayer> _layers = [];
    private readonly LayerNorm _norm;

    internal PatchBody(PatchArchitecture settings, InputLayer input, NetworkRandom random)
        : base(nameof(PatchBody), settings, input, random)
    {
        _settings = settings;
        int hidden = settings.HiddenSize;
        _patch = MakeLinear("patch", settings.PatchLength, hidden);
        _positions = MakeTable("positions", settings.Patches, hidden, 0.02);
        if (settings.Covariates > 0)
            _covariates = MakeWeights("covariates", hidden, (long)settings.PatchLength * settings.Covariates);
        if (settings.StaticNumbers > 0)
            _static = MakeLinear("static", settings.StaticNumbers, hidden);
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            _layers.Add(new EncoderLayer(settings.Encoder, random));
            register_module($"layer{i}", _layers[i]);
        }

        _norm = torch.nn.LayerNorm(hidden);
        register_module("norm", _norm);
        if (settings.KnownNumbers > 0)
        {
            _known = MakeLinear("known", settings.KnownNumbers, hidden);
            _step = MakeLinear("step", hidden, settings.Values);
        }

        _output = MakeLinear("output", (long)settings.Patches * hidden, (long)settings.Horizon * settings.Values);
    }

    private protected override torch.Tensor Forecast(ForecastInputs inputs)
    {
        long sequences = inputs.Targets.shape[0];
        var states = _patch.call(Patches(inputs.Targets)).Plus(_positions);                  // [sequences, patches, hidden]
        if (inputs.Past is { } past)
            states = states.Plus(ForEachTarget(Patches(past).flatten(2).matmul(_covariates!.t())));
        if (inputs.Static is { } constants)
            states = states.Plus(ForEachTarget(_static!.call(constants)).unsqueeze(1));
        var mask = torch.zeros([1, 1, 1, _settings.Patches], dtype: torch.float32, device: states.device);
        foreach (var layer in _layers)
            states = layer.call(states, mask, null);
        var forecasts = _output.call(Drop(_norm.call(states).view(sequences, -1)));
        return inputs.Known is { } known
            ? forecasts.Plus(ForEachTarget(
                _step!.call(torch.nn.functional.gelu(_known!.call(known))).transpose(1, 2).flatten(1)))
            : forecasts;
    }

    // [rows, window, …] to [rows, patches, …, patch length].
    private torch.Tensor Patches(torch.Tensor steps) =>
        Padded(steps, _settings.PaddedSteps, atEnd: false).unfold(1, _settings.PatchLength, _settings.PatchStride);
}
