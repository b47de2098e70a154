namespace MlNet.Sequences;

/// <summary>The states of a body in a graph.</summary>
/// <param name="All">Float32 <c>[time, batch, width]</c>, with numbers at padded steps, too.</param>
/// <param name="Last">Computes the last states, <c>[batch, width]</c>; null for those at the last true time step.</param>
internal sealed record GraphStates(GraphValue All, Func<GraphValue>? Last = null);
