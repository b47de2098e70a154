using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>The trainers take the tokens of ML.NET's own tokenizers, padded or not, before and after saving.</summary>
[TestClass]
public sealed class OtherTokenizersTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Words_of_TokenizeIntoWords_and_MapValueToKey_train_a_network(bool padded) => TrainsAndReloads(
        _mlContext.Transforms.Text.TokenizeIntoWords("Tokens", "Text")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Tokens", "Tokens")),
        padded);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Characters_of_TokenizeIntoCharactersAsKeys_train_a_network(bool padded) => TrainsAndReloads(
        Any(_mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Tokens", "Text", useMarkerCharacters: false)), padded);

    [TestMethod]
    public void Characters_with_markers_train_a_network() => TrainsAndReloads(
        Any(_mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Tokens", "Text", useMarkerCharacters: true)), padded: true);

    [TestMethod]
    public void Words_are_the_same_to_a_network_whoever_made_them()
    {
        var ours = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(
            "Tokens", "Text",
            new TokenizeIntoWordsAsKeysOptions { OutOfVocabularyToken = null, FilterCharacters = "", Lowercase = false });
        var theirs = _mlContext.Transforms.Text.TokenizeIntoWords("Tokens", "Text")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Tokens", "Tokens"));
        // Each word once, so that the order of frequency is that of occurrence, as with MapValueToKey.
        var words = Rows.OfText(_mlContext, "good film was bad");
        var data = Reviews(20);
        float[][] scores = [.. new[] { Any(ours), Any(theirs) }.Select(estimator =>
        {
            var tokens = estimator.Fit(words).Transform(data);
            var features = _mlContext.Transforms.CopyColumns("Features", "Tokens").Fit(tokens).Transform(tokens);
            using var model = Toy.Trainer(_mlContext).Fit(features);
            return Toy.Scores(model, features);
        })];
        CollectionAssert.AreEqual(scores[0], scores[1]);
    }

    /// <summary>As <c>Append</c> wants it: an estimator of any transformer.</summary>
    private static IEstimator<ITransformer> Any(IEstimator<ITransformer> estimator) => estimator;

    private void TrainsAndReloads(IEstimator<ITransformer> tokenizer, bool padded)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate) = (30, 0.02);
        var data = Reviews(60);
        IEstimator<ITransformer> features = padded
            ? _mlContext.Transforms.PadSequence("Features", "Tokens", length: 20)
            : _mlContext.Transforms.CopyColumns("Features", "Tokens");
        using var model = tokenizer.Append(features).Append(_mlContext.BinaryClassification.Trainers.Lstm(options)).Fit(data);

        var metrics = _mlContext.BinaryClassification.Evaluate(model.Transform(data));
        Assert.AreEqual(1.0, metrics.Accuracy);

        var unseen = Rows.OfText(_mlContext, "good good", "bad", "unheard of", "", "\u4E2D\U0001F600");
        float[] scores = Toy.Scores(model, unseen);
        Assert.IsTrue(scores.All(float.IsFinite));
        var loaded = ModelFile.Reload(new MLContext(), model);
        CollectionAssert.AreEqual(scores, Toy.Scores(loaded, unseen));
        (loaded as IDisposable)?.Dispose();
    }

    private IDataView Reviews(int count) => _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
        new Review { Text = i % 2 == 0 ? "good film" : i % 3 == 0 ? "film was bad" : "bad film", Label = i % 2 == 0 }));

    private sealed class Review
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
