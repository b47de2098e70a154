using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Explanations of texts, with the words as the texts spell them.</summary>
[TestClass]
public sealed class TextExplainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(TokenContributionMethod.IntegratedGradients)]
    [DataRow(TokenContributionMethod.Occlusion)]
    public void Words_are_spelled_as_in_the_text_and_explain_its_prediction(TokenContributionMethod method)
    {
        var model = Films.Fit(_mlContext, out var schema);
        using var predictor = TextPredictor.Create(model, schema);
        using var explainer = TextExplainer.Create(predictor, new() { Method = method });
        Assert.AreEqual(method, explainer.Method);
        var explanation = explainer.Explain("A Good, unheard-of FILM!");
        CollectionAssert.AreEqual(
            new[] { "A", "Good", "unheard", "of", "FILM" }, explanation.Tokens.Select(token => token.Token).ToArray());
        var prediction = predictor.Predict("A Good, unheard-of FILM!");
        Assert.AreEqual(prediction.Score, explanation.Score);
        Assert.AreEqual(prediction.PredictedLabel, explanation.Prediction.PredictedLabel);
        Assert.AreEqual("true", explanation.ClassName);
        Assert.AreEqual(
            explanation.Score - explanation.BaselineScore - explanation.Tokens.Sum(token => token.Value),
            explanation.CompletenessGap, 1e-5);
        StringAssert.StartsWith(explanation.ToString(), "A (");
    }

    [TestMethod]
    public void Many_texts_are_explained_in_order_as_each_alone()
    {
        var model = Films.Fit(_mlContext, out var schema);
        using var predictor = TextPredictor.Create(model, schema);
        using var explainer = TextExplainer.Create(predictor);
        string[] texts = [.. Enumerable.Range(0, 30).SelectMany(_ => Films.Texts)];
        var explanations = explainer.Explain(texts).ToArray();
        Assert.HasCount(texts.Length, explanations);
        for (int i = 0; i < texts.Length; i++)
            Assert.AreEqual(explainer.Explain(texts[i]).ToString(), explanations[i].ToString());
        Assert.AreEqual("", explanations[2].ToString(), "an empty text");
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(() => explainer.Explain(texts, canceled.Token).Count());
    }

    [TestMethod]
    public void An_exported_pipeline_is_explained_by_occlusion_as_the_trained_one()
    {
        var model = Films.Fit(_mlContext, out var schema);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            var exported = _mlContext.Model.ToOnnxPipeline(model, path);
            using var predictor = TextPredictor.Create(exported, schema);
            StringAssert.Contains(
                Assert.Throws<ArgumentException>(() => TextExplainer.Create(predictor)).Message, "Set Method to Occlusion");
            var options = new TokenContributionOptions { Method = TokenContributionMethod.Occlusion };
            using var explainer = TextExplainer.Create(predictor, options);
            using var trained = TextPredictor.Create(model, schema);
            using var expected = TextExplainer.Create(trained, options);
            foreach (string text in Films.Texts)
            {
                var (one, other) = (expected.Explain(text).Tokens, explainer.Explain(text).Tokens);
                Assert.HasCount(one.Count, other);
                for (int i = 0; i < one.Count; i++)
                    Assert.AreEqual(one[i].Value, other[i].Value, 1e-4);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
