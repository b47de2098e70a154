namespace MlNet.Sequences;

/// <summary>How the states of all time steps become one vector for a sequence. Padding never takes part.</summary>
public enum SequencePooling
{
    /// <summary>
    /// The state after the last true time step; of a bidirectional network that of either direction when it has read everything.
    /// </summary>
    Last,

    /// <summary>The state at the first time step, for networks whose every step sees all: that of a leading token such as [CLS].</summary>
    First,

    /// <summary>The greatest value of each feature over the true time steps.</summary>
    Max,

    /// <summary>The mean of each feature over the true time steps.</summary>
    Mean,

    /// <summary>Mean and max side by side: twice the features.</summary>
    MeanAndMax,
}
