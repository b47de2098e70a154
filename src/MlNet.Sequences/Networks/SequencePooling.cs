namespace MlNet.Sequences;

/// <summary>How the states of all time steps become one vector for a sequence. Padding never takes part.</summary>
public enum SequencePooling
{
    /// <summary>
    /// The state after the last true time step; of a bidirectional network that of either direction when it has read everything.
    /// </summary>
    Last,

    /// <summary>
    /// The state at the first time step, for networks whose every step sees all: that of a leading token such as [CLS].
    /// </summary>
    First,

    /// <summary>The greatest value of each feature over the true time steps.</summary>
    Max,

    /// <summary>The mean of each feature over the true time steps.</summary>
    Mean,

    /// <summary>Mean and max side by side: twice the features.</summary>
    MeanAndMax,

    /// <summary>
    /// Last, mean and max side by side, three times the features (concat pooling, Howard and Ruder 2018, section 3.3): what
    /// stands at the end is not lost among the rest, and what stands long before it is not forgotten.
    /// </summary>
    LastMeanAndMax,
}
