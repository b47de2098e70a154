namespace MlNet.Sequences;

/// <summary>A word and how similar its vector is to another.</summary>
/// <param name="Word">The word.</param>
/// <param name="Similarity">The cosine of the angle between the vectors, from -1 to 1.</param>
public readonly record struct WordNeighbor(string Word, float Similarity)
{
    /// <summary>The properties, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(WordNeighbor), PrintMembers);
}
