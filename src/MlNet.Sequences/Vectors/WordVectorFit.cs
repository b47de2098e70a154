using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>One fit of word vectors: from the rows of a view to vectors.</summary>
internal sealed class WordVectorFit(IHostEnvironment environment, WordVectorOptions options, CancellationToken cancellationToken)
{
    /// <summary>The rows' words with their vectors, the keys of these words, and how training went.</summary>
    internal (WordVectors Vectors, IReadOnlyList<int> Keys, WordVectorTrainingSummary Summary) Run(
        IDataView view, DataViewSchema.Column column, SequenceInput input, IReadOnlyList<string> words)
    {
        var clock = Stopwatch.StartNew();
        using var channel = environment.Register(nameof(WordVectorFit)).Start("Training");
        long[] counts = new long[input.VocabularySize + 1];
        var rows = Read(view, column, input, counts);
        bool[] isFirst = FirstOf(words);
        var corpus = new WordCorpus(
            rows, counts, key => isFirst[key - 1] && words[key - 1] != options.OutOfVocabularyToken, options);
        Check(corpus, rows, column.Name);
        double reading = clock.Elapsed.TotalSeconds;
        Say($"{rows.Count} rows with {corpus.Tokens} tokens of {corpus.Keys.Count} words read in {reading:F1} s");

        int seed = options.Seed ?? HostEnvironments.SeedOf(environment) ?? Random.Shared.Next();
        int threads = options.NumberOfThreads ?? Environment.ProcessorCount;
        using var training = new WordVectorTraining(corpus, options, unchecked((uint)seed), threads);
        double[] losses = training.Run(progress =>
        {
            options.Progress?.Report(progress);
            double rate = progress.TokensPerSecond;
            Say($"Epoch {progress.Epoch} of {progress.NumberOfEpochs}: loss {progress.Loss:F4}, {rate:F0} tokens/s");
        }, cancellationToken);
        var summary = new WordVectorTrainingSummary
        {
            Rows = rows.Count,
            Tokens = corpus.Tokens,
            Losses = losses,
            Seed = seed,
            Threads = threads,
            ReadingSeconds = reading,
            TrainingSeconds = clock.Elapsed.TotalSeconds - reading,
        };
        return (new([.. corpus.Keys.Select(key => words[key - 1])], training.Vectors()), corpus.Keys, summary);

        void Say(FormattableString message) => channel.Info(MessageSensitivity.None, FormattableString.Invariant(message));
    }

    private SequenceBuffer Read(IDataView view, DataViewSchema.Column column, SequenceInput input, long[] counts)
    {
        var rows = new SequenceBuffer(input);
        using var cursor = view.GetRowCursor([column]);
        var reader = SequenceReader.Create(cursor, column, input);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.ReadInto(rows);
            rows.EndSequence();
            foreach (int key in rows.TokensOf(rows.Count - 1))
                counts[key]++;
        }

        return rows;
    }

    // Keras's numbering can repeat a word; no row has the later key.
    private static bool[] FirstOf(IReadOnlyList<string> words)
    {
        var known = new HashSet<string>(words.Count, StringComparer.Ordinal);
        return [.. words.Select(known.Add)];
    }

    private void Check(WordCorpus corpus, SequenceBuffer rows, string column)
    {
        if (rows.Count == 0)
            throw new InvalidOperationException("There are no rows to train on. Provide texts.");
        if (corpus.Keys.Count < 2)
            throw OptionMessage.Invalid(
                $"Word vectors need 2 different words that occur at least {options.MinimumCount} times; column '{column}' has " +
                $"{corpus.Keys.Count} in {rows.Count} rows. Provide more texts, or lower {nameof(options.MinimumCount):option}.");
    }
}
