using System.Runtime.InteropServices;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// What training over n-grams has found, with all that scoring needs to know. Never changed once made. Saved as
/// <c>ngrams.json</c>,
/// <c>vocabulary.json</c>, <c>ngrams.bin</c> and <c>weights.bin</c>.
/// </summary>
internal sealed class NgramModel : IScoringNetwork
{
    internal const int FormatVersion = 1;

    private const string SettingsEntry = "ngrams.json", VocabularyEntry = "vocabulary.json";
    private const string NgramsEntry = "ngrams.bin", WeightsEntry = "weights.bin";
    private const int SequencesAtOnce = 64;

    private readonly float[] _weights; // of each n-gram, an output after the other
    private readonly double[] _biases;

    internal NgramModel(
        NgramVocabulary ngrams, float[] weights, double[] biases, NgramDescription description, NgramTrainingSummary summary)
    {
        (Ngrams, _weights, _biases, Description, Summary) = (ngrams, weights, biases, description, summary);
        Input = new SequenceInput(ngrams.VocabularySize, Channels: 0);
    }

    internal NgramVocabulary Ngrams { get; }

    internal NgramDescription Description { get; }

    internal NgramTrainingSummary Summary { get; }

    public SequenceInput Input { get; }

    public PrimitiveValues? Vocabulary => Description.Vocabulary;

    public Objective Objective => Description.Objective;

    public string FeatureColumnName => Description.FeatureColumnName;

    /// <summary>The one-against-the-others problems: one for two classes, else one for each class.</summary>
    internal int Outputs => _biases.Length;

    internal double BiasOf(int output) => _biases[output];

    internal float WeightOf(int ngram, int output) => _weights[(ngram * Outputs) + output];

    /// <summary>The same model for another objective of the same outputs.</summary>
    internal NgramModel With(Objective objective) =>
        new(Ngrams, _weights, _biases, Description with { Objective = objective }, Summary);

    public void Score(
        SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default) => ParallelWork.ForRanges(
        sequences.Count, SequencesAtOnce, Environment.ProcessorCount, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] scratch = [];
            double[] sums = new double[Outputs];
            for (int i = from; i < to; i++)
            {
                var found = Ngrams.Find(sequences.TokensOf(i), ref scratch);
                Add(found, sums);
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

    // Of several classes the probabilities are in proportion to what each has against the others: their logarithms are the
    // logits.
    private static void WriteLogits(ReadOnlySpan<double> sums, Span<float> logits)
    {
        for (int i = 0; i < sums.Length; i++)
            logits[i] = (float)(sums.Length == 1 ? sums[i] : LogSigmoid(sums[i]));
    }

    private static double LogSigmoid(double x) => Math.Min(x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x)));

    internal void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, new Entry(
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective), Ngrams.VocabularySize,
            Ngrams.Counts, _biases, FeatureColumnName, Description.LabelColumnName, Summary));
        writer.AddJson(VocabularyEntry, new VocabularyOf(Vocabulary));
        writer.AddBytes(NgramsEntry, MemoryMarshal.AsBytes(Ngrams.Pairs));
        writer.AddBytes(WeightsEntry, MemoryMarshal.AsBytes<float>(_weights));
    }

    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static NgramModel Load(ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(SettingsEntry);
        var vocabulary = reader.GetJson<VocabularyOf>(VocabularyEntry).Values;
        var objective = ModelParts<Objective>.FromJson(entry.Objective, entry.ObjectiveSettings);
        ModelReader.CheckSettings(SettingsEntry, entry.Objective, objective.AddViolations);
        var input = new SequenceInput(entry.VocabularySize, Channels: 0);
        ModelReader.CheckSettings(SettingsEntry, "input", input.AddViolations);
        if (entry.Counts.Count is 0 or > NgramLogisticRegressionOptions.MaximumNgramLength
            || entry.Counts.Any(count => count < 0))
            throw ModelReader.Damaged(SettingsEntry, $"has n-grams of the counts {string.Join(", ", entry.Counts)}");
        if (objective.Classes == 0 || entry.Biases.Count != objective.Outputs || !entry.Biases.All(double.IsFinite))
            throw ModelReader.Damaged(
                SettingsEntry, $"has {entry.Biases.Count} finite biases for {objective.Outputs} outputs of " +
                $"{objective.Describe()}");

        // Before anything is made: a small file must not make us build what it has no n-grams for.
        long count = entry.Counts.Sum(length => (long)length);
        CheckLength(reader, NgramsEntry, count * sizeof(ulong));
        CheckLength(reader, WeightsEntry, count * entry.Biases.Count * sizeof(float));
        var pairs = ToArray<ulong>(reader.GetBytes(NgramsEntry));
        float[] weights = ToArray<float>(reader.GetBytes(WeightsEntry));
        if (!Array.TrueForAll(weights, float.IsFinite))
            throw ModelReader.Damaged(WeightsEntry, "has a weight that is not finite");
        return new(
            ReadNgrams(entry, pairs), weights, [.. entry.Biases],
            new NgramDescription(objective, vocabulary, entry.FeatureColumnName, entry.LabelColumnName), entry.Summary);
    }

    private static void CheckLength(ModelReader reader, string name, long expected)
    {
        if (reader.LengthOf(name) != expected)
            throw ModelReader.Damaged(
                name, FormattableString.Invariant($"has {reader.LengthOf(name)} bytes, and the n-grams take {expected}"));
    }

    // Each is known by shorter ones, which must be there.
    private static NgramVocabulary ReadNgrams(Entry entry, ulong[] pairs)
    {
        var lengths = new List<ulong[]>();
        int start = 0, shorter = 0;
        foreach (int count in entry.Counts)
        {
            bool areTokens = lengths.Count == 0;
            foreach (ulong pair in pairs.AsSpan(start, count))
            {
                bool isKnown = areTokens
                    ? pair >= 1 && pair <= (ulong)entry.VocabularySize
                    : pair >> 32 >= (ulong)shorter && pair >> 32 < (ulong)start && (uint)pair < (uint)entry.Counts[0];
                if (!isKnown)
                    throw ModelReader.Damaged(
                        NgramsEntry, $"has an n-gram of {lengths.Count + 1} tokens made of none that there are");
            }

            lengths.Add(pairs[start..(start + count)]);
            if (lengths[^1].Distinct().Count() != count)
                throw ModelReader.Damaged(NgramsEntry, $"has an n-gram of {lengths.Count} tokens twice");
            (shorter, start) = (start, start + count);
        }

        return new(entry.VocabularySize, lengths);
    }

    private static T[] ToArray<T>(byte[] bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private sealed record VocabularyOf(PrimitiveValues? Values);

    private sealed record Entry(
        string Objective, JsonElement ObjectiveSettings, int VocabularySize, IReadOnlyList<int> Counts,
        IReadOnlyList<double> Biases, string FeatureColumnName, string LabelColumnName, NgramTrainingSummary Summary);
}
