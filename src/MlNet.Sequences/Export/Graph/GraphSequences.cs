namespace MlNet.Sequences;

/// <summary>
/// The sequences of a batch in a graph: the counterpart of <see cref="SequenceBatch"/>, without padding before or inside a
/// sequence.
/// </summary>
/// <param name="Steps">
/// Tokens, int64 <c>[time, batch]</c> with 0 as padding; or numbers, float32 <c>[time, batch, channels]</c>. One time step or
/// more.
/// </param>
/// <param name="Lengths">The true time steps of each sequence, int64 <c>[batch]</c>; 0 for an empty one.</param>
/// <param name="Times">0, 1, 2 …: int64 <c>[time]</c>.</param>
/// <param name="IsStep">True for true steps and false for padding, bool <c>[time, batch]</c>.</param>
/// <param name="Slots">The slots of the input in the order in which their steps came up, those of padding last: int64
/// <c>[batch, time]</c>.</param>
/// <param name="IsFilled">True for slots with a step, in the input's order: bool <c>[batch, time]</c>.</param>
internal sealed record GraphSequences(
    GraphValue Steps, GraphValue Lengths, GraphValue Times, GraphValue IsStep, GraphValue Slots, GraphValue IsFilled);
