using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Predictions for each token of a text.</summary>
[TestClass]
public sealed class StepPredictionTests
{
    private static readonly string[] Texts =
        ["Show me Flights to Boston", "", "unheard-of things to Paris today", "to to to", "<br />Boston\nBoston  me"];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Each_token_has_its_spelling_its_class_and_the_probabilities_of_all_classes()
    {
        using var model = Fit();
        using var predictor = TextPredictor.Create(model, Sentences().Schema);
        Assert.AreEqual("tagging", predictor.Task);
        CollectionAssert.AreEqual((string[])["other", "place"], predictor.ClassNames.ToArray());
        string[][] words =
        [
            ["Show", "me", "Flights", "to", "Boston"], [], ["unheard", "of", "things", "to", "Paris", "today"],
            ["to", "to", "to"], ["Boston", "Boston", "me"],
        ];
        var scored = predictor.Model.Scorer.Transform(Rows.OfText(_mlContext, Texts));
        uint[][] keys = [.. Toy.Column<VBuffer<uint>>(scored, "PredictedLabel").Select(row => row.DenseValues().ToArray())];
        float[][] scores = Toy.ScoreVectors(predictor.Model.Scorer, Rows.OfText(_mlContext, Texts));
        int i = 0;
        foreach (var prediction in EachWay(predictor))
        {
            int row = i++ % Texts.Length;
            CollectionAssert.AreEqual(words[row], Tokens(prediction));
            for (int step = 0; step < words[row].Length; step++)
            {
                var own = prediction.Steps[step];
                Assert.AreEqual(predictor.ClassNames[(int)keys[row][step] - 1], own.PredictedLabel);
                CollectionAssert.AreEqual((string[])["other", "place"], own.Probabilities.Keys.ToArray());
                Assert.AreEqual(scores[row][step * 2], own.Probabilities["other"], 1e-6f);
                Assert.AreEqual(scores[row][(step * 2) + 1], own.Probabilities["place"], 1e-6f);
                Assert.AreEqual(own.Probabilities.Values.Max(), own.Probability);
                Assert.IsNull(own.Score);
            }

            Assert.IsNull(prediction.PredictedLabel);
            Assert.IsNull(prediction.Probability);
            Assert.IsNull(prediction.Score);
            Assert.IsEmpty(prediction.Scores);
            Assert.IsEmpty(prediction.Probabilities);
        }

        Assert.AreEqual(3 * Texts.Length, i);
        var boston = predictor.Predict("to Boston").Steps[1];
        Assert.AreEqual("place", boston.PredictedLabel, "the word after 'to'");
        Assert.AreEqual($"Boston: place ({boston.Probability:0.00##})", boston.ToString());
    }

    [TestMethod]
    [DataRow(SequenceTruncation.Post, "one two three")]
    [DataRow(SequenceTruncation.Pre, "three to Boston")]
    public void Tokens_that_are_cut_off_have_no_prediction(SequenceTruncation truncation, string left)
    {
        foreach (var padding in Enum.GetValues<SequencePadding>())
        {
            using var model = Fit(new PadSequenceOptions { Length = 3, Padding = padding, Truncation = truncation });
            using var predictor = TextPredictor.Create(model, Sentences().Schema);
            CollectionAssert.AreEqual(left.Split(' '), Tokens(predictor.Predict("one two three to Boston")), $"{padding}");
            CollectionAssert.AreEqual((string[])["to", "Boston"], Tokens(predictor.Predict("to Boston")), $"{padding}");
        }
    }

    [TestMethod]
    public void Words_without_a_key_have_no_prediction_and_others_keep_their_places()
    {
        using var model = Fit(words: new TokenizeIntoWordsAsKeysOptions { OutOfVocabularyToken = null });
        using var predictor = TextPredictor.Create(model, Sentences().Schema);
        CollectionAssert.AreEqual(
            (string[])["TO", "Boston"], Tokens(predictor.Predict("unheard-of Things TO see in Boston today")));
    }

    [TestMethod]
    public void A_saved_and_an_exported_tagger_predict_the_same()
    {
        using var folder = new ScratchFolder();
        using var model = Fit();
        var schema = Sentences().Schema;
        _mlContext.Model.Save(model, schema, folder.At("tagger.zip"));
        using var trained = TextPredictor.Create(model, schema);
        using var loaded = TextPredictor.Load(new MLContext(), folder.At("tagger.zip"));
        using var portable = _mlContext.Model.ToOnnxPipeline(model, schema, folder.At("tagger.onnx"));
        using var exported = TextPredictor.Create(portable, schema);
        foreach (string text in Texts)
        {
            var expected = trained.Predict(text).Steps;
            foreach (var other in new[] { loaded, exported })
            {
                var found = other.Predict(text).Steps;
                CollectionAssert.AreEqual(
                    expected.Select(step => (step.Token, step.PredictedLabel)).ToArray(),
                    found.Select(step => (step.Token, step.PredictedLabel)).ToArray());
                foreach (var (one, same) in expected.Zip(found))
                    Assert.AreEqual(one.Probability!.Value, same.Probability!.Value, 1e-5f);
            }
        }
    }

