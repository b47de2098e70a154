namespace MlNet.Sequences;

/// <summary>
/// Observes a fit. Implement as many as you need of <see cref="IEpochCallback"/>, <see cref="IStepCallback"/>,
/// <see cref="IFitCallback"/>, <see cref="IStoppingCallback"/>, <see cref="ICheckpointCallback"/> and
/// <see cref="IWarningCallback"/>, each with one or two methods. A callback that throws ends the fit with its exception.
/// </summary>
#pragma warning disable CA1040 // The kinds of callback share one list; this is its element type.
public interface ITrainingCallback
#pragma warning restore CA1040
{
}
