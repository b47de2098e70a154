using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>What each token of a text contributes to its score.</summary>
[TestClass]
public sealed class TokenContributionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("lstm", nameof(ToyTask.Binary))]
    [DataRow("lstm", nameof(ToyTask.Multiclass))]
    [DataRow("lstm", nameof(ToyTask.Regression))]
    [DataRow("gru", nameof(ToyTask.Binary))]
    [DataRow("rnn", nameof(ToyTask.Multiclass))]
    [DataRow("transformer", nameof(ToyTask.Binary))]
    [DataRow("transformer", nameof(ToyTask.Regression))]
    public void Contributions_add_up_to_the_score_minus_that_of_unknown_words(string network, string taskName)
    {
        var task = Enum.Parse<ToyTask>(taskName);
        var words = Words(60);
        using var model = Toy.Trainer(_mlContext, task, OptionsOf(network)).Fit(words);
        var explained = Explained.Of(_mlContext, model, words, new() { NumberOfSteps = 100 });
        Assert.HasCount(60, explained);
        foreach (var row in explained)
        {
            Assert.IsGreaterThan(1e-3, row.TokenContributions.Sum(Math.Abs), "a model that reads its tokens");
            double sum = row.BaselineScore + row.TokenContributions.Sum(value => (double)value);
            Assert.AreEqual(row.ExplainedScore - sum, row.CompletenessGap, 1e-5 * Math.Max(1, Math.Abs(sum)));
            Assert.AreEqual(0, row.CompletenessGap, 1e-3 * Math.Max(1, row.TokenContributions.Sum(Math.Abs)));
        }
    }

    [TestMethod]
    public void The_baseline_is_a_text_of_as_many_unknown_words_or_of_a_token_that_the_user_names()
    {
        var words = Words(30);
        var options = Toy.Options;
        options.NgramLength = 0;
        using var model = Toy.Trainer(_mlContext, options).Fit(words);
        float[] unknown = Toy.Scores(model, Words(30, _ => "zebra")), sevens = Toy.Scores(model, Words(30, _ => "w7"));
        var (usual, named) = (ExplainedWith(null), ExplainedWith("w7"));
        Assert.Contains("w7", named.SelectMany(row => row.ExplainedTokens));
        for (int i = 0; i < usual.Length; i++)
        {
            Assert.AreEqual(unknown[i], usual[i].BaselineScore, 1e-5);
            Assert.AreEqual(sevens[i], named[i].BaselineScore, 1e-5);
            foreach (var (word, value) in named[i].ExplainedTokens.Zip(named[i].TokenContributions))
                Assert.AreEqual(word != "w7", value != 0, "no difference from itself");
        }

        Explained[] ExplainedWith(string? token) => Explained.Of(_mlContext, model, words, new() { BaselineToken = token });
    }

    [TestMethod]
    public void The_explained_score_is_the_score_of_two_classes_and_of_a_number_and_the_log_odds_of_several_classes()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var binary = Toy.Trainer(_mlContext, ToyTask.Binary, Toy.Options).Fit(rows);
        using var number = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(rows);
        using var classes = Toy.Trainer(_mlContext, ToyTask.Multiclass, Toy.Options).Fit(rows);
        float[][] probabilities = Toy.ScoreVectors(classes, rows);
        CollectionAssert.AreEqual(Toy.Scores(binary, rows), Scores(binary));
        CollectionAssert.AreEqual(Toy.Scores(number, rows), Scores(number));
        float[] predicted = Scores(classes), second = Scores(classes, 1), against = Scores(binary, 0);
        for (int i = 0; i < probabilities.Length; i++)
        {
            Assert.AreEqual(LogOdds(probabilities[i].Max()), predicted[i], 1e-4);
            Assert.AreEqual(LogOdds(probabilities[i][1]), second[i], 1e-4);
            Assert.AreEqual(-Toy.Scores(binary, rows)[i], against[i]);
        }

        float[] Scores(ITransformer model, int? @class = null) =>
            [.. Explained.Of(_mlContext, model, rows, new() { Class = @class }).Select(row => row.ExplainedScore)];

        static double LogOdds(double probability) => Math.Log(probability / (1 - probability));
    }

    [TestMethod]
    public void The_class_is_named_as_the_labels_name_it()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var binary = Toy.Trainer(_mlContext, ToyTask.Binary, Toy.Options).Fit(rows);
        using var classes = Toy.Trainer(_mlContext, ToyTask.Multiclass, Toy.Options).Fit(rows);
        using var number = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(rows);
        var predicted = classes.Transform(rows);
        string[] names = [.. classes.ClassNames];
        CollectionAssert.AreEqual(
            Toy.Column<uint>(predicted, "PredictedLabel").Select(key => names[key - 1]).ToArray(), ClassesOf(classes));
        Assert.IsTrue(ClassesOf(binary).All(name => name == "true"));
        Assert.IsTrue(ClassesOf(binary, 0).All(name => name == "false"));
        Assert.IsNull(_mlContext.Transforms.CalculateTokenContributions(number).Fit(rows).GetOutputSchema(rows.Schema)
            .GetColumnOrNull("ExplainedClass"));

        string[] ClassesOf(ITransformer model, int? @class = null) =>
        [
            .. Toy.Column<ReadOnlyMemory<char>>(
                _mlContext.Transforms.CalculateTokenContributions(model, new() { Class = @class }).Fit(rows).Transform(rows),
                "ExplainedClass").Select(name => name.ToString()),
        ];
    }

    [TestMethod]
    [DataRow("lstm", nameof(ToyTask.Binary))]
    [DataRow("transformer", nameof(ToyTask.Multiclass))]
    [DataRow("gru", nameof(ToyTask.Regression))]
    public void By_occlusion_a_token_contributes_what_the_score_loses_without_it(string network, string taskName)
    {
        var task = Enum.Parse<ToyTask>(taskName);
        var rows = Toy.TokenRows(12);
        var view = Toy.View(_mlContext, rows);
        using var model = Toy.Trainer(_mlContext, task, OptionsOf(network)).Fit(view);
        var options = new TokenContributionOptions
        {
            Method = TokenContributionMethod.Occlusion,
            Class = task == ToyTask.Multiclass ? 2 : null,
        };
        var explained = Explained.Of(_mlContext, model, view, options);
        for (int i = 0; i < rows.Length; i++)
        {
            double whole = ScoreOf(rows[i].Features), empty = ScoreOf([]);
            Assert.AreEqual(empty, explained[i].BaselineScore, 1e-4);
            for (int token = 0; token < rows[i].Features.Length; token++)
            {
                uint[] without = [.. rows[i].Features.Where((_, place) => place != token)];
                Assert.AreEqual(whole - ScoreOf(without), explained[i].TokenContributions[token], 1e-4);
            }
        }

        double ScoreOf(uint[] tokens)
        {
            float[] scores = Toy.ScoreVectors(model, Toy.View(_mlContext, [new Toy.TokenRow { Features = tokens }]))[0];
            return task == ToyTask.Multiclass ? Math.Log(scores[2] / (1 - scores[2])) : scores[0];
        }
    }

    [TestMethod]
    [DataRow(TokenContributionMethod.IntegratedGradients)]
    [DataRow(TokenContributionMethod.Occlusion)]
    [DataRow(TokenContributionMethod.GradientTimesInput)]
    public void Contributions_are_the_same_alone_among_others_and_padded_in_the_order_of_the_rows(TokenContributionMethod method)
    {
        var rows = Toy.TokenRows(40);
        var view = Toy.View(_mlContext, rows);
        var options = Toy.Options;
        (options.HiddenSize, options.EmbeddingSize) = (8, 8);
        using var model = Toy.Trainer(_mlContext, options).Fit(view);
        var how = new TokenContributionOptions { Method = method };
        var together = Explained.Of(_mlContext, model, view, how);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(string.Join(' ', rows[i].Features), string.Join(' ', together[i].ExplainedTokens), "keys as names");
            uint[] padded = [0, .. rows[i].Features, 0, 0, 0];
            foreach (uint[] features in (uint[][])[rows[i].Features, padded])
            {
                var alone = Explained.Of(
                    _mlContext, model, Toy.View(_mlContext, [new Toy.TokenRow { Features = features }]), how).Single();
                CollectionAssert.AreEqual(together[i].TokenContributions, alone.TokenContributions);
                Assert.AreEqual(together[i].BaselineScore, alone.BaselineScore);
            }
        }
    }

    [TestMethod]
    public void A_row_that_is_a_chunk_of_its_own_is_not_taken_for_the_one_before()
    {
        // As long as what is read ahead at once.
        var rows = Toy.TokenRows(6)
            .Select(row => new Toy.TokenRow { Features = [.. row.Features, .. new uint[70_000]] }).ToArray();
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(Toy.Tokens(_mlContext, 20));
        var explained = Explained.Of(
            _mlContext, model, Toy.View(_mlContext, rows), new() { Method = TokenContributionMethod.GradientTimesInput });
        for (int i = 0; i < rows.Length; i++)
            Assert.HasCount(rows[i].Features.Count(token => token > 0), explained[i].TokenContributions);
        CollectionAssert.AreEqual(
            Toy.Scores(model, Toy.View(_mlContext, rows)), explained.Select(row => row.ExplainedScore).ToArray());
    }

    [TestMethod]
    public void Explanations_are_saved_with_a_pipeline_and_outlive_the_model()
    {
        var texts = _mlContext.Data.LoadFromEnumerable(
            Films.Texts.Select(text => new Films.Review { Text = text }).ToArray());
        var model = Films.Fit(_mlContext, out var schema);
        var tokens = model.Transform(texts);
        using var explaining = _mlContext.Transforms.CalculateTokenContributions(model).Fit(tokens);
        using var stream = new MemoryStream();
        _mlContext.Model.Save(
            new TransformerChain<ITransformer>([.. (IEnumerable<ITransformer>)model, explaining]), schema, stream);
        var before = Explained.Read(_mlContext, explaining.Transform(tokens));
        CollectionAssert.AreEqual(new[] { "a", "good", "film" }, before[0].ExplainedTokens);
        Assert.IsEmpty(before[2].TokenContributions, "an empty text");
        Assert.AreEqual(before[2].ExplainedScore, before[2].BaselineScore);

        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        var after = Explained.Read(_mlContext, loaded.Transform(texts));
        ((IDisposable)model).Dispose();
        var outlived = Explained.Read(_mlContext, explaining.Transform(loaded.Transform(texts)));
        for (int i = 0; i < before.Length; i++)
        {
            CollectionAssert.AreEqual(before[i].TokenContributions, after[i].TokenContributions);
            CollectionAssert.AreEqual(before[i].TokenContributions, outlived[i].TokenContributions);
        }

        var engine = _mlContext.Model.CreatePredictionEngine<Films.Review, Explained>(loaded);
        foreach (int text in (int[])[1, 0])
            CollectionAssert.AreEqual(
                before[text].TokenContributions, engine.Predict(new() { Text = Films.Texts[text] }).TokenContributions);
    }

    [TestMethod]
    public void What_can_not_be_explained_is_refused_with_the_remedy()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var tagging = Toy.Trainer(_mlContext, ToyTask.Tagging, Toy.Options).Fit(rows);
        using var binary = Toy.Trainer(_mlContext, ToyTask.Binary, Toy.Options).Fit(rows);
        using var number = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(rows);
        using var numbers = Toy.Trainer(_mlContext, Toy.Options).Fit(Toy.Numbers(_mlContext, 20));
        Refused(tagging, null, "the model's task is");
        Refused(numbers, null, "Use PermutationFeatureImportance");
        Refused(_mlContext.Transforms.CopyColumns("A", "Features").Fit(rows), null, "a trained transformer of MlNet.Sequences");
        Refused(binary, new() { NumberOfSteps = 0, Class = 2, Method = (TokenContributionMethod)9 }, "NumberOfSteps must be");
        Refused(binary, new() { NumberOfSteps = 0, Class = 2 }, "Class must be from 0 to 1");
        Refused(binary, new() { Method = (TokenContributionMethod)9 }, "Method must be a named value");
        Refused(binary, new() { BaselineToken = "<OOV>" }, "BaselineToken must be a token of the model's vocabulary");
        Refused(number, new() { Class = 0 }, "Class must be null for regression");
        var explaining = _mlContext.Transforms.CalculateTokenContributions(binary);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => explaining.Fit(Toy.Numbers(_mlContext, 4))).Message,
            "the model was trained on tokens out of a vocabulary of 20, got numbers");

        void Refused(ITransformer model, TokenContributionOptions? options, string message) => StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _mlContext.Transforms.CalculateTokenContributions(model, options)).Message,
            message);
    }

    // The toy rows as texts, split into words, of which <OOV> is the first.
    private IDataView Words(int count, Func<string, string>? change = null)
    {
        var splitting = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(Rows(200, word => word));
        return splitting.Transform(Rows(count, change ?? (word => word)));

        IDataView Rows(int number, Func<string, string> spell) => Toy.View(
            _mlContext, Toy.TokenRows(number).Select(row => new TextRow
            {
                Number = row.Number,
                Label = row.Label,
                Text = string.Join(' ', row.Features.Select(token => spell($"w{token}"))),
            }).ToArray());
    }

    private static SequenceTrainerOptions OptionsOf(string network)
    {
        SequenceTrainerOptions options = network switch
        {
            "lstm" => Toy.Options,
            "gru" => Toy.Recurrent<GruOptions>(),
            "rnn" => Toy.Recurrent<RnnOptions>(),
            _ => ToyTransformer.Options,
        };
        if (options is GruOptions gru)
            (gru.Bidirectional, gru.NumberOfLayers, gru.HiddenSize, gru.Pooling) = (true, 2, 8, SequencePooling.LastMeanAndMax);
        if (options is RnnOptions rnn)
            (rnn.HiddenSize, rnn.Pooling) = (8, SequencePooling.Last);
        // A function without kinks, and without the normalization of vectors near zero: the toy's unknown word is untrained.
        if (options is TransformerOptions transformer)
            (transformer.Pooling, transformer.Positions) = (SequencePooling.Mean, PositionEncoding.Sinusoidal);
        options.NumberOfEpochs = 3;
        return options;
    }

    private sealed class TextRow : Toy.Row
    {
        public string Text { get; set; } = "";

        public override string[] Tags => [];
    }
}
