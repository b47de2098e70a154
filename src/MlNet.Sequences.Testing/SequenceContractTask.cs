namespace MlNet.Sequences.Testing;

/// <summary>What a <see cref="SequenceTrainerContract"/> has the trainer learn.</summary>
public enum SequenceContractTask
{
    /// <summary>Two classes.</summary>
    Binary,

    /// <summary>Three classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,
}
