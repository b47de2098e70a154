using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A linear layer from the window to the horizon, or one from its moving average and one from the rest (NLinear and DLinear: Zeng
/// et al. 2023, "Are Transformers Effective for Time Series Forecasting?").
/// </summary>
internal sealed class LinearForecastBody : ForecastBody
{
    private readonly LinearForecastArchitecture _settings;
    private readonly Linear _steps;
    private readonly Linear? _average;
    private readonly Parameter? _covariates, _known, _static;

    internal LinearForecastBody(LinearForecastArchitecture settings, InputLayer input, NetworkRandom random)
        : base(nameof(LinearForecastBody), settings, input, random)
    {
        _settings = settings;
        int window = settings.WindowSize, outputs = settings.Horizon * settings.Values;
        _steps = MakeLinear("steps", window, outputs);
        if (settings.MovingAverageSteps > 0)
            _average = MakeLinear("average", window, outputs);
        if (settings.Covariates > 0)
            _covariates = MakeWeights("covariates", outputs, (long)window * settings.Covariates);
        if (settings.KnownNumbers > 0)
            _known = MakeWeights("known", settings.Values, settings.KnownNumbers);
        if (settings.StaticNumbers > 0)
            _static = MakeWeights("static", outputs, settings.StaticNumbers);
    }

    private protected override torch.Tensor Forecast(ForecastInputs inputs)
    {
        var steps = Drop(inputs.Targets);                                         // [batch × targets, window]
        var forecasts = _average is null ? _steps.call(steps) : Decompose(steps);
        if (inputs.Past is { } past)
            forecasts = forecasts.Plus(ForEachTarget(past.flatten(1).matmul(_covariates!.t())));
        if (inputs.Known is { } known)
            forecasts = forecasts.Plus(ForEachTarget(known.matmul(_known!.t()).transpose(1, 2).flatten(1)));
        if (inputs.Static is { } constants)
            forecasts = forecasts.Plus(ForEachTarget(constants.matmul(_static!.t())));
        return forecasts;
    }

    // The moving average has as many steps as the window: the first and the last step are repeated before and after it.
    private torch.Tensor Decompose(torch.Tensor steps)
    {
        int width = _settings.MovingAverageSteps, before = (width - 1) / 2, after = width - 1 - before;
        long window = steps.shape[1];
        var padded = torch.cat(
            [steps.narrow(1, 0, 1).expand(-1, before), steps, steps.narrow(1, window - 1, 1).expand(-1, after)], 1);
        var average = torch.nn.functional.avg_pool1d(padded.unsqueeze(1), width, 1).squeeze(1);   // [batch × targets, window]
        return _average!.call(average).Plus(_steps.call(steps - average));
    }
}
