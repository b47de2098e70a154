using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// An encoder of BERT's family (Devlin et al. 2019, section 3): the vectors of tokens, positions and segments added up and
/// normalized, then layers of attention and feed-forward.
/// </summary>
internal sealed class BertBody : SequenceBody
{
    private readonly List<BertLayer> _layers = [];
    private readonly NetworkRandom _random;

    internal BertBody(BertArchitecture settings, InputLayer input, NetworkRandom random)
        : base(nameof(BertBody), input)
    {
        (Settings, _random) = (settings, random);
        register_module("positions", Positions = MakeTable(settings.NumberOfPositions));
        if (settings.NumberOfSegments > 0)
            register_module("segments", Segments = MakeTable(settings.NumberOfSegments));
        register_module("norm", Norm = torch.nn.LayerNorm(settings.HiddenSize, settings.NormEpsilon));
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            _layers.Add(new BertLayer(settings, random));
            register_module($"layer{i}", _layers[i]);
        }

        Embedding MakeTable(int rows)
        {
            var table = torch.nn.Embedding(rows, settings.HiddenSize);
            random.FillUniform(table.weight!, InputLayer.EmbeddingBound);
            return table;
        }
    }

    internal BertArchitecture Settings { get; }

    /// <summary>The learned positions, <c>[positions, hidden]</c>.</summary>
    internal Embedding Positions { get; }

    /// <summary>The learned segments, <c>[segments, hidden]</c>, or null.</summary>
    internal Embedding? Segments { get; }

    /// <summary>Of the sum of vectors, before the first layer.</summary>
    internal LayerNorm Norm { get; }

    internal IReadOnlyList<BertLayer> Layers => _layers;

    internal override int Width => Settings.HiddenSize;

    internal override double StepDropout => Settings.StepDropout;

    internal override int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 1024 : 64 * 1024;

    internal override int DepthOf(string weightName) => weightName.Split('.') is ["encoder", "layers", var layer, ..]
        ? Settings.NumberOfLayers - 1 - int.Parse(layer, CultureInfo.InvariantCulture)
        : Settings.NumberOfLayers;

    public override torch.Tensor forward(SequenceBatch batch)
    {
        var steps = Input.Forward(batch, training).transpose(0, 1);           // [batch, time, hidden]
        steps = steps.Plus(Positions.call(PlacesOf(batch)));
        if (Segments is not null)
            steps = steps.Plus(Segments.call(SegmentsOf(batch)));
        steps = TransformerParts.Drop(Norm.call(steps), training ? Settings.ResidualDropout : 0, _random);
        var mask = batch.AttentionMask.view(batch.Size, 1, 1, batch.Time);
        foreach (var layer in _layers)
            steps = layer.call(steps, mask);                                  // [batch, time, hidden]
        return steps.transpose(0, 1);                                         // [time, batch, hidden]
    }

    // [batch, time], or [time] where all sequences have the same positions. Padding may reach past the last position: what is
    // added there is ignored.
    private torch.Tensor PlacesOf(SequenceBatch batch)
    {
        var places = batch.Positions?.transpose(0, 1) ?? TensorArithmetic.Range(batch.Time, batch.Device);
        return places.Plus((long)Settings.PositionOffset).AtMost((long)Settings.NumberOfPositions - 1);
    }

    // A step's segment is the number of separators before it: [batch, time], or [1] where there are none. Vectors have no tokens,
    // so all their steps are in the first segment.
    private torch.Tensor SegmentsOf(SequenceBatch batch)
    {
        if (Settings.SeparatorKey == 0 || Settings.NumberOfSegments == 1 || !batch.Packed.Input.IsTokens)
            return torch.zeros(1, dtype: torch.int64, device: batch.Device);
        using Scalar separator = (long)Settings.SeparatorKey;
        var isEnd = batch.Steps.eq(separator).to(torch.int64);                // [time, batch]
        return (isEnd.cumsum(0) - isEnd).AtMost((long)Settings.NumberOfSegments - 1).transpose(0, 1);
    }

    private protected override string StateName(string parameterName) =>
        TransformerParts.StateNameInLayer(parameterName) ?? parameterName;
}
