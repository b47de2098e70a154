using System.Buffers;

namespace MlNet.Sequences;

/// <summary>
/// An n-gram model beside a network, and how their logits add up: network factor × the network's + n-gram factor × the n-grams' +
/// bias. Immutable. Saved as a member of <c>network.json</c>, <c>ngrams.bin</c> and <c>ngram-weights.bin</c>.
/// </summary>
/// <param name="Weights">The n-grams and their weights.</param>
/// <param name="Blend">How the logits add up.</param>
internal sealed record NgramBranch(NgramWeights Weights, LogitBlend Blend)
{
    private const string NgramsEntry = "ngrams.bin", WeightsEntry = "ngram-weights.bin";

    /// <summary>Turns the network's logits of sequences, <c>[sequences × outputs]</c>, into those of both.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    internal void AddTo(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken)
    {
        int count = sequences.Count * Weights.Outputs;
        float[] own = ArrayPool<float>.Shared.Rent(count);
        try
        {
            Weights.Score(sequences, own, cancellationToken);
            var both = logits.Span[..count];
            for (int i = 0; i < count; i++)
                both[i] = Blend.Of(both[i], own[i]);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(own);
        }
    }

    internal Entry Save(ModelWriter writer)
    {
        Weights.Save(writer, NgramsEntry, WeightsEntry);
        return new(Weights.Ngrams.Counts, Weights.Biases, Blend);
    }

    /// <param name="reader">The model's entries.</param>
    /// <param name="entry">What <see cref="Save"/> returned.</param>
    /// <param name="settingsEntry">The name of the entry that has it.</param>
    /// <param name="input">The kind of sequences.</param>
    /// <param name="objective">What the network was trained for.</param>
    /// <exception cref="InvalidDataException">The entries are damaged or don't fit together.</exception>
    internal static NgramBranch Load(
        ModelReader reader, Entry entry, string settingsEntry, SequenceInput input, Objective objective)
    {
        if (!input.IsTokens || objective.Classes == 0 || objective.Head.IsPerStep || entry.Biases.Count != objective.Outputs)
            throw ModelReader.Damaged(
                settingsEntry, $"has n-grams of {entry.Biases.Count} outputs beside a network of {objective.Outputs}, for " +
                $"{objective.Describe()} of {input}");
        if (!entry.Blend.IsFinite)
            throw ModelReader.Damaged(settingsEntry, $"adds logits up by {entry.Blend}, which is not finite");
        return new(
            NgramWeights.Load(
                reader, input.VocabularySize, entry.Counts, entry.Biases, settingsEntry, NgramsEntry, WeightsEntry),
            entry.Blend);
    }

    /// <param name="Counts">The n-grams of each length.</param>
    /// <param name="Biases">The bias of each output.</param>
    /// <param name="Blend">How the logits add up.</param>
    internal sealed record Entry(IReadOnlyList<int> Counts, IReadOnlyList<double> Biases, LogitBlend Blend);
}
