using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Training on texts without labels, and going on from it.</summary>
[TestClass]
public sealed class LanguageModelTests
{
    // No step of Adam at this rate changes a float32.
    private const double Standstill = 1e-30;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("lstm", 0)]
    [DataRow("gru", 0)]
    [DataRow("rnn", 0)]
    [DataRow("bidirectional lstm", 0)]
    [DataRow("bidirectional lstm", 4)]
    [DataRow("lstm", 4)]
    [DataRow("transformer", 0)]
    [DataRow("two layers bidirectional lstm", 4)]
    public void The_neighbors_of_each_token_are_learned(string network, int negatives)
    {
        var options = Options(network, negatives);
        // Of each text only a few tokens are masked.
        bool isMasked = IsMasked(network);
        int tokens = isMasked ? 30 : 9;
        (options.Network.NumberOfEpochs, options.Network.LearningRate) = isMasked ? (60, 0.02) : (15, 0.03);
        if (options.Network is RecurrentOptions recurrent)
            (recurrent.EmbeddingSize, recurrent.HiddenSize) = (8, 16);
        if (options.Network is TransformerOptions transformer)
            (transformer.HiddenSize, transformer.FeedForwardSize) = (16, 32);
        using var model = Fit(options, Counting(400, tokens: tokens), Counting(60, seed: 2, tokens: tokens));
        Assert.AreEqual("language-model", model.Task);
        var first = model.History.Epochs[0];
        // Of two possible neighbors one is right; but with both neighbors known, only half of the tokens leave a choice.
        Assert.IsLessThan(isMasked ? 1.9 : 2.3, model.History.Epochs[^1].ValidationPerplexity!.Value);
        Assert.IsGreaterThan(isMasked ? 1.3 : 1.9, model.History.Epochs[^1].ValidationPerplexity!.Value);
        Assert.AreEqual(Math.Exp(first.ValidationLoss!.Value), first.ValidationPerplexity!.Value, 1e-9);

        // Random tokens surprise it.
        double[] known = Perplexities(model, Counting(20, seed: 3, tokens: tokens)),
            unknown = Perplexities(model, Toy.Tokens(_mlContext, 20));
        Assert.IsGreaterThan(3 * known.Average(), unknown.Where(double.IsFinite).Average());
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("bidirectional gru")]
    [DataRow("transformer")]
    [DataRow("two layers bidirectional gru")]
    public void The_score_of_texts_is_the_perplexity_that_epochs_are_measured_by(string network)
    {
        var (data, held) = (Toy.Tokens(_mlContext, 60), Toy.TokenRows(40, seed: 5));
        using var model = Fit(Options(network), data, Toy.View(_mlContext, held));
        double[] scores = Perplexities(model, Toy.View(_mlContext, held));
        double sum = 0, count = 0;
        for (int i = 0; i < held.Length; i++)
        {
            int length = held[i].Features.Length, masked = Math.Max(1, (int)Math.Round(0.15 * length)),
                predictions = IsMasked(network) && length > 1 ? masked : length - 1;
            Assert.AreEqual(predictions == 0, double.IsNaN(scores[i]), $"row {i}");
            sum += predictions == 0 ? 0 : predictions * Math.Log(scores[i]);
            count += predictions;
        }

        Assert.AreEqual(Math.Exp(sum / count), model.History.Epochs[^1].ValidationPerplexity!.Value, 1e-4);
    }

    [TestMethod]
    public void Long_texts_are_cut_for_training_and_scored_whole()
    {
        var options = Options("lstm");
        options.WindowLength = 5;
        (options.Network.LearningRate, options.Network.BatchSize) = (Standstill, 1);
        FitStart? start = null;
        long steps = 0;
        options.Network.Callbacks = [new OnStart(told => start = told), new Fits.OnStep(step => steps = step.Step)];
        using var model = Fit(options, Rows([Count(1, 16), Count(3, 2), Count(2, 7)]), null);
        // Of 15, 1 and 6 predictions.
        Assert.AreEqual(3 + 1 + 2, model.History.TrainingRows);
        Assert.AreEqual(6, start!.StepsInEpoch);
        Assert.AreEqual(6, steps);

        using var whole = Fit(Options("lstm"), Rows([Count(1, 16), Count(3, 2), Count(2, 7)]), null);
        Assert.AreEqual(3, whole.History.TrainingRows);
        var texts = Rows([Count(1, 16)]);
        using var scored = Fit(Still(whole), texts, texts);
        Assert.AreEqual(Perplexities(whole, texts)[0], scored.History.Epochs[0].ValidationPerplexity!.Value, 1e-4);

        LanguageModelOptions Still(ITransformer from)
        {
            var again = Options("lstm");
            (again.Network.ContinueFrom, again.Network.LearningRate) = (from, Standstill);
            return again;
        }
    }

    [TestMethod]
    [DataRow("bidirectional lstm", 200_000)]
    [DataRow("bidirectional lstm", 30)]
    [DataRow("transformer", 200_000)]
    public void A_fit_that_is_killed_ends_as_one_that_was_left_alone(string network, int shuffleWindow)
    {
        var data = Counting(60, tokens: 40);
        using var expected = Fit(Set(Options(network, negatives: 5)), data, null);
        foreach (int steps in new[] { 3, 11, 17 })
        {
            using var folder = new ScratchFolder();
            var killed = Set(Options(network, negatives: 5));
            Watch(killed, folder);
            killed.Network.Callbacks = [new AtCheckpoint(steps)];
            Assert.ThrowsExactly<TimeoutException>(() => Fit(killed, data, null));
            var resuming = Set(Options(network, negatives: 5));
            Watch(resuming, folder);
            using var resumed = Fit(resuming, data, null);
            Assert.AreEqual(Fits.Describe(expected.History), Fits.Describe(resumed.History));
            CollectionAssert.AreEqual(Perplexities(expected, data), Perplexities(resumed, data));

            var other = Set(Options(network, negatives: 6));
            Watch(other, folder);
            string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(other, data, null)).Message;
            StringAssert.Contains(message, "numberOfNegatives is 6 and was 5");
            if (!IsMasked(network))
                continue;
            other = Set(Options(network, negatives: 5));
            other.MaskedFraction = 0.3;
            Watch(other, folder);
            message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(other, data, null)).Message;
            StringAssert.Contains(message, "maskedFraction is 0.3 and was 0.15");
        }

        LanguageModelOptions Set(LanguageModelOptions options)
        {
            var (fit, all) = (options.Network, 0.2);
            options.WindowLength = 13;
            (fit.NumberOfEpochs, fit.ShuffleWindowSize, fit.ValidationFraction) = (2, shuffleWindow, 0.2);
            if (fit is RecurrentOptions recurrent)
                (recurrent.HeadDropout, recurrent.EmbeddingDropout) = (all, all);
            if (fit is TransformerOptions transformer)
                (transformer.HeadDropout, transformer.EmbeddingDropout, transformer.ResidualDropout) = (all, all, all);
            return options;
        }

        void Watch(LanguageModelOptions options, ScratchFolder folder) =>
            (options.Network.CheckpointFolder, options.Network.CheckpointEverySteps, options.Network.Resume) =
            (folder.Path, 1, true);
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("bidirectional gru")]
    [DataRow("transformer")]
    public void A_classifier_of_the_same_network_starts_from_its_embedding_and_body(string network)
    {
        using var model = Fit(Options(network), Counting(60), null);
        var options = Options(network).Network;
        (options.ContinueFrom, options.LearningRate, options.NumberOfEpochs) = (model, Standstill, 1);
        using var classifier = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(Toy.Tokens(_mlContext, 60));
        Assert.AreEqual(1, classifier.History.EarlierEpochs);
        options.NumberOfEpochs = null;
        Assert.AreEqual(38, options.For(rows: 60, new BinaryTask()).NumberOfEpochs, "as of a network that has learned no labels");
        options.LearningRate = null;
        var chosen = options.For(rows: 60, new BinaryTask());
        double? factor = options is RecurrentOptions ? 3 : null;
        Assert.AreEqual(chosen.LearningRate / factor, chosen.EmbeddingLearningRate, "of what is nearer to the labels, more");
        Assert.AreEqual(chosen.LearningRate * factor, chosen.HeadLearningRate);
        options.HeadLearningRate = 0.5;
        Assert.AreEqual(0.5, options.For(rows: 60, new BinaryTask()).HeadLearningRate, "what is set is obeyed");
        foreach (string name in classifier.Model.WeightNames.Where(name => !name.StartsWith("head", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(model.Model.GetWeights(name), classifier.Model.GetWeights(name), name);

        // And a language model from another, head and all.
        var more = Options(network, negatives: 4);
        (more.Network.ContinueFrom, more.Network.LearningRate) = (model, Standstill);
        using var same = Fit(more, Counting(60), null);
        CollectionAssert.AreEqual(Perplexities(model, Counting(60)), Perplexities(same, Counting(60)));
    }

    [TestMethod]
    public void Words_of_another_vocabulary_keep_their_vectors_and_biases()
    {
        var (data, other) = (Words("a b c d e", "e d c b a b"), Words("e a zebra c", "c zebra a"));
        using var model = Fit(Options("lstm"), data, null);
        var options = Options("lstm");
        (options.Network.ContinueFrom, options.Network.LearningRate) = (model, Standstill);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options, other, null)).Message;
        StringAssert.Contains(message, "MapVocabulary");
        options.Network.MapVocabulary = true;
        using var mapped = Fit(options, other, null);
        var (before, now) = (WordsOf(data), WordsOf(other));
        float[] biases = model.Model.GetWeights("head.bias"), mine = mapped.Model.GetWeights("head.bias");
        for (int i = 0; i < now.Length; i++)
        {
            int known = Array.IndexOf(before, now[i]);
            Assert.AreEqual(known >= 0 ? biases[known] : biases.Min(), mine[i], now[i]);
            if (known >= 0)
                CollectionAssert.AreEqual(VectorOf(model, known), VectorOf(mapped, i), now[i]);
        }

        Assert.Contains("zebra", now);
    }

    [TestMethod]
    public void A_saved_model_knows_its_words_and_data()
    {
        var data = Words("a b c d e", "e d c b a b", "lonely");
        var messages = new List<string>();
        _mlContext.Log += (_, e) => messages.Add(e.RawMessage);
        var options = Options("bidirectional lstm");
        options.WindowLength = 3;
        using var model = Fit(options, data, null);
        Assert.IsTrue(
            messages.Any(text => text.StartsWith("1 rows are left out: they lack a second token", StringComparison.Ordinal)),
            string.Join('\n', messages));
        Assert.IsTrue(model.WasTrainedOn(data));
        Assert.IsFalse(model.WasTrainedOn(Words("a b c d e", "e d c b a a", "lonely")));
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        using var loaded = (SequencePredictionTransformer)_mlContext.Model.Load(stream, out _);
        Assert.AreEqual("language-model", loaded.Task);
        CollectionAssert.AreEqual(Perplexities(model, data), Perplexities(loaded, data));
        Assert.AreEqual(model.History.Epochs[0].TrainingLoss, loaded.History.Epochs[0].TrainingLoss);
        Assert.AreEqual("3", loaded.History.Settings!["windowLength"]);
        Assert.IsNotNull(InitialEmbeddings.FromModel(loaded));
    }

    [TestMethod]
    public void A_learning_rate_is_found_and_a_fit_is_cancelled_as_every_fit()
    {
        using var source = new CancellationTokenSource();
        var options = Options("lstm", negatives: 4);
        options.Network.CancellationToken = source.Token;
        var range = _mlContext.Transforms.Text.TrainLanguageModel(options).FindLearningRate(
            Counting(60), new LearningRateRangeOptions { Steps = 20 });
        Assert.IsNotEmpty(range.Points);
        options.Network.Callbacks = [new Fits.OnStep(_ => source.Cancel())];
        options.Network.NumberOfEpochs = 50;
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options, Counting(60), null));
    }

    [TestMethod]
    public void What_a_language_model_can_not_be_is_told_with_the_remedy()
    {
        StringAssert.Contains(Refused(new LstmOptions { StepDropout = 0.1 }), "StepDropout does not apply");
        StringAssert.Contains(Refused(new TransformerOptions { StepDropout = 0.1 }), "StepDropout does not apply");
        StringAssert.Contains(Refused(new LstmOptions { LabelSmoothing = 0.1 }), "LabelSmoothing does not apply");
        StringAssert.Contains(Refused(null!), "Network must not be null");
        StringAssert.Contains(Refused(new LstmOptions(), negatives: -1), "NumberOfNegatives must be at least 0");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(
                () => _mlContext.Transforms.Text.TrainLanguageModel(new() { MaskedFraction = 0 })).Message,
            "MaskedFraction must be above 0 and below 1");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Fit(Options("lstm"), Toy.Numbers(_mlContext, 10), null)).Message,
            "a vector of keys (tokens)");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options("lstm"), Rows([[1], [2]]), null)).Message,
            "There are no rows to train on");

        string Refused(SequenceTrainerOptions network, int negatives = 0) => Assert.Throws<ArgumentException>(
            () => _mlContext.Transforms.Text.TrainLanguageModel(
                new LanguageModelOptions { Network = network, NumberOfNegatives = negatives })).Message;
    }

    [TestMethod]
    public void A_masked_model_says_so_in_its_settings_and_masks_as_many_tokens_as_it_is_told()
    {
        var data = Rows([Count(1, 16), Count(3, 2), Count(2, 7)]);
        foreach (double fraction in new[] { 0.15, 0.5 })
        {
            var options = Options("transformer");
            options.MaskedFraction = fraction;
            using var model = Fit(options, data, null);
            Assert.AreEqual(
                fraction.ToString(System.Globalization.CultureInfo.InvariantCulture), model.History.Settings!["maskedFraction"]);
        }

        using var next = Fit(Options("lstm"), data, null);
        Assert.IsFalse(next.History.Settings!.ContainsKey("maskedFraction"));
    }

    [TestMethod]
    [DataRow(
        "lstm", "batchSize 16", "numberOfEpochs 50", "learningRate 0.01", "stepDropout 0", "embeddingDropout 0.5",
        "headDropout 0.5", "labelSmoothing 0", "ngramLength 0")]
    [DataRow(
        "transformer", "batchSize 16", "numberOfEpochs 100", "learningRate 0.002", "stepDropout 0", "embeddingDropout 0",
        "headDropout 0", "labelSmoothing 0", "ngramLength 0")]
    public void Settings_that_are_null_are_chosen_for_texts_without_labels(string network, params string[] expected)
    {
        IReadOnlyDictionary<string, string>? chosen = null;
        var options = new LanguageModelOptions
        {
            Network = network == "lstm" ? new LstmOptions { HiddenSize = 4, EmbeddingSize = 4, Seed = 1 }
                : new TransformerOptions { HiddenSize = 4, FeedForwardSize = 4, Seed = 1 },
        };
        options.Network.Callbacks = [new OnStart(start => chosen = start.ChosenSettings)];
        using var model = Fit(options, Counting(40), null);
        CollectionAssert.AreEquivalent(
            expected, chosen!.Select(choice => $"{choice.Key} {choice.Value}").ToArray());
    }

    private static LanguageModelOptions Options(string network, int negatives = 0)
    {
        if (network == "transformer")
            return new() { Network = ToyTransformer.Options, NumberOfNegatives = negatives };
        RecurrentOptions options = network.Split(' ')[^1] switch
        {
            "gru" => Toy.Recurrent<GruOptions>(),
            "rnn" => Toy.Recurrent<RnnOptions>(),
            _ => Toy.Options,
        };
        options.Bidirectional = network.Contains("bidirectional", StringComparison.Ordinal);
        options.NumberOfLayers = network.StartsWith("two layers", StringComparison.Ordinal) ? 2 : 1;
        return new() { Network = options, NumberOfNegatives = negatives };
    }

    private static bool IsMasked(string network) => network is "transformer" or ['t', 'w', 'o', ..];

    private SequencePredictionTransformer Fit(LanguageModelOptions options, IDataView data, IDataView? held)
    {
        options.Network.FeatureColumnName = "Features";
        var trainer = _mlContext.Transforms.Text.TrainLanguageModel(options);
        return held is null ? trainer.Fit(data) : trainer.Fit(data, held);
    }

    private static double[] Perplexities(ITransformer model, IDataView data) =>
        [.. Toy.Scores(model, data).Select(score => (double)score)];

    // Each token is followed by the next one, or by the one after it.
    private IDataView Counting(int count, int seed = 1, int tokens = 9)
    {
        var random = new Random(seed);
        return Rows([.. Enumerable.Range(0, count).Select(_ =>
        {
            uint[] text = new uint[random.Next(tokens / 2, tokens + 1)];
            text[0] = (uint)random.Next(1, Toy.Vocabulary + 1);
            for (int i = 1; i < text.Length; i++)
                text[i] = ((text[i - 1] + (uint)random.Next(2)) % Toy.Vocabulary) + 1;
            return text;
        })]);
    }

    private static uint[] Count(int first, int length) =>
        [.. Enumerable.Range(first, length).Select(number => (uint)(number % Toy.Vocabulary) + 1)];

    private IDataView Rows(uint[][] texts) =>
        Toy.View(_mlContext, texts.Select((text, number) => new Toy.TokenRow { Number = number, Features = text }).ToArray());

    private IDataView Words(params string[] texts)
    {
        var view = _mlContext.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        return _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(view).Transform(view);
    }

    private static string[] WordsOf(IDataView view)
    {
        VBuffer<ReadOnlyMemory<char>> words = default;
        view.Schema["Features"].Annotations.GetValue("KeyValues", ref words);
        return [.. words.DenseValues().Select(word => word.ToString())];
    }

    private static float[] VectorOf(SequencePredictionTransformer model, int word) =>
        model.Model.GetWeights("embedding.weight").Chunk(Toy.Options.EmbeddingSize).ElementAt(word + 1);

    private sealed class OnStart(Action<FitStart> action) : IFitCallback
    {
        public void OnFitStart(FitStart start) => action(start);
    }

    private sealed class AtCheckpoint(int number) : ICheckpointCallback
    {
        private int _seen;

        public void OnCheckpointSaved(CheckpointSaved checkpoint)
        {
            if (++_seen == number)
                throw new TimeoutException();
        }
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
