using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A recurrent layer over segments of a window rather than its steps, and all segments of the horizon in one more step, each from
/// its position (SegRNN: Lin et al. 2023, "Segment Recurrent Neural Network for Long-Term Time Series Forecasting",
/// arXiv 2308.11200).
/// </summary>
internal sealed class SegmentBody : ForecastBody
{
    private readonly SegmentArchitecture _settings;
    private readonly SegmentCell _cell;
    private readonly Linear _segment, _output;
    private readonly Linear? _known, _static;
    private readonly Parameter _positions;
    private readonly Parameter? _targets, _covariates;

    internal SegmentBody(SegmentArchitecture settings, SegmentCell cell, InputLayer input, NetworkRandom random)
        : base(nameof(SegmentBody), settings, input, random)
    {
        (_settings, _cell) = (settings, cell);
        int hidden = settings.HiddenSize, length = settings.SegmentLength;
        _segment = MakeLinear("segment", length, hidden);
        foreach (var parameter in cell.Layer.Module.parameters())
            random.FillUniform(parameter, 1 / Math.Sqrt(hidden));
        register_module(cell.Layer.Name, cell.Layer.Module);
        _positions = MakeTable("positions", settings.HorizonSegments, settings.PositionWidth);
        if (settings.Targets > 1)
            _targets = MakeTable("targets", settings.Targets, hidden - settings.PositionWidth);
        if (settings.Covariates > 0)
            _covariates = MakeWeights("covariates", hidden, (long)length * settings.Covariates);
        if (settings.KnownNumbers > 0)
            _known = MakeLinear("known", length * settings.KnownNumbers, hidden);
        if (settings.StaticNumbers > 0)
            _static = MakeLinear("static", settings.StaticNumbers, hidden);
        _output = MakeLinear("output", hidden, length * settings.Values);
    }

    private protected override torch.Tensor Forecast(ForecastInputs inputs)
    {
        var (segments, ahead, length) = (_settings.WindowSegments, _settings.HorizonSegments, _settings.SegmentLength);
        long sequences = inputs.Targets.shape[0];
        var steps = Padded(inputs.Targets, segments * length, atEnd: false).view(sequences, segments, length)
            .transpose(0, 1);                                                     // [segments, sequences, length]
        var features = _segment.call(steps);                                      // [segments, sequences, hidden]
        if (inputs.Past is { } past)
        {
            var others = Padded(past, segments * length, atEnd: false).view(past.shape[0], segments, -1).matmul(_covariates!.t());
            features = features.Plus(ForEachTarget(others).transpose(0, 1));
        }

        var states = _cell.Run(torch.nn.functional.relu(features), Queries(inputs)); // [sequences × ahead, hidden]
        return _output.call(Drop(states)).view(sequences, ahead, _settings.Values, length).transpose(1, 2)
            .reshape(sequences, _settings.Values, -1).narrow(2, 0, _settings.Horizon).reshape(sequences, -1);
    }

    // What tells the segments ahead apart: [batch × targets, ahead, hidden].
    private torch.Tensor Queries(ForecastInputs inputs)
    {
        var (ahead, targets) = (_settings.HorizonSegments, _settings.Targets);
        long batch = inputs.Targets.shape[0] / targets;
        var positions = _positions.unsqueeze(0).expand(targets, -1, -1);          // [targets, ahead, position]
        if (_targets is not null)
            positions = torch.cat([positions, _targets.unsqueeze(1).expand(-1, ahead, -1)], 2);
        var queries = positions.unsqueeze(0).expand(batch, -1, -1, -1).reshape(batch * targets, ahead, _settings.HiddenSize);
        if (inputs.Known is { } known)
            queries = queries.Plus(ForEachTarget(_known!.call(
                Padded(known, ahead * _settings.SegmentLength, atEnd: true).view(batch, ahead, -1))));
        return inputs.Static is { } constants ? queries.Plus(ForEachTarget(_static!.call(constants)).unsqueeze(1)) : queries;
    }
}
