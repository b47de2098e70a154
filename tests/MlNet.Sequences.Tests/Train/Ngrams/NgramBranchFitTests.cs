using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

/// <summary>The n-grams beside a network.</summary>
[TestClass]
public sealed class NgramBranchFitTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(ToyTask.Binary)]
    [DataRow(ToyTask.Multiclass)]
    public void The_logits_of_both_add_up_by_the_factors_in_the_history(object kind)
    {
        var task = (ToyTask)kind;
        var data = Toy.Tokens(_mlContext, 200);
        using var alone = Fit(data, task, options => options.NgramLength = 0);
        using var model = Fit(data, task);
        Assert.IsNull(alone.Ngrams);
        Assert.IsNull(alone.History.Ngrams);
        Assert.AreEqual(Digest(alone), Digest(model), "the network's weights");

        var summary = model.History.Ngrams!;
        Assert.AreEqual(model.Ngrams!.NumberOfNgrams, summary.NumberOfNgrams);
        var rows = Toy.TokenRows(20, seed: 2);
        var view = Toy.View(_mlContext, rows);
        float[][] scores = Toy.ScoreVectors(model, view), ofNetwork = Toy.ScoreVectors(alone, view);
        for (int i = 0; i < rows.Length; i++)
        {
            double[] sums = [.. ofNetwork[i].Select((score, @class) =>
                (summary.NetworkFactor * (task == ToyTask.Binary ? score : Math.Log(score))) +
                (summary.NgramFactor * OfNgrams(model, rows[i].Features, task, @class)) + summary.Bias)];
            double[] expected = task == ToyTask.Binary
                ? sums
                : [.. sums.Select(sum => Math.Exp(sum) / sums.Sum(Math.Exp))];
            for (int output = 0; output < expected.Length; output++)
                Assert.AreEqual(expected[output], scores[i][output], 1e-4);
        }
    }

    [TestMethod]
    public void Few_rows_learn_what_pairs_tell_by_the_n_grams()
    {
        // What decides is whether 6 comes just before or just after 7, in noise: a network does not learn that from 60 rows.
        var rows = Ordered(60, seed: 1);
        var test = Toy.View(_mlContext, Ordered(200, seed: 2));
        using var alone = Fit(Toy.View(_mlContext, rows), ToyTask.Binary, options => options.NgramLength = 0);
        using var model = Fit(Toy.View(_mlContext, rows), ToyTask.Binary);
        Assert.IsLessThan(0.7, Accuracy(alone, test));
        Assert.IsGreaterThan(0.95, Accuracy(model, test));
    }

    [TestMethod]
    public void A_saved_model_scores_as_it_did_and_tells_of_its_n_grams()
    {
        var data = Toy.Tokens(_mlContext, 200);
        using var model = Fit(data, ToyTask.Binary);
        using var folder = new ScratchFolder();
        _mlContext.Model.Save(model, data.Schema, folder.At("model.zip"));
        using var loaded = (SequencePredictionTransformer)new MLContext().Model.Load(folder.At("model.zip"), out _);
        CollectionAssert.AreEqual(Toy.Scores(model, data), Toy.Scores(loaded, data));
        Assert.AreEqual(model.History.Ngrams, loaded.History.Ngrams);
        CollectionAssert.AreEqual(
            model.Ngrams!.GetStrongestNgrams(5).Select(ngram => ngram.ToString()).ToArray(),
            loaded.Ngrams!.GetStrongestNgrams(5).Select(ngram => ngram.ToString()).ToArray());
    }

    [TestMethod]
    public void The_validation_rows_metrics_are_those_of_both()
    {
        var (train, validation) = (Toy.Tokens(_mlContext, 200), Toy.Tokens(_mlContext, 100, seed: 2));
        var options = Toy.Options;
        using var model = Toy.Trainer(_mlContext, options).Fit(train, validation);
        var metrics = _mlContext.BinaryClassification.Evaluate(model.Transform(validation));
        Assert.AreEqual(metrics.Accuracy, model.History.Ngrams!.ValidationAccuracy!.Value, 1e-9);
        Assert.AreEqual(metrics.LogLoss * Math.Log(2), model.History.Ngrams.ValidationLoss!.Value, 1e-5); // from bits to nats
    }

    [TestMethod]
    public void Without_validation_rows_the_factors_are_the_start()
    {
        using var model = Fit(Toy.Tokens(_mlContext, 100), ToyTask.Binary, options => options.ValidationFraction = 0);
        var summary = model.History.Ngrams!;
        Assert.AreEqual((0.3, 0.7, 0.0), (summary.NetworkFactor, summary.NgramFactor, summary.Bias));
        Assert.IsNull(summary.ValidationAccuracy);
    }

    [TestMethod]
    public void Numbers_and_labels_that_are_no_classes_have_no_n_grams()
    {
        using var numbers = Fit(Toy.Numbers(_mlContext, 60), ToyTask.Binary);
        using var amounts = Fit(Toy.Tokens(_mlContext, 60), ToyTask.Regression);
        Assert.IsNull(numbers.Ngrams);
        Assert.IsNull(amounts.Ngrams);
    }

    [TestMethod]
    public void N_grams_that_were_asked_for_and_can_t_be_had_are_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Fit(Toy.Numbers(_mlContext, 60), ToyTask.Binary, options => options.NgramLength = 2));
        Assert.Contains("NgramLength of 2 needs sequences of tokens", error.Message);
        error = Assert.Throws<InvalidOperationException>(() => Fit(
            Toy.Tokens(_mlContext, 60), ToyTask.Binary, options => (options.NgramLength, options.ShuffleWindowSize) = (2, 10)));
        Assert.Contains("more than ShuffleWindowSize (10)", error.Message);
        foreach (var task in (ToyTask[])[ToyTask.Regression, ToyTask.Tagging, ToyTask.StepRegression])
        {
            var violation = Assert.Throws<ArgumentException>(
                () => Fit(Toy.Tokens(_mlContext, 60), task, options => options.NgramLength = 2));
            Assert.Contains("NgramLength does not apply to", violation.Message);
        }
    }

    [TestMethod]
    public void A_fit_that_rereads_its_rows_has_no_n_grams_unless_asked()
    {
        using var model = Fit(Toy.Tokens(_mlContext, 60), ToyTask.Binary, options => options.ShuffleWindowSize = 10);
        Assert.IsNull(model.Ngrams);
    }

    [TestMethod]
    public void Rows_that_weigh_nothing_have_no_n_grams()
    {
        var rows = Toy.TokenRows(100);
        foreach (var row in rows)
            row.Weight = row.Number < 60 ? 1 : 0;
        using var model = Fit(
            Toy.View(_mlContext, rows), ToyTask.Binary,
            options => (options.ExampleWeightColumnName, options.ValidationFraction) = ("Weight", 0));
        using var fewer = Fit(Toy.View(_mlContext, rows[..60]), ToyTask.Binary, options => options.ValidationFraction = 0);
        Assert.AreEqual(fewer.Ngrams!.NumberOfNgrams, model.Ngrams!.NumberOfNgrams);
        Assert.AreEqual(fewer.Ngrams.GetBias(), model.Ngrams.GetBias());
    }

    [TestMethod]
    public void N_grams_that_did_not_converge_are_a_warning_in_the_options_of_a_network()
    {
        var (options, task) = (Toy.Options, new BinaryTask());
        options.NgramLength = 2;
        var rows = Toy.Tokens(_mlContext, 60);
        var setup = FitSetup.Read(
            (IHostEnvironment)_mlContext, options, StartingWeights.Of(options), task,
            new RowColumns("Features", "Label", null, task.LabelKind.Requirement), rows, null, seed: 1, _ => { });
        float[] logits = new float[setup.Data.Validation.Count];
        Assert.IsEmpty(new NgramBranchFit(setup, NgramBranchFit.SettingsOf(options), _ => { }).Blend(logits).Warnings);

        var warning = new NgramBranchFit(setup, NgramBranchFit.SettingsOf(options) with { MostSteps = 1 }, _ => { })
            .Blend(logits).Warnings.Single();
        Assert.Contains("stopped after 1 Newton steps", warning.ToString());
        CollectionAssert.AreEqual(new[] { "NgramLength" }, warning.Options.ToArray());
    }

    [TestMethod]
    public void Many_classes_count_like_tokens_in_the_automatic_choice()
    {
        Assert.IsTrue(NgramBranchFit.AreFew(25_000_000, classes: 2));
        Assert.IsTrue(NgramBranchFit.AreFew(25_000_000, classes: 10));
        Assert.IsFalse(NgramBranchFit.AreFew(25_000_001, classes: 2));
        Assert.IsFalse(NgramBranchFit.AreFew(25_000_000, classes: 11));
        Assert.IsTrue(NgramBranchFit.AreFew(250_000, classes: 1_000));
        Assert.IsFalse(NgramBranchFit.AreFew(250_001, classes: 1_000));
    }

    private static double OfNgrams(SequencePredictionTransformer model, uint[] tokens, ToyTask task, int @class)
    {
        if (task == ToyTask.Binary)
            return model.Ngrams!.Explain(tokens).Logit;
        return -Math.Log(1 + Math.Exp(-model.Ngrams!.Explain(tokens, @class).Logit));
    }

    private static Toy.TokenRow[] Ordered(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            uint[] tokens = [.. Enumerable.Range(0, 12).Select(_ => (uint)random.Next(8, Toy.Vocabulary + 1))];
            int place = random.Next(11);
            bool label = random.Next(2) == 1;
            (tokens[place], tokens[place + 1]) = label ? (6u, 7u) : (7u, 6u);
            return new Toy.TokenRow { Number = number, Label = label, Features = tokens };
        })];
    }

    private double Accuracy(SequencePredictionTransformer model, IDataView data) =>
        _mlContext.BinaryClassification.Evaluate(model.Transform(data)).Accuracy;

    private static string Digest(SequencePredictionTransformer model) => ((ITrainedModel)model).Network.DigestOfWeights();

    private SequencePredictionTransformer Fit(IDataView data, ToyTask task, Action<LstmOptions>? change = null)
    {
        var options = Toy.Options;
        options.ValidationFraction = 0.2;
        change?.Invoke(options);
        return Toy.Trainer(_mlContext, task, options).Fit(data);
    }
}
