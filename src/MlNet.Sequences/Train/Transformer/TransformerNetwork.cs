using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Embedding (or projection), positions, encoder layers, pooling over the true time steps, and a linear head.</summary>
internal sealed class TransformerNetwork : SequenceNetwork
{
    private readonly TransformerArchitecture _settings;
    private readonly InputLayer _input;
    private readonly PositionLayer _positions;
    private readonly List<EncoderLayer> _layers = [];
    private readonly LayerNorm _norm;
    private readonly OutputLayer _output;

    internal TransformerNetwork(TransformerArchitecture settings, SequenceInput input, int outputs, NetworkRandom random)
        : base(nameof(TransformerNetwork), random)
    {
        _settings = settings;
        _input = new InputLayer(input, settings.HiddenSize, settings.EmbeddingDropout, random);
        _positions = new PositionLayer(settings, random);
        register_module(_input.Name, _input.Module);
        if (_positions.Table is { } table)
            register_module(PositionLayer.Name, table);
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            _layers.Add(new EncoderLayer(settings, random));
            register_module($"layer{i}", _layers[i]);
        }

        _norm = torch.nn.LayerNorm(settings.HiddenSize);
        _output = new OutputLayer(Pooling.WidthOf(settings.Pooling, settings.HiddenSize), outputs, settings.HeadDropout, random);
        register_module("norm", _norm);
        register_module(OutputLayer.Name, _output.Module);
    }

    internal override double StepDropout => _settings.StepDropout;

    // Several kilobytes for each step are alive at once, and what stays in a processor's cache is computed faster.
    internal override int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 1024 : 64 * 1024;

    public override torch.Tensor forward(SequenceBatch batch)
    {
        var steps = _input.Forward(batch, training).transpose(0, 1);    // [batch, time, hidden]
        steps = _positions.AddTo(steps, batch);
        var turns = _positions.Turns(batch);
        var mask = batch.Penalty.view(batch.Size, 1, 1, batch.Time);
        foreach (var layer in _layers)
            steps = layer.call(steps, mask, turns);                           // [batch, time, hidden]
        var states = _norm.call(steps).transpose(0, 1);                       // [time, batch, hidden]
        return _output.Forward(Pooling.Apply(_settings.Pooling, states, batch), training);  // [batch, outputs]
    }

    internal override void Prepare(SequenceBatch batch)
    {
        base.Prepare(batch);
        _positions.Prepare(batch);
    }

    internal override GraphValue WriteTo(IOperatorGraph graph, GraphSequences sequences)
    {
        var transformer = new TransformerGraph(graph, sequences);
        var steps = graph.Transpose(_input.WriteTo(graph, sequences), 1, 0, 2);                       // [batch, time, hidden]
        steps = _positions.WriteTo(graph, sequences, steps, out var turns);
        for (int i = 0; i < _layers.Count; i++)
            steps = _layers[i].WriteTo(transformer, $"layer{i}", steps, turns);                       // [batch, time, hidden]
        var states = graph.Transpose(transformer.Normalize(steps, "norm", _norm), 1, 0, 2);           // [time, batch, hidden]
        return _output.WriteTo(graph, graph.Pool(_settings.Pooling, states, sequences));
    }

    // Ours are modules side by side, "layer0.in_proj.weight"; torch.nn.TransformerEncoder says "encoder.layers.0.self_attn.in_proj_weight".
    private protected override string StateName(string parameterName)
    {
        string[] parts = parameterName.Split('.');
        return parts switch
        {
            [var layer, "in_proj", var kind] => $"encoder.layers.{layer["layer".Length..]}.self_attn.in_proj_{kind}",
            [var layer, "out_proj", var kind] => $"encoder.layers.{layer["layer".Length..]}.self_attn.out_proj.{kind}",
            [var layer, var part, var kind] => $"encoder.layers.{layer["layer".Length..]}.{part}.{kind}",
            ["norm", var kind] => $"encoder.norm.{kind}",
            _ => parameterName,
        };
    }
}