    [TestMethod]
    public void A_number_for_each_token_is_its_score()
    {
        var data = Sentences();
        var options = Options();
        options.LabelColumnName = nameof(Sentence.Amounts);
        using var model = Words(null, null).Append(_mlContext.Regression.Trainers.SequencePerStep(options)).Fit(data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        Assert.AreEqual("step-regression", predictor.Task);
        Assert.IsEmpty(predictor.ClassNames);
        float[][] scores = Toy.ScoreVectors(predictor.Model.Scorer, Rows.OfText(_mlContext, Texts));
        int i = 0;
        foreach (var prediction in EachWay(predictor))
        {
            float[] expected = scores[i++ % Texts.Length];
            Assert.HasCount(expected.Length, prediction.Steps);
            foreach (var (score, step) in expected.Zip(prediction.Steps))
                Assert.AreEqual(score, step.Score!.Value, 1e-4f);
            Assert.IsTrue(prediction.Steps.All(step => step.PredictedLabel is null && step.Probability is null));
        }

        var found = predictor.Predict("Show me");
        Assert.AreEqual(
            FormattableString.Invariant($"Show: {found.Steps[0].Score}, me: {found.Steps[1].Score}"), found.ToString());
    }

    [TestMethod]
    public void Tokens_that_other_steps_make_are_told_by_their_key_values()
    {
        var data = Sentences();
        var model = _mlContext.Transforms.Text.NormalizeText("Lower", "Text")
            .Append(_mlContext.Transforms.Text.TokenizeIntoWords("Split", "Lower"))
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Features", "Split"))
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("TagKeys", "Tags"))
            .Append(_mlContext.MulticlassClassification.Trainers.SequenceTagging(Options())).Fit(data);
        using var predictor = TextPredictor.Create(model, data.Schema);
        CollectionAssert.AreEqual((string[])["to", "boston"], Tokens(predictor.Predict("unheard TO Boston")));
    }

    private static string[] Tokens(TextPrediction prediction) => [.. prediction.Steps.Select(step => step.Token)];

    // One by one, as a batch and as a stream.
    private static IEnumerable<TextPrediction> EachWay(TextPredictor predictor) =>
    [
        .. Texts.Select(predictor.Predict), .. predictor.Predict(Texts), .. predictor.PredictAsync(AsyncTexts.Of(Texts))
            .ToBlockingEnumerable(),
    ];

    private static LstmOptions Options() => new()
    {
        HiddenSize = 8,
        EmbeddingSize = 8,
        NumberOfEpochs = 12,
        LearningRate = 0.05,
        BatchSize = 8,
        ValidationFraction = 0,
        LabelColumnName = "TagKeys",
        Seed = 1,
    };

    private IEstimator<ITransformer> Words(PadSequenceOptions? padding, TokenizeIntoWordsAsKeysOptions? words)
    {
        var tokens = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(
            padding is null ? "Features" : "Tokens", "Text", words ?? new());
        return padding is null ? tokens : tokens.Append(_mlContext.Transforms.PadSequence("Features", "Tokens", padding));
    }

    private TransformerChain<ITransformer> Fit(
        PadSequenceOptions? padding = null, TokenizeIntoWordsAsKeysOptions? words = null)
    {
        IEstimator<ITransformer> labels = _mlContext.Transforms.Conversion.MapValueToKey("TagKeys", "Tags");
        if (padding is not null)
            labels = labels.Append(_mlContext.Transforms.PadSequence("TagKeys", "TagKeys", padding));
        return labels.Append(Words(padding, words))
            .Append((IEstimator<ITransformer>)_mlContext.MulticlassClassification.Trainers.SequenceTagging(Options()))
            .Fit(Sentences());
    }

    // The word after "to" is a place.
    private IDataView Sentences()
    {
        string[] places = ["boston", "denver", "rome", "lima"], others = ["show", "me", "flights", "one", "two", "three"];
        var random = new Random(1);
        return _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 120).Select(_ =>
        {
            string[] words =
                [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => others[random.Next(6)]), "to", places[random.Next(4)]];
            string[] tags = [.. words.Select((_, i) => i == words.Length - 1 ? "place" : "other")];
            return new Sentence
            {
                Text = string.Join(' ', words),
                Tags = tags,
                Amounts = [.. tags.Select(tag => tag == "place" ? 10f : 1)],
            };
        }).ToArray());
    }

    private sealed class Sentence
    {
        public string Text { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public float[] Amounts { get; set; } = [];
    }
}
