namespace MlNet.Sequences;

/// <summary>What one epoch is held to be better by than another.</summary>
public enum ValidationMetric
{
    /// <summary>The lowest mean loss.</summary>
    Loss,

    /// <summary>The greatest part of rows that is classified rightly.</summary>
    Accuracy,

    /// <summary>The greatest area under the ROC curve.</summary>
    AreaUnderRocCurve,
}
