using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>How faithful explanations are, measured on a task whose telling token is known.</summary>
[TestClass]
public sealed class ExplanationEvaluationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(TokenContributionMethod.IntegratedGradients)]
    [DataRow(TokenContributionMethod.Occlusion)]
    public void Explanations_of_a_trained_network_are_more_faithful_than_a_random_order(TokenContributionMethod method)
    {
        var options = Toy.Options;
        (options.HiddenSize, options.NumberOfEpochs, options.LearningRate, options.NgramLength) = (8, 10, 0.03, 0);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 400));
        // Positive rows, which one token makes so.
        var rows = Toy.View(_mlContext, Toy.TokenRows(120, seed: 2).Where(row => row.Label).ToArray());
        var metrics = _mlContext.Model.EvaluateExplanations(model, rows, new() { Method = method });
        Assert.IsGreaterThan(40, metrics.Rows);
        CollectionAssert.AreEqual(new[] { 0.01, 0.05, 0.1, 0.2, 0.5 }, metrics.Tokens.Comprehensiveness.Keys.ToArray());
        // Without the telling token the class is false; it alone suffices.
        Assert.IsGreaterThan(0.9, metrics.Tokens.MeanComprehensiveness);
        Assert.IsLessThan(0.1, metrics.Tokens.MeanSufficiency);
        Assert.IsLessThan(0.9, metrics.RandomTokens.MeanComprehensiveness);
        Assert.IsGreaterThan(0.1, metrics.RandomTokens.MeanSufficiency);
        Assert.IsLessThan(metrics.RandomTokens.DeletionArea, metrics.Tokens.DeletionArea);
        Assert.IsLessThan(0.7, Math.Abs(metrics.RandomizedCorrelation!.Value));
        Assert.IsGreaterThan(0, metrics.MillisecondsPerRow);
    }

    [TestMethod]
    public void The_area_under_the_curve_of_one_token_is_known()
    {
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(Toy.Tokens(_mlContext, 40));
        uint[] tokens = [Toy.Telling];
        var rows = Toy.View(_mlContext, [new Toy.TokenRow { Features = tokens }, new Toy.TokenRow { Features = [] }]);
        var metrics = _mlContext.Model.EvaluateExplanations(model, rows);
        Assert.AreEqual(1, metrics.Rows, "a row without tokens is left out");
        float[] scores = Toy.Scores(model, rows);
        double sign = scores[0] > 0 ? 1 : -1;
        double whole = 1 / (1 + Math.Exp(-sign * scores[0])), empty = 1 / (1 + Math.Exp(-sign * scores[1]));
        // 20 steps: the token is deleted when half of it would be, which rounds to even: from the eleventh step on.
        Assert.AreEqual(((whole * 10.5) + (empty * 9.5)) / 20, metrics.Tokens.DeletionArea, 1e-6);
        foreach (var (_, fall) in metrics.Tokens.Comprehensiveness)
            Assert.AreEqual(whole - empty, fall, 1e-6);
        foreach (var (_, fall) in metrics.Tokens.Sufficiency)
            Assert.AreEqual(0, fall, 1e-6);
    }

    [TestMethod]
    public void What_can_not_be_measured_is_refused()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var number = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(rows);
        using var binary = Toy.Trainer(_mlContext, Toy.Options).Fit(rows);
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _mlContext.Model.EvaluateExplanations(number, rows)).Message,
            "the model's task is regression");
        var ofClass = new TokenContributionOptions { Class = 1 };
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _mlContext.Model.EvaluateExplanations(binary, rows, ofClass)).Message,
            "Class must be null");
        var empty = Toy.View(_mlContext, [new Toy.TokenRow { Features = [] }]);
        Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Model.EvaluateExplanations(binary, empty));
    }

    [TestMethod]
    [DataRow(new[] { 1f, 2, 3 }, new[] { 10f, 20, 30 }, 1)]
    [DataRow(new[] { 1f, 2, 3 }, new[] { 3f, 2, 1 }, -1)]
    [DataRow(new[] { 1f, 2, 2, 3 }, new[] { 1f, 3, 2, 4 }, 0.9486832980505138)]
    [DataRow(new[] { 1f, 1 }, new[] { 1f, 2 }, 0)]
    public void Ranks_are_correlated_with_equal_values_sharing_theirs(float[] first, float[] second, double expected) =>
        Assert.AreEqual(expected, RankCorrelation.Of(first, second), 1e-12);
}
