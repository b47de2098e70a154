using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WordVectorFitTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(WordVectorAlgorithm.SkipGram, 0.0)]
    [DataRow(WordVectorAlgorithm.SkipGram, 0.05)]
    [DataRow(WordVectorAlgorithm.ContinuousBagOfWords, 0.05)]
    public void Training_is_that_of_the_papers_loops_in_double_precision(WordVectorAlgorithm algorithm, double threshold)
    {
        var rows = Texts.OfTwoKinds(40);
        var options = Texts.Options;
        (options.Algorithm, options.SubsamplingThreshold, options.LearningRate) = (algorithm, threshold, 0.2);
        (options.WindowSize, options.NumberOfNegatives, options.NumberOfEpochs) = (3, 4, 3);
        var model = Texts.Fit(_mlContext, Texts.Tokens(_mlContext, rows), options);

        var words = model.Vectors.Words.ToList();
        int[][] texts = [.. rows.Select(row => row.Text.Split(' ').Select(word => words.IndexOf(word)).ToArray())];
        long[] counts = [.. words.Select((_, i) => texts.Sum(text => (long)text.Count(word => word == i)))];
        CollectionAssert.AreEqual(counts.OrderDescending().ToArray(), counts, "the most frequent words first");
        var expected = WordVectorReference.Train(texts, counts, options);
        for (int i = 0; i < words.Count; i++)
        {
            float[] vector = model.Vectors.GetVector(words[i]).ToArray();
            for (int j = 0; j < vector.Length; j++)
                Assert.AreEqual(expected[i][j], vector[j], 2e-4, $"{words[i]}, number {j}");
        }
    }

    [TestMethod]
    [DataRow(WordVectorAlgorithm.SkipGram, 1)]
    [DataRow(WordVectorAlgorithm.SkipGram, 3)]
    [DataRow(WordVectorAlgorithm.ContinuousBagOfWords, 1)]
    public void Words_in_the_same_company_are_the_nearest(WordVectorAlgorithm algorithm, int threads)
    {
        var options = Texts.Options;
        (options.Algorithm, options.NumberOfThreads) = (algorithm, threads);
        (options.NumberOfEpochs, options.LearningRate) = (20, 0.05);
        var model = Texts.Fit(_mlContext, Texts.Tokens(_mlContext, Texts.OfTwoKinds(2_000)), options);
        foreach (string[] kind in (string[][])[Texts.Fruits, Texts.Tools])
        {
            foreach (string word in kind)
                CollectionAssert.AreEquivalent(
                    kind.Except([word]).ToArray(), model.Vectors.Nearest(word, 3).Select(near => near.Word).ToArray(), word);
        }

        Assert.HasCount(20, model.Summary.Losses);
        Assert.IsLessThan(model.Summary.Losses[0], model.Summary.Losses[^1]);
        Assert.AreEqual(threads, model.Summary.Threads);
    }

    [TestMethod]
    [DataRow(WordVectorAlgorithm.SkipGram)]
    [DataRow(WordVectorAlgorithm.ContinuousBagOfWords)]
    public void One_thread_gives_the_same_bits_for_the_same_seed_and_others_for_another(WordVectorAlgorithm algorithm)
    {
        var tokens = Texts.Tokens(_mlContext, Texts.OfTwoKinds(300));
        var first = Train(5);
        foreach (var (vector, again) in first.Zip(Train(5)))
            CollectionAssert.AreEqual(vector, again);
        CollectionAssert.AreNotEqual(first[0], Train(6)[0]);

        float[][] Train(int seed)
        {
            var options = Texts.Options;
            (options.Algorithm, options.SubsamplingThreshold, options.Seed) = (algorithm, 0.05, seed);
            return Texts.All(Texts.Fit(_mlContext, tokens, options).Vectors);
        }
    }

    [TestMethod]
    public void The_seed_is_the_contexts_where_the_options_have_none()
    {
        var options = Texts.Options;
        options.Seed = null;
        Assert.AreEqual(1, Texts.Fit(_mlContext, Texts.Tokens(_mlContext, "a b a b"), options).Summary.Seed);
    }

    [TestMethod]
    public void Rare_words_and_the_token_of_unknown_ones_get_no_vector_and_padding_is_left_out()
    {
        Texts.Row[] known = [new() { Text = "b a b a b c" }];
        var tokens = Texts.Tokens(_mlContext, [new() { Text = "b unknown a b a" }, new() { Text = "b c" }], known);
        var options = Texts.Options;
        options.MinimumCount = 2;
        var plain = Texts.Fit(_mlContext, tokens, options);
        CollectionAssert.AreEqual(new[] { "b", "a" }, plain.Vectors.Words.ToArray());
        Assert.AreEqual(5, plain.Summary.Tokens);
        Assert.AreEqual(2, plain.Summary.Rows);

        (options.MinimumCount, options.OutOfVocabularyToken) = (1, null);
        CollectionAssert.AreEqual(
            new[] { "b", "a", "<OOV>", "c" }, Texts.Fit(_mlContext, tokens, options).Vectors.Words.ToArray());

        var padded = _mlContext.Transforms.PadSequence("Tokens", "Tokens", 9).Fit(tokens).Transform(tokens);
        options = Texts.Options;
        foreach (var (vector, other) in Texts.All(Texts.Fit(_mlContext, tokens, options).Vectors)
            .Zip(Texts.All(Texts.Fit(_mlContext, padded, options).Vectors)))
            CollectionAssert.AreEqual(vector, other);
    }

    [TestMethod]
    public void Subsampling_keeps_what_the_authors_program_keeps()
    {
        Assert.AreEqual(1, WordCorpus.KeptFraction(0.5, 0));
        Assert.AreEqual(1, WordCorpus.KeptFraction(1e-4, 1e-4));
        Assert.AreEqual(0.11, WordCorpus.KeptFraction(0.01, 1e-4), 1e-12);
        Assert.AreEqual(0.01010, WordCorpus.KeptFraction(1, 1e-4), 1e-12);
    }

    [TestMethod]
    public void Progress_is_reported_to_the_end_and_the_log_has_the_epochs()
    {
        var log = new List<string>();
        _mlContext.Log += (_, e) => log.Add(e.Message);
        var reports = new List<WordVectorProgress>();
        var options = Texts.Options;
        (options.NumberOfEpochs, options.Progress) = (2, new Reports(reports.Add));
        Texts.Fit(_mlContext, Texts.Tokens(_mlContext, Texts.OfTwoKinds(100)), options);
        CollectionAssert.AreEqual(new[] { 0.5, 1 }, reports.Select(report => report.Fraction).TakeLast(2).ToArray());
        Assert.AreEqual((2, 2), (reports[^1].Epoch, reports[^1].NumberOfEpochs));
        Assert.IsTrue(reports.All(report => report.TokensPerSecond > 0 && report.Loss > 0));
        Assert.IsTrue(log.Any(line => line.Contains("Epoch 2 of 2: loss ", StringComparison.Ordinal)), string.Join('\n', log));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_fit_can_be_canceled(int threads)
    {
        using var source = new CancellationTokenSource();
        var options = Texts.Options;
        (options.NumberOfEpochs, options.NumberOfThreads, options.CancellationToken) = (1_000_000, threads, source.Token);
        options.Progress = new Reports(_ => source.Cancel());
        var tokens = Texts.Tokens(_mlContext, Texts.OfTwoKinds(100));
        var error = Assert.Throws<OperationCanceledException>(() => Texts.Fit(_mlContext, tokens, options));
        Assert.AreEqual(source.Token, error.CancellationToken);
    }

    [TestMethod]
    public void What_can_not_be_trained_is_refused_with_the_remedy()
    {
        Refused("no row", Texts.Tokens(_mlContext, [], Texts.OfTwoKinds(10)), Texts.Options);
        var rare = Texts.Options;
        rare.MinimumCount = 5;
        Refused("at least 5 times; column 'Tokens' has 1 in 1 rows", Texts.Tokens(_mlContext, "a a a a a b"), rare);
        Refused("lower MinimumCount", Texts.Tokens(_mlContext, "a a a a a b"), rare);
        Refused("have no key values", Toy.Tokens(_mlContext, 10), Texts.Options, "Features");
        var wild = Texts.Options;
        wild.LearningRate = 1e30;
        Refused("LearningRate is 1E+30; lower it", Texts.Tokens(_mlContext, Texts.OfTwoKinds(50)), wild);

        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => _mlContext.Transforms.Text.TrainWordVectors(
            "Mean", "Tokens", new() { Dimension = 0, WindowSize = 0, LearningRate = 0, SubsamplingThreshold = 2 }));
        Assert.HasCount(4, error.Violations, error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Transforms.Text.TrainWordVectors(" "));

        void Refused(string expected, IDataView view, WordVectorOptions options, string column = "Tokens") =>
            StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(
                    () => _mlContext.Transforms.Text.TrainWordVectors("Mean", column, options).Fit(view)).Message, expected);
    }

    private sealed class Reports(Action<WordVectorProgress> report) : IProgress<WordVectorProgress>
    {
        public void Report(WordVectorProgress value) => report(value);
    }
}
