using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The targets of a language model: the tokens of the sequences. Long texts are cut into windows of similar length that share
/// the token at their ends, so that each token but the first of a text is predicted from the one before it, and each but the last
/// from the one after it.
/// </summary>
/// <param name="windowLength">The most tokens that a window predicts in one direction.</param>
/// <param name="maskedFraction">The fraction of the tokens that are masked and predicted; 0 to predict neighbors.</param>
internal sealed class TokenTargets(int windowLength, double maskedFraction) : LabelEncoder
{
    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Tokens have no classes.");

    // The sequence says all.
    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column) => One(() => 0);

    // A window weighs as much as it has predictions.
    internal override int EndSequence(SequenceBuffer buffer, ReadOnlySpan<float> label, float weight)
    {
        int steps = buffer.UnfinishedLength - 1, windows = (steps + windowLength - 1) / windowLength;
        if (steps < 1)
            return 0;
        int[] ends = [.. Enumerable.Range(0, windows + 1).Select(i => (int)((long)i * steps / windows))];
        buffer.EndWindows(ends, length => weight * LanguageModelKind.PredictionsOf(length, maskedFraction));
        return windows;
    }

    internal override void Summarize(SequenceBuffer buffer, int sequence, LabelSummary summary) =>
        summary.AddTokens(buffer.TokensOf(sequence), buffer.Input.VocabularySize);
}
