using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>What tokens contribute to the score of n-grams, alone and beside a network.</summary>
[TestClass]
public sealed class NgramContributionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(TokenContributionMethod.IntegratedGradients)]
    [DataRow(TokenContributionMethod.GradientTimesInput)]
    public void The_exact_terms_of_n_grams_are_divided_among_their_tokens(TokenContributionMethod method)
    {
        var rows = Toy.TokenRows(80);
        var view = Toy.View(_mlContext, rows);
        var model = Toy.NgramTrainer(_mlContext, ToyTask.Binary, new() { NgramLength = 2 }).Fit(view);
        var explained = Explained.Of(_mlContext, model, view, new() { Method = method });
        for (int i = 0; i < rows.Length; i++)
        {
            var terms = model.Model.Explain(rows[i].Features);
            Assert.AreEqual(terms.Bias, explained[i].BaselineScore, 1e-6);
            Assert.AreEqual(0, explained[i].CompletenessGap, 1e-5);
            double[] expected = new double[rows[i].Features.Length];
            foreach (var term in terms.Contributions)
            {
                int size = term.Tokens.Count;
                int[] starts =
                [
                    .. Enumerable.Range(0, expected.Length - size + 1).Where(start => rows[i].Features.Skip(start).Take(size)
                        .Select(token => $"{token}").SequenceEqual(term.Tokens)),
                ];
                foreach (int place in starts.SelectMany(start => Enumerable.Range(start, size)))
                    expected[place] += term.Value / (size * starts.Length);
            }

            for (int token = 0; token < expected.Length; token++)
                Assert.AreEqual(expected[token], explained[i].TokenContributions[token], 1e-5, $"row {i}, token {token}");
        }
    }

    [TestMethod]
    public void Contributions_to_one_of_several_classes_add_up()
    {
        var view = Toy.Tokens(_mlContext, 80);
        var model = Toy.NgramTrainer(_mlContext, ToyTask.Multiclass).Fit(view);
        float[][] probabilities = Toy.ScoreVectors(model, view);
        var explained = Explained.Of(_mlContext, model, view, new() { Class = 1, NumberOfSteps = 100 });
        for (int i = 0; i < explained.Length; i++)
        {
            double probability = probabilities[i][1];
            Assert.AreEqual(Math.Log(probability / (1 - probability)), explained[i].ExplainedScore, 1e-4);
            Assert.AreEqual(0, explained[i].CompletenessGap, 1e-5);
        }
    }

    [TestMethod]
    public void Beside_a_network_they_add_to_its_contributions()
    {
        var view = Toy.Tokens(_mlContext, 80);
        var options = Toy.Options;
        (options.NgramLength, options.HiddenSize, options.ValidationFraction) = (2, 8, 0.2);
        using var model = Toy.Trainer(_mlContext, options).Fit(view);
        Assert.IsNotNull(model.Ngrams);
        foreach (var row in Explained.Of(_mlContext, model, view, new() { NumberOfSteps = 60 }))
            Assert.AreEqual(0, row.CompletenessGap, 1e-4 * Math.Max(1, Math.Abs(row.ExplainedScore)));
    }
}
