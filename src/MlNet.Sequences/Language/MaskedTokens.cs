namespace MlNet.Sequences;

/// <summary>
/// Masked tokens of a batch, which their own states predict from all others (Devlin et al. 2019, "BERT", section 3.1). In
/// training 80 % of them are masked, 10 % replaced by random tokens and 10 % left as they are, so that states without a mask
/// learn, too; outside training all are masked. The mask is padding's vector, zeros, so that any network has one.
/// </summary>
internal sealed class MaskedTokens : PredictedTokens
{
    private const int Tenths = 10, ReplacedTenths = 1, LeftTenths = 1;

    private MaskedTokens(int[] counts, int[] tokens)
        : base(counts.Length, counts.Sum())
    {
        counts.CopyTo(Counts, 0);
        (Tokens, Places) = (tokens, new long[counts.Sum()]);
    }

    internal override int Directions => 1;

    internal override int[] States => Counts;

    internal override long[] Places { get; }

    /// <summary>The token of each row of the batch as the network reads it, 0 for a mask.</summary>
    internal int[] Tokens { get; }

    /// <summary>
    /// How many tokens of a sequence are masked: at least one, and none without a second token to predict it from.
    /// </summary>
    internal static int CountOf(int length, double fraction) =>
        length < 2 ? 0 : Math.Clamp((int)Math.Round(fraction * length), 1, length - 1);

    /// <param name="batch">The sequences.</param>
    /// <param name="kind">The fraction to mask, and the vocabulary.</param>
    /// <param name="seed">
    /// Determines the masks of a training batch; null to mask the same tokens of a sequence every time, in any batch.
    /// </param>
    internal static MaskedTokens Of(PackedBatch batch, LanguageModelKind kind, ulong? seed)
    {
        int[] counts = Array.ConvertAll(batch.Lengths, length => CountOf(length, kind.MaskedFraction));
        var masked = new MaskedTokens(counts, batch.Tokens[..batch.Rows]);
        for (int i = 0, first = 0, next = 0; i < batch.Size; first += batch.Lengths[i++])
        {
            var tokens = masked.Tokens.AsSpan(batch.Starts[i], batch.Lengths[i]);
            ulong own = seed is { } training ? Hashing.Mix(training, i) : SeedOf(tokens);
            for (int step = 0, left = counts[i]; left > 0; step++)
            {
                // Selection sampling: each remaining step is equally likely to be among those still to be chosen.
                if (Hashing.Below(tokens.Length - step, Hashing.Mix(own, step)) >= left)
                    continue;
                left--;
                masked.Places[next] = first + step;
                (masked.Targets[next], masked.Weights[next], masked.Sequences[next]) = (tokens[step], 1f / counts[i], i);
                next++;
                tokens[step] = seed is null ? 0 : Replacement(tokens[step], kind.Tokens, Hashing.Mix(own, ~step));
            }
        }

        return masked;
    }

    internal override SequenceBatch Hide(SequenceBatch batch) => batch.With(Tokens);

    private static int Replacement(int token, int tokens, ulong random) => Hashing.Below(Tenths, random) switch
    {
        < ReplacedTenths => 1 + Hashing.Below(tokens, random << 32),
        < ReplacedTenths + LeftTenths => token,
        _ => 0,
    };
}
