using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>What <see cref="PositionEncoding"/> describes: what is added to the input, or how queries and keys are turned.</summary>
internal sealed class PositionLayer
{
    internal const string Name = "positions";

    private const double Base = 10_000; // the longest wave's length is 2 π times this

    private readonly TransformerArchitecture _settings;

    internal PositionLayer(TransformerArchitecture settings, NetworkRandom random)
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
    /// <param name="batch">Tells the steps' positions.</param>
    /// <returns>The steps with their positions, in the same shape.</returns>
    internal torch.Tensor AddTo(torch.Tensor steps, SequenceBatch batch) => _settings.Positions switch
    {
        // Padding may reach past the last position: what is added there is of no matter.
        PositionEncoding.Learned => steps.Plus(Table!.call(Of(batch).AtMost(Table.weight!.shape[0] - 1))),
        PositionEncoding.Sinusoidal => steps.Times(Math.Sqrt(_settings.HiddenSize)).Plus(Waves(batch)),
        _ => steps,
    };

    /// <summary>Makes what is known of a batch before the network is called with it.</summary>
    internal void Prepare(SequenceBatch batch)
    {
        if (_settings.Positions != PositionEncoding.Rotary)
            return;
        using var scope = torch.NewDisposeScope();
        batch.Prepared = MakeTurns(batch).Detach();
    }

    /// <summary>The turns of rotary positions, or null.</summary>
    internal Turns? Turns(SequenceBatch batch) =>
        _settings.Positions != PositionEncoding.Rotary ? null : batch.Prepared as Turns ?? MakeTurns(batch);

    private Turns MakeTurns(SequenceBatch batch) =>
        new(Angles(batch, _settings.HiddenSize / _settings.NumberOfHeads).unsqueeze(-3));          // [batch, 1, time, width / 2]

    /// <summary>The steps with their positions, in a graph, and the turns of rotary ones.</summary>
    internal GraphValue WriteTo(IOperatorGraph graph, GraphSequences sequences, GraphValue steps, out GraphTurns? turns)
    {
        turns = _settings.Positions == PositionEncoding.Rotary
            ? new GraphTurns(graph, Angles(graph, sequences, _settings.HiddenSize / _settings.NumberOfHeads), _settings.HiddenSize / _settings.NumberOfHeads)
            : null;
        switch (_settings.Positions)
        {
            case PositionEncoding.Learned:
                // Padding has the first position: a true step beyond the last one is an error, as it is here.
                var isUsed = graph.Call("Less", sequences.Times, graph.Call("ReduceMax", [sequences.Lengths], [("keepdims", 1L)]));
                var positions = graph.Call("Where", isUsed, sequences.Times, graph.Scalar(0L));         // [time]
                return graph.Call("Add", steps, graph.Rows(Table!.weight!, $"{Name}.weight", positions));
            case PositionEncoding.Sinusoidal:
                var angles = graph.Unsqueeze(Angles(graph, sequences, _settings.HiddenSize), 2);        // [time, ceil(hidden / 2), 1]
                var pairs = graph.Concat(2, graph.Call("Sin", angles), graph.Call("Cos", angles));      // [time, ceil(hidden / 2), 2]
                var waves = graph.Slice(graph.Reshape(pairs, 0, -1), 1, 0, _settings.HiddenSize);       // [time, hidden]
                return graph.Call("Add", graph.Call("Mul", steps, graph.Scalar((float)Math.Sqrt(_settings.HiddenSize))), waves);
            default:
                return steps;
        }
    }

    // [time, ceil(width / 2)]
    private static GraphValue Angles(IOperatorGraph graph, GraphSequences sequences, long width)
    {
        using var scope = torch.NewDisposeScope();
        var times = graph.Unsqueeze(graph.Cast(sequences.Times, torch.ScalarType.Float32), 1);          // [time, 1]
        return graph.Call("Mul", times, graph.AddConstant(Frequencies(width, torch.CPU)));
    }

    // [batch, time], or [time] where all sequences count alike.
    private static torch.Tensor Of(SequenceBatch batch) =>
        batch.Positions?.transpose(0, 1) ?? TensorArithmetic.Range(batch.Time, batch.Device);

    // Sines in the even columns and cosines in the odd ones: [batch, time, hidden].
    private torch.Tensor Waves(SequenceBatch batch)
    {
        var angles = Angles(batch, _settings.HiddenSize);                                // [batch, time, ceil(hidden / 2)]
        return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2).narrow(-1, 0, _settings.HiddenSize);
    }

    // [batch, time, ceil(width / 2)]
    private static torch.Tensor Angles(SequenceBatch batch, long width) =>
        Of(batch).to(torch.float32).unsqueeze(-1) * Frequencies(width, batch.Device);

    // The last of an odd number of columns is a sine without its cosine: [ceil(width / 2)].
    private static torch.Tensor Frequencies(long width, torch.Device device) =>
        torch.pow(Base, TensorArithmetic.Range((width + 1) / 2, device).to(torch.float32).Times(-2.0 / width));
}
