using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Positions, encoder layers, and a final layer normalization (Vaswani et al. 2017; Xiong et al. 2020, figure 1b).
/// </summary>
internal sealed class TransformerBody : SequenceBody
{
    private readonly List<EncoderLayer> _layers = [];

    internal TransformerBody(TransformerArchitecture settings, InputLayer input, NetworkRandom random)
        : base(nameof(TransformerBody), input)
    {
        Settings = settings;
        Positions = new PositionLayer(settings, random);
        if (Positions.Table is { } table)
            register_module(PositionLayer.Name, table);
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            _layers.Add(new EncoderLayer(settings, random));
            register_module($"layer{i}", _layers[i]);
        }

        Norm = torch.nn.LayerNorm(settings.HiddenSize);
        register_module("norm", Norm);
    }

    internal TransformerArchitecture Settings { get; }

    internal PositionLayer Positions { get; }

    internal IReadOnlyList<EncoderLayer> Layers => _layers;

    internal LayerNorm Norm { get; }

    internal override int Width => Settings.HiddenSize;

    internal override double StepDropout => Settings.StepDropout;

    // Each step needs several kilobytes at once, and what fits a processor's cache is computed faster.
    internal override int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 1024 : 64 * 1024;

    public override torch.Tensor forward(SequenceBatch batch)
    {
        var steps = Input.Forward(batch, training).transpose(0, 1);           // [batch, time, hidden]
        steps = Positions.AddTo(steps, batch);
        var rotary = Positions.Rotary(batch);
        var mask = batch.AttentionMask.view(batch.Size, 1, 1, batch.Time);
        foreach (var layer in _layers)
            steps = layer.call(steps, mask, rotary);                          // [batch, time, hidden]
        return Norm.call(steps).transpose(0, 1);                              // [time, batch, hidden]
    }

    internal override void Prepare(SequenceBatch batch)
    {
        base.Prepare(batch);
        Positions.Prepare(batch);
    }

    private protected override string StateName(string parameterName) =>
        TransformerParts.StateNameInLayer(parameterName)
        ?? (parameterName.StartsWith("norm.", StringComparison.Ordinal) ? $"encoder.{parameterName}" : parameterName);
}
