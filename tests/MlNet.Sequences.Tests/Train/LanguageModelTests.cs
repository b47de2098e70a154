using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Training on texts without labels.</summary>
[TestClass]
public sealed class LanguageModelTests : LanguageModelFixture
{
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
            unknown = Perplexities(model, Toy.Tokens(MlContext, 20));
        Assert.IsGreaterThan(3 * known.Average(), unknown.Where(double.IsFinite).Average());
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("bidirectional gru")]
    [DataRow("transformer")]
    [DataRow("two layers bidirectional gru")]
    public void The_score_of_texts_is_the_perplexity_that_epochs_are_measured_by(string network)
    {
        var (data, held) = (Toy.Tokens(MlContext, 60), Toy.TokenRows(40, seed: 5));
        using var model = Fit(Options(network), data, Toy.View(MlContext, held));
        double[] scores = Perplexities(model, Toy.View(MlContext, held));
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
        (options.Network.LearningRate, options.Network.BatchSize) = (Fits.Standstill, 1);
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
            (again.Network.ContinueFrom, again.Network.LearningRate) = (from, Fits.Standstill);
            return again;
        }
    }

    [TestMethod]
    public void A_saved_model_knows_its_words_and_data()
    {
        var data = Words("a b c d e", "e d c b a b", "lonely");
        var messages = new List<string>();
        MlContext.Log += (_, e) => messages.Add(e.RawMessage);
        var options = Options("bidirectional lstm");
        options.WindowLength = 3;
        using var model = Fit(options, data, null);
        Assert.IsTrue(
            messages.Any(text => text.StartsWith("1 rows are left out: they lack a second token", StringComparison.Ordinal)),
            string.Join('\n', messages));
        Assert.IsTrue(model.WasTrainedOn(data));
        Assert.IsFalse(model.WasTrainedOn(Words("a b c d e", "e d c b a a", "lonely")));
        using var stream = new MemoryStream();
        MlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        using var loaded = (SequencePredictionTransformer)MlContext.Model.Load(stream, out _);
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
        var range = MlContext.Transforms.Text.TrainLanguageModel(options).FindLearningRate(
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
                () => MlContext.Transforms.Text.TrainLanguageModel(new() { MaskedFraction = 0 })).Message,
            "MaskedFraction must be above 0 and below 1");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Fit(Options("lstm"), Toy.Numbers(MlContext, 10), null)).Message,
            "a vector of keys (tokens)");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options("lstm"), Rows([[1], [2]]), null)).Message,
            "There are no rows to train on");

        string Refused(SequenceTrainerOptions network, int negatives = 0) => Assert.Throws<ArgumentException>(
            () => MlContext.Transforms.Text.TrainLanguageModel(
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

    private sealed class OnStart(Action<FitStart> action) : IFitCallback
    {
        public void OnFitStart(FitStart start) => action(start);
    }
}
