namespace MlNet.Sequences;

/// <summary>What a model of an ensemble says about a row.</summary>
internal enum AnswerKind
{
    /// <summary>A logit, the probability's in two classes.</summary>
    Logit,

    /// <summary>The probability of the second of two classes.</summary>
    Probability,

    /// <summary>The probability of each class.</summary>
    Probabilities,

    /// <summary>A number.</summary>
    Number,
}
