using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Implements <see cref="PositionEncoding"/>: the vectors added to the input, or the rotation of queries and keys.
/// </summary>
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
        int length = settings.MaximumLength ?? throw new InvalidDataException(
            "The model file is damaged: it has learned positions without their number.");
        Table = torch.nn.Embedding(length, settings.HiddenSize);
        random.FillUniform(Table.weight!, InputLayer.EmbeddingBound);
    }

    /// <summary>The learned vectors <c>[length, hidden]</c>, or null.</summary>
    internal Embedding? Table { get; }

    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="batch">Has the steps' positions.</param>
    /// <returns>The steps with their positions, in the same shape.</returns>
    internal torch.Tensor AddTo(torch.Tensor steps, SequenceBatch batch) => _settings.Positions switch
    {
        // Padding may reach past the last position: the value added there is ignored.
        PositionEncoding.Learned => steps.Plus(Table!.call(Of(batch).AtMost(Table.weight!.shape[0] - 1))),
        PositionEncoding.Sinusoidal => steps.Times(Math.Sqrt(_settings.HiddenSize)).Plus(Waves(batch)),
        _ => steps,
    };

    /// <summary>Prepares a batch's positions before the network is called with it.</summary>
    internal void Prepare(SequenceBatch batch)
    {
        if (_settings.Positions != PositionEncoding.Rotary)
            return;
        using var scope = torch.NewDisposeScope();
        batch.Prepared = MakeRotary(batch).Detach();
    }

    /// <summary>The rotary embedding of the batch's positions; null with other positions.</summary>
    internal RotaryEmbedding? Rotary(SequenceBatch batch) =>
        _settings.Positions != PositionEncoding.Rotary ? null : batch.Prepared as RotaryEmbedding ?? MakeRotary(batch);

    private RotaryEmbedding MakeRotary(SequenceBatch batch) =>
        new(Angles(batch, _settings.HiddenSize / _settings.NumberOfHeads).unsqueeze(-3));          // [batch, 1, time, width / 2]

    // [batch, time], or [time] where all sequences have the same positions.
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

    /// <summary>
    /// The angle that a step adds, <c>[ceil(width / 2)]</c>: the last of an odd number of columns is a sine without its cosine.
    /// </summary>
    internal static torch.Tensor Frequencies(long width, torch.Device device) =>
        torch.pow(Base, TensorArithmetic.Range((width + 1) / 2, device).to(torch.float32).Times(-2.0 / width));
}
