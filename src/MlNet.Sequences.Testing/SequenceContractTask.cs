namespace MlNet.Sequences.Testing;

/// <summary>The task that a <see cref="SequenceTrainerContract"/> trains.</summary>
public enum SequenceContractTask
{
    /// <summary>Two classes.</summary>
    Binary,

    /// <summary>Three classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,

    /// <summary>One of three classes for each step.</summary>
    Tagging,

    /// <summary>A number for each step.</summary>
    StepRegression,
}
