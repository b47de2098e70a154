namespace MlNet.Sequences;

/// <summary>The shape of a sequence's target: a number or a class, several numbers, or one for each step.</summary>
/// <param name="Width">The number of values of a sequence, or of a step.</param>
/// <param name="IsPerStep">Whether each step has them, rather than the sequence as a whole.</param>
/// <param name="HasGaps">Whether some of several numbers may be missing; the loss then leaves them out.</param>
internal readonly record struct TargetShape(int Width, bool IsPerStep = false, bool HasGaps = false)
{
    /// <summary>A number or a class.</summary>
    internal static TargetShape One { get; } = new(1);

    /// <summary>The number of a network's answers for a sequence, each compared with <see cref="Width"/> numbers.</summary>
    /// <param name="length">The steps of the sequence.</param>
    internal int AnswersOf(int length) => IsPerStep ? length : 1;

    /// <summary>The total number of answers for sequences of these lengths.</summary>
    internal int AnswersOf(ReadOnlySpan<int> lengths)
    {
        int answers = 0;
        foreach (int length in lengths)
            answers += AnswersOf(length);
        return answers;
    }
}
