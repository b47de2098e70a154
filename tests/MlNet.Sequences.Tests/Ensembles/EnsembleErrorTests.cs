using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>What an ensemble refuses: the rule, what it received, and the remedy.</summary>
[TestClass]
public sealed class EnsembleErrorTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView Rows = Reviews.Of(MlContext, 100, seed: 1);

    private static readonly Lazy<ITransformer> Model = new(() => Reviews.Ngrams(MlContext, "Text", Rows));

    [TestMethod]
    public void No_model_is_refused()
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => MlContext.BinaryClassification.Ensemble([], Rows)).Message,
            "An ensemble must have one model or more; received none.");
        Assert.ThrowsExactly<ArgumentException>(() => MlContext.BinaryClassification.Ensemble([null!], Rows));
    }

    [TestMethod]
    public void A_model_of_another_task_is_refused_by_its_number()
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => MlContext.BinaryClassification.Ensemble(
                [Model.Value, Reviews.KindNgrams(MlContext, "Text", Rows)], Rows)).Message,
            "The models must be for binary classification, with the columns Score and PredictedLabel; model 2 (ngrams) is for " +
            "the task multiclass. Leave it out, or use the catalog of its task.");
        Assert.ThrowsExactly<ArgumentException>(
            () => MlContext.MulticlassClassification.Ensemble([Model.Value], Rows, "Kind"));
        Assert.ThrowsExactly<ArgumentException>(() => MlContext.Regression.Ensemble([Model.Value], Rows, "Amount"));
    }

    [TestMethod]
    public void A_model_that_predicts_nothing_is_refused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentException>(() => MlContext.BinaryClassification.Ensemble(
            [Model.Value, MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text").Fit(Rows)], Rows)).Message,
        "model 2 (TokenizingByWordsTransformer): A model must have a step that predicts");

    [TestMethod]
    public void A_model_without_probabilities_is_refused()
    {
        var model = MlContext.Transforms.Text.FeaturizeText("Numbers", "Text")
            .Append(MlContext.BinaryClassification.Trainers.AveragedPerceptron(featureColumnName: "Numbers")).Fit(Rows);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(
                () => MlContext.BinaryClassification.Ensemble([Model.Value, model], Rows)).Message,
            "Append a calibrator");
    }

    [TestMethod]
    public void A_column_that_the_data_do_not_have_is_named()
    {
        var titles = Reviews.Ngrams(MlContext, "Title", Rows);
        var rows = MlContext.Transforms.DropColumns("Title").Fit(Rows).Transform(Rows);
        string message = Assert.ThrowsExactly<ArgumentException>(
            () => MlContext.BinaryClassification.Ensemble([Model.Value, titles], rows)).Message;
        StringAssert.Contains(message, "model 2 (ngrams) reads column 'Title', which the data don't have.");
        StringAssert.Contains(message, "Their columns are: Text, Label, Kind, Amount, Weight.");

        using var ensemble = MlContext.BinaryClassification.Ensemble([Model.Value, titles], Rows);
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => ensemble.Transform(rows)).Message, "'Title'");
    }

    [TestMethod]
    public void A_label_or_weight_column_that_is_missing_or_of_another_type_is_named()
    {
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => MlContext.BinaryClassification.Ensemble([Model.Value], Rows, "Lable")).Message,
            "Could not find label column 'Lable': expected Boolean. Did you mean 'Label'?");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => MlContext.BinaryClassification.Ensemble([Model.Value], Rows, "Kind")).Message,
            "expected Boolean, got String");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => MlContext.BinaryClassification.Ensemble(
                [Model.Value], Rows, exampleWeightColumnName: "Kind")).Message,
            "Schema mismatch for example weight column 'Kind'");
    }

    [TestMethod]
    public void Rows_without_labels_or_of_one_class_are_refused()
    {
        var none = MlContext.Data.LoadFromEnumerable(Array.Empty<Reviews.Review>());
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => MlContext.BinaryClassification.Ensemble([Model.Value], none)).Message,
            "The validation data must have rows with a label and a weight above 0; they have 0 others. Check column 'Label'");
        var good = MlContext.Data.LoadFromEnumerable(Reviews.List(40, seed: 1).Where(row => row.Label));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => MlContext.BinaryClassification.Ensemble([Model.Value], good)).Message,
            "all have the class 'True' in column 'Label'");
        var rows = Reviews.List(10, seed: 1);
        foreach (var row in rows)
            row.Amount = 3.5f;
        var amounts = Reviews.Amounts(MlContext, "Text", Rows);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => MlContext.Regression.Ensemble(
                [amounts], MlContext.Data.LoadFromEnumerable(rows), "Amount")).Message,
            "the 10 rows all have 3.5 in column 'Amount'");
        foreach (var row in rows)
            row.Amount = float.NaN;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => MlContext.Regression.Ensemble(
                [amounts], MlContext.Data.LoadFromEnumerable(rows), "Amount")).Message,
            "they have 10 others");
    }

    [TestMethod]
    [DataRow(new double[0])]
    [DataRow(new[] { 1.0 })]
    [DataRow(new[] { 1.0, -1.0 })]
    [DataRow(new[] { 0.0, 0.0 })]
    [DataRow(new[] { 1.0, double.NaN })]
    [DataRow(new[] { 1.0, double.PositiveInfinity })]
    public void Weights_that_do_not_fit_are_refused(double[] weights) => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentException>(
            () => MlContext.BinaryClassification.Ensemble([Model.Value, Model.Value], Rows.Schema, weights)).Message,
        "There must be a weight for each of 2 models, 0 or more and finite, and one above 0; received");

    [TestMethod]
    public void A_score_that_is_no_number_is_refused_with_its_row_and_stays_one_in_scoring()
    {
        var numbers = Toy.Numbers(MlContext, 40);
        var model = Toy.Trainer(MlContext).Fit(numbers);
        var broken = MlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new Toy.NumberRow
            {
                Label = i % 2 == 0,
                Features = [.. Enumerable.Repeat(
                    i == 2 ? float.PositiveInfinity : 1, Toy.NumberRow.Time * Toy.NumberRow.Channels)],
            }));
        string message = Assert.ThrowsExactly<InvalidOperationException>(
            () => MlContext.BinaryClassification.Ensemble([model], broken)).Message;
        StringAssert.Contains(message, "model 1 (lstm) returned NaN for row 2 of the validation data");
        using var ensemble = MlContext.BinaryClassification.Ensemble([model, model], broken.Schema);
        Assert.IsTrue(float.IsNaN(Toy.Scores(ensemble, broken)[2]));
        Assert.IsTrue(float.IsFinite(Toy.Scores(ensemble, broken)[1]));
    }

    [TestMethod]
    public void An_ensemble_is_not_exported_to_ONNX()
    {
        using var folder = new ScratchFolder();
        using var ensemble = MlContext.BinaryClassification.Ensemble([Model.Value], Rows.Schema);
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(
                () => MlContext.Model.ExportToOnnx(ensemble, folder.At("ensemble.onnx"))).Message,
            "An ensemble can't be exported to ONNX. Export its models one by one");
    }
}
