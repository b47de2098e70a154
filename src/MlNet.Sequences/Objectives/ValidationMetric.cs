namespace MlNet.Sequences;

/// <summary>The metric used to compare epochs.</summary>
public enum ValidationMetric
{
    /// <summary>The lowest mean loss. For every task.</summary>
    Loss,

    /// <summary>The highest fraction of rows classified correctly. For classification.</summary>
    Accuracy,

    /// <summary>The greatest area under the ROC curve. For binary classification.</summary>
    AreaUnderRocCurve,

    /// <summary>
    /// The highest mean over the classes of the fraction of a class's rows classified correctly. For multiclass classification.
    /// </summary>
    MacroAccuracy,

    /// <summary>The lowest root of the mean squared distance between score and label. For regression.</summary>
    RootMeanSquaredError,

    /// <summary>The lowest mean distance between score and label. For regression.</summary>
    MeanAbsoluteError,
}
