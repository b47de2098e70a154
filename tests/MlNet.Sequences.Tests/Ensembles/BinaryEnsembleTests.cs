using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BinaryEnsembleTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView HeldOut = Reviews.Of(MlContext, 400, seed: 2);

    private static readonly Lazy<ITransformer[]> Models = new(() =>
    {
        var rows = Reviews.Of(MlContext, 400, seed: 1);
        return
        [
            Reviews.Ngrams(MlContext, "Text", rows), Reviews.Network(MlContext, "Title", rows),
            Reviews.Calibrated(MlContext, "Title", rows),
        ];
    });

    private static readonly Lazy<EnsembleTransformer> Fitted =
        new(() => MlContext.BinaryClassification.Ensemble(Models.Value, HeldOut));

    [TestMethod]
    public void The_ensemble_is_better_than_each_model_on_the_rows_that_it_is_fitted_on_and_on_others()
    {
        foreach (var rows in (IDataView[])[HeldOut, Reviews.Of(MlContext, 400, seed: 3)])
        {
            var ensemble = MlContext.BinaryClassification.Evaluate(Fitted.Value.Transform(rows));
            foreach (var model in Models.Value)
            {
                var alone = MlContext.BinaryClassification.Evaluate(model.Transform(rows));
                Assert.IsLessThan(alone.LogLoss, ensemble.LogLoss);
                Assert.IsGreaterThan(alone.AreaUnderRocCurve, ensemble.AreaUnderRocCurve);
            }
        }
    }

    [TestMethod]
    public void The_score_is_the_weighted_sum_of_the_logits_and_the_bias()
    {
        float[] ngrams = Toy.Scores(Models.Value[0], HeldOut), network = Toy.Scores(Models.Value[1], HeldOut);
        float[] others = Toy.Column<float>(Models.Value[2].Transform(HeldOut), "Probability");
        var scored = Fitted.Value.Transform(HeldOut);
        float[] scores = Toy.Column<float>(scored, "Score"), probabilities = Toy.Column<float>(scored, "Probability");
        bool[] labels = Toy.Column<bool>(scored, "PredictedLabel");
        var weights = Fitted.Value.Weights;
        Assert.HasCount(3, weights);
        Assert.IsTrue(weights.All(weight => weight >= 0));
        Assert.AreNotEqual(0, Fitted.Value.Bias);
        for (int i = 0; i < scores.Length; i++)
        {
            double sum = (weights[0] * ngrams[i]) + (weights[1] * network[i])
                + (weights[2] * Math.Log(others[i] / (1 - others[i]))) + Fitted.Value.Bias;
            Assert.AreEqual(sum, scores[i], 1e-4);
            Assert.AreEqual(1 / (1 + Math.Exp(-scores[i])), probabilities[i], 1e-6);
            Assert.AreEqual(scores[i] > 0, labels[i]);
        }
    }

    [TestMethod]
    public void The_summary_has_the_loss_of_the_ensemble_and_of_each_model()
    {
        var summary = Fitted.Value.Summary!;
        Assert.AreEqual(400, summary.NumberOfRows);
        // ML.NET's is in bits.
        Assert.AreEqual(
            MlContext.BinaryClassification.Evaluate(Fitted.Value.Transform(HeldOut)).LogLoss * Math.Log(2), summary.Loss, 1e-4);
        for (int i = 0; i < 3; i++)
            Assert.AreEqual(MlContext.BinaryClassification.Evaluate(Models.Value[i].Transform(HeldOut)).LogLoss * Math.Log(2),
                summary.ModelLosses[i], 1e-4);
        CollectionAssert.AreEqual(
            (string[])["ngrams", "lstm", "PlattCalibratorTransformer"], Fitted.Value.Architectures.ToArray());
        StringAssert.Contains(Fitted.Value.ToString(), "× model 1 (ngrams) + ");
        StringAssert.Contains(Fitted.Value.ToString(), "× model 2 (lstm) + ");
    }

    [TestMethod]
    public void The_columns_are_those_of_the_data_and_of_a_classifier_with_its_annotations()
    {
        var schema = Fitted.Value.GetOutputSchema(HeldOut.Schema);
        CollectionAssert.AreEqual(
            (string[])["Text", "Title", "Label", "Kind", "Amount", "Weight", "PredictedLabel", "Score", "Probability"],
            schema.Select(column => column.Name).ToArray());
        var reference = Models.Value[0].GetOutputSchema(HeldOut.Schema);
        foreach (string name in (string[])["PredictedLabel", "Score", "Probability"])
        {
            Assert.AreEqual(reference[name].Type, schema[name].Type);
            CollectionAssert.AreEqual(
                reference[name].Annotations.Schema.Select(annotation => annotation.Name).ToArray(),
                schema[name].Annotations.Schema.Select(annotation => annotation.Name).ToArray());
        }
    }

    [TestMethod]
    public void A_model_whose_score_is_no_logit_counts_by_its_probability()
    {
        using var one = MlContext.BinaryClassification.Ensemble([Models.Value[2]], HeldOut.Schema);
        float[] scores = Toy.Scores(Models.Value[2], HeldOut), logits = Toy.Scores(one, HeldOut);
        float[] probabilities = Toy.Column<float>(Models.Value[2].Transform(HeldOut), "Probability");
        Assert.IsGreaterThan(0.5f, scores.Zip(logits, (score, logit) => Math.Abs(score - logit)).Max());
        for (int i = 0; i < scores.Length; i++)
            Assert.AreEqual(Math.Log(probabilities[i] / (1 - probabilities[i])), logits[i], 1e-4);
    }

    [TestMethod]
    public void Equal_weights_make_the_mean_of_the_logits_and_given_ones_count_by_their_proportions()
    {
        var models = Models.Value[..2];
        float[] first = Toy.Scores(models[0], HeldOut), second = Toy.Scores(models[1], HeldOut);
        var equal = MlContext.BinaryClassification.Ensemble(models, HeldOut.Schema);
        var given = MlContext.BinaryClassification.Ensemble(models, HeldOut.Schema, [3, 1]);
        CollectionAssert.AreEqual((double[])[0.5, 0.5], equal.Weights.ToArray());
        CollectionAssert.AreEqual((double[])[0.75, 0.25], given.Weights.ToArray());
        Assert.IsNull(equal.Summary);
        float[] means = Toy.Scores(equal, HeldOut), sums = Toy.Scores(given, HeldOut);
        for (int i = 0; i < first.Length; i++)
        {
            Assert.AreEqual((first[i] + second[i]) / 2, means[i], 1e-5);
            Assert.AreEqual((0.75f * first[i]) + (0.25f * second[i]), sums[i], 1e-5);
        }
    }

    [TestMethod]
    public void Few_rows_leave_the_weights_near_the_mean_and_a_row_of_weight_0_does_not_count()
    {
        var models = Models.Value[..2];
        var rows = Reviews.List(6, seed: 5);
        var few = MlContext.BinaryClassification.Ensemble(models, MlContext.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(0.5, few.Weights[0], 0.25);
        Assert.AreNotEqual(0.5, few.Weights[0]);

        foreach (var row in rows)
            row.Weight = 1;
        Reviews.Review[] more = [.. rows, .. Reviews.List(50, seed: 6)];
        foreach (var row in more[6..])
            row.Weight = 0;
        var weighted = MlContext.BinaryClassification.Ensemble(
            models, MlContext.Data.LoadFromEnumerable(more), exampleWeightColumnName: "Weight");
        Assert.AreEqual(6, weighted.Summary!.NumberOfRows);
        Assert.AreEqual(few.Weights[0], weighted.Weights[0], 1e-9);
        Assert.AreEqual(few.Bias, weighted.Bias, 1e-9);
    }

    [TestMethod]
    public void The_steps_of_the_first_model_may_make_the_label()
    {
        var rows = Reviews.Of(MlContext, 200, seed: 7);
        var model = MlContext.Transforms.Conversion.MapValue(
                "IsGood", new Dictionary<string, bool> { ["good"] = true, ["fair"] = true, ["bad"] = false }, "Kind")
            .Append(MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text"))
            .Append(MlContext.BinaryClassification.Trainers.NgramLogisticRegression("IsGood")).Fit(rows);
        using var ensemble = MlContext.BinaryClassification.Ensemble([model, Models.Value[0]], rows, "IsGood");
        Assert.AreEqual("Kind", ensemble.LabelColumnName);
        Assert.IsGreaterThan(ensemble.Weights[1], ensemble.Weights[0]);
        Assert.IsNull(ensemble.GetOutputSchema(rows.Schema).GetColumnOrNull("IsGood"));
    }

    [TestMethod]
    public void Trained_transformers_alone_over_the_same_features_are_models_too()
    {
        var train = Toy.Tokens(MlContext, 200);
        var trainer = Toy.NgramTrainer(MlContext, ToyTask.Binary);
        ITransformer[] models = [trainer.Fit(train), Toy.Trainer(MlContext).Fit(train)];
        using var ensemble = MlContext.BinaryClassification.Ensemble(models, Toy.Tokens(MlContext, 100, seed: 2));
        Assert.IsLessThan(
            MlContext.BinaryClassification.Evaluate(models[1].Transform(train)).LogLoss,
            MlContext.BinaryClassification.Evaluate(ensemble.Transform(train)).LogLoss);
    }

    [TestMethod]
    public void An_ensemble_may_be_a_model_of_another()
    {
        var inner = MlContext.BinaryClassification.Ensemble(Models.Value[..2], HeldOut.Schema);
        var outer = MlContext.BinaryClassification.Ensemble([inner, Models.Value[0]], HeldOut.Schema);
        float[] expected = [.. Toy.Scores(inner, HeldOut).Zip(Toy.Scores(Models.Value[0], HeldOut), (a, b) => (a + b) / 2)];
        float[] found = Toy.Scores(ModelFile.Reload(MlContext, outer), HeldOut);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], found[i], 1e-5);
    }
}
