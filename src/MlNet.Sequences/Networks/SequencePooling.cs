namespace MlNet.Sequences;

/// <summary>How the states of all time steps become one vector for a sequence. Padding is ignored.</summary>
public enum SequencePooling
{
    /// <summary>
    /// The state after the last true time step; in a bidirectional network, each direction's state after reading everything.
    /// </summary>
    Last,

    /// <summary>
    /// The state at the first time step, for networks whose steps see the whole sequence: that of a leading token such as [CLS].
    /// </summary>
    First,

    /// <summary>The maximum of each feature over the true time steps.</summary>
    Max,

    /// <summary>The mean of each feature over the true time steps.</summary>
    Mean,

    /// <summary>Mean and max, concatenated: twice the features.</summary>
    MeanAndMax,

    /// <summary>
    /// Last, mean and max, concatenated: three times the features (concat pooling, Howard and Ruder 2018, section 3.3). The end
    /// of a sequence does not get lost among the rest, and what comes long before it is not forgotten.
    /// </summary>
    LastMeanAndMax,
}
