using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// N-grams with a weight for each output, and the logits that they give a text. Immutable and thread-safe.
/// </summary>
internal sealed class NgramWeights
{
    private const int SequencesAtOnce = 64;

    private readonly float[] _weights; // of each n-gram, one output after the other
    private readonly double[] _biases;

    internal NgramWeights(NgramVocabulary ngrams, float[] weights, double[] biases) =>
        (Ngrams, _weights, _biases) = (ngrams, weights, biases);

    internal NgramVocabulary Ngrams { get; }

    /// <summary>The number of one-against-the-rest problems: one for two classes, else one for each class.</summary>
    internal int Outputs => _biases.Length;

    internal IReadOnlyList<double> Biases => _biases;

    /// <summary>The weights of each n-gram, one output after the other.</summary>
    internal ReadOnlySpan<float> Weights => _weights;

    internal float WeightOf(int ngram, int output) => _weights[(ngram * Outputs) + output];

    /// <summary>Writes the logits of each sequence of tokens, <c>[sequences × outputs]</c>, the same in any batch.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    internal void Score(
        SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken) => ParallelWork.ForRanges(
        sequences.Count, SequencesAtOnce, Environment.ProcessorCount, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] scratch = [];
            double[] sums = new double[Outputs];
            for (int i = from; i < to; i++)
            {
                Add(Ngrams.Find(sequences.TokensOf(i), ref scratch), sums);
                WriteLogits(sums, logits.Span.Slice(i * Outputs, Outputs));
            }
        });

    private void Add(ReadOnlySpan<int> found, Span<double> sums)
    {
        sums.Clear();
        foreach (int ngram in found)
        {
            for (int output = 0; output < sums.Length; output++)
                sums[output] += _weights[(ngram * sums.Length) + output];
        }

        float length = ScaledLogisticRegression.UnitLength(found.Length);
        for (int output = 0; output < sums.Length; output++)
            sums[output] = (sums[output] * length) + _biases[output];
    }

    // With several classes, the probabilities are proportional to each class's probability against the rest: its logarithm is
    // the logit.
    private static void WriteLogits(ReadOnlySpan<double> sums, Span<float> logits)
    {
        for (int i = 0; i < sums.Length; i++)
            logits[i] = (float)(sums.Length == 1 ? sums[i] : LogSigmoid(sums[i]));
    }

    internal static double LogSigmoid(double x) => Math.Min(x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>Writes the n-grams and the weights as entries of a model; counts and biases are the caller's.</summary>
    internal void Save(ModelWriter writer, string ngramsEntry, string weightsEntry)
    {
        writer.AddBytes(ngramsEntry, MemoryMarshal.AsBytes(Ngrams.Pairs));
        writer.AddBytes(weightsEntry, MemoryMarshal.AsBytes<float>(_weights));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The model's entries.</param>
    /// <param name="vocabularySize">The number of tokens.</param>
    /// <param name="counts">The n-grams of each length, as <paramref name="settingsEntry"/> has them.</param>
    /// <param name="biases">The bias of each output.</param>
    /// <param name="settingsEntry">The entry that the counts and biases are from.</param>
    /// <param name="ngramsEntry">The entry with the n-grams.</param>
    /// <param name="weightsEntry">The entry with the weights.</param>
    /// <exception cref="InvalidDataException">The entries are damaged or don't fit together.</exception>
    internal static NgramWeights Load(
        ModelReader reader, int vocabularySize, IReadOnlyList<int> counts, IReadOnlyList<double> biases, string settingsEntry,
        string ngramsEntry, string weightsEntry)
    {
        if (counts.Count is 0 or > NgramVocabulary.MostTokens || counts.Any(count => count < 0))
            throw ModelReader.Damaged(settingsEntry, $"counts {string.Join(", ", counts)} n-grams of each length");
        if (!biases.All(double.IsFinite))
            throw ModelReader.Damaged(settingsEntry, "has a bias that is not finite");

        // Before anything is built: a small file must not make us build what it has no n-grams for.
        long count = counts.Sum(length => (long)length);
        CheckLength(reader, ngramsEntry, count * sizeof(ulong));
        CheckLength(reader, weightsEntry, count * biases.Count * sizeof(float));
        var pairs = ToArray<ulong>(reader.GetBytes(ngramsEntry));
        float[] weights = ToArray<float>(reader.GetBytes(weightsEntry));
        if (!Array.TrueForAll(weights, float.IsFinite))
            throw ModelReader.Damaged(weightsEntry, "has a weight that is not finite");
        return new(ReadNgrams(vocabularySize, counts, pairs, ngramsEntry), weights, [.. biases]);
    }

    private static void CheckLength(ModelReader reader, string name, long expected)
    {
        if (reader.LengthOf(name) != expected)
            throw ModelReader.Damaged(
                name, FormattableString.Invariant($"has {reader.LengthOf(name)} bytes, and the n-grams take {expected}"));
    }

    // An n-gram is known by shorter ones, which must exist.
    private static NgramVocabulary ReadNgrams(int vocabularySize, IReadOnlyList<int> counts, ulong[] pairs, string entry)
    {
        var lengths = new List<ulong[]>();
        int start = 0, shorter = 0;
        foreach (int count in counts)
        {
            bool areTokens = lengths.Count == 0;
            foreach (ulong pair in pairs.AsSpan(start, count))
            {
                bool isKnown = areTokens
                    ? pair >= 1 && pair <= (ulong)vocabularySize
                    : pair >> 32 >= (ulong)shorter && pair >> 32 < (ulong)start && (uint)pair < (uint)counts[0];
                if (!isKnown)
                    throw ModelReader.Damaged(
                        entry, $"has an n-gram of {lengths.Count + 1} tokens made of parts that do not exist");
            }

            lengths.Add(pairs[start..(start + count)]);
            if (lengths[^1].Distinct().Count() != count)
                throw ModelReader.Damaged(entry, $"has an n-gram of {lengths.Count} tokens twice");
            (shorter, start) = (start, start + count);
        }

        return new(vocabularySize, lengths);
    }

    private static T[] ToArray<T>(byte[] bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();
}
