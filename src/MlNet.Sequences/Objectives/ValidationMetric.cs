namespace MlNet.Sequences;

/// <summary>What one epoch is held to be better by than another.</summary>
public enum ValidationMetric
{
    /// <summary>The lowest mean loss. Of every task.</summary>
    Loss,

    /// <summary>The greatest part of rows that is classified rightly. Of classification.</summary>
    Accuracy,

    /// <summary>The greatest area under the ROC curve. Of binary classification.</summary>
    AreaUnderRocCurve,

    /// <summary>
    /// The greatest mean over the classes of the part of a class's rows that is classified rightly. Of multiclass classification.
    /// </summary>
    MacroAccuracy,

    /// <summary>The lowest root of the mean squared distance between score and label. Of regression.</summary>
    RootMeanSquaredError,

    /// <summary>The lowest mean distance between score and label. Of regression.</summary>
    MeanAbsoluteError,
}
