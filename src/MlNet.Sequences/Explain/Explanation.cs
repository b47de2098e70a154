namespace MlNet.Sequences;

/// <summary>Why a text has its score.</summary>
/// <param name="Contributions">What each of its tokens adds.</param>
/// <param name="Class">The class that is explained, from 0; -1 in regression.</param>
/// <param name="Score">The score that is explained.</param>
/// <param name="Logits">The model's logits for the whole text.</param>
/// <param name="Baseline">The score without information: of a text of as many unknown words, or without tokens.</param>
internal sealed record Explanation(float[] Contributions, int Class, double Score, float[] Logits, double Baseline)
{
    /// <summary>What is left of the difference between score and baseline after subtracting all contributions.</summary>
    internal double Gap => Score - Baseline - Contributions.Sum(contribution => (double)contribution);
}
