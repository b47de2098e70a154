namespace MlNet.Sequences;

/// <summary>The options that, with the training labels, determine a task's objective.</summary>
/// <param name="LabelColumnName">The column with the labels.</param>
/// <param name="ClassWeights">The weights of the classes.</param>
internal sealed record ObjectiveOptions(string LabelColumnName, ClassWeights ClassWeights)
{
    /// <summary>The fraction of label smoothing.</summary>
    internal double LabelSmoothing { get; init; }

    /// <summary>The loss of regression.</summary>
    internal RegressionLoss RegressionLoss { get; init; } = RegressionLoss.Squared;

    /// <summary>Where Huber's loss becomes linear; null for the default.</summary>
    internal double? HuberDelta { get; init; }
}
