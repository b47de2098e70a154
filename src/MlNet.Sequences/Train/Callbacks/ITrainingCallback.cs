namespace MlNet.Sequences;

/// <summary>
/// Something that watches a fit. Implement <see cref="IEpochCallback"/>, <see cref="IStepCallback"/> or both.
/// A callback that throws ends the fit with its exception.
/// </summary>
#pragma warning disable CA1040 // The two kinds of callback share one list; this is what the list holds.
public interface ITrainingCallback
#pragma warning restore CA1040
{
}
