using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Labels that are missing, unknown, all alike or out of range.</summary>
[TestClass]
public sealed class LabelTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _warnings = [];

    [TestInitialize]
    public void Listen() => _mlContext.Log += (_, e) =>
    {
        if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
            _warnings.Add(e.Message);
    };

    [TestMethod]
    public void Rows_without_a_class_are_skipped_and_counted_in_a_warning()
    {
        var rows = KeyRows(30);
        rows[3].Class = rows[7].Class = byte.MaxValue;
        using var model = Multiclass().Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(28, model.History.TrainingRows);
        Assert.HasCount(
            1, _warnings.Where(warning => warning.Contains("2 rows are left out", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Rows_whose_number_is_NaN_are_skipped_and_counted_in_a_warning()
    {
        var rows = KeyRows(30);
        rows[3].Number = float.NaN;
        using var model = Regression().Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(29, model.History.TrainingRows);
        StringAssert.Contains(_warnings.Single(), "1 rows are left out");
        Assert.IsTrue(Toy.Scores(model, _mlContext.Data.LoadFromEnumerable(rows)).All(float.IsFinite));
    }

    [TestMethod]
    public void Classes_that_are_ids_of_rows_keep_their_values()
    {
        var rows = Enumerable.Range(0, 30)
            .Select(i => new IdRow { Features = [(uint)i % 3 + 1], Id = new DataViewRowId((ulong)(i % 3), 7) });
        var view = _mlContext.Data.LoadFromEnumerable(rows);
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Id")
            .Append(_mlContext.MulticlassClassification.Trainers.Lstm(Toy.Options))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        var model = pipeline.Fit(view);
        DataViewRowId[] predicted = Toy.Column<DataViewRowId>(model.Transform(view), "Predicted");
        Assert.HasCount(30, predicted);
        Assert.IsTrue(predicted.All(id => id.Low < 3 && id.High == 7));
        CollectionAssert.AreEqual(
            predicted, Toy.Column<DataViewRowId>(ModelFile.Reload(_mlContext, model).Transform(view), "Predicted"));
        model.Dispose();
    }

    [TestMethod]
    public void An_infinite_number_is_an_error_that_names_the_row()
    {
        var rows = KeyRows(30);
        rows[3].Number = float.NegativeInfinity;
        string message = Assert.ThrowsExactly<InvalidOperationException>(
            () => Regression().Fit(_mlContext.Data.LoadFromEnumerable(rows))).Message;
        StringAssert.Contains(message, "'Number'");
        StringAssert.Contains(message, "row 3");
    }

    [TestMethod]
    public void Rows_of_one_class_alone_are_an_error_that_names_it()
    {
        var keys = KeyRows(20);
        foreach (var row in keys)
            row.Class = 1;
        StringAssert.Contains(Refused(Multiclass(), _mlContext.Data.LoadFromEnumerable(keys)), "the label '2'");

        var tokens = Toy.TokenRows(20);
        foreach (var row in tokens)
            row.Label = true;
        StringAssert.Contains(Refused(Toy.Trainer(_mlContext), Toy.View(_mlContext, tokens)), "the label 'True'");
        StringAssert.Contains(
            Refused(Toy.Trainer(_mlContext, ToyTask.Multiclass, Toy.Options), Toy.View(_mlContext, tokens)), "the label 'yes'");
    }

    [TestMethod]
    public void A_class_whose_rows_all_weigh_0_is_none()
    {
        var tokens = Toy.TokenRows(20);
        foreach (var row in tokens)
            row.Weight = row.Label ? 1 : 0;
        var options = Toy.Options;
        options.ExampleWeightColumnName = "Weight";
        StringAssert.Contains(Refused(Toy.Trainer(_mlContext, options), Toy.View(_mlContext, tokens)), "the label 'True'");
    }

    [TestMethod]
    public void A_validation_row_of_a_class_that_no_training_row_has_is_an_error_that_names_it()
    {
        var training = KeyRows(20);
        foreach (var row in training.Where(row => row.Class == 2))
            row.Class = 0;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Multiclass().Fit(
            _mlContext.Data.LoadFromEnumerable(training), _mlContext.Data.LoadFromEnumerable(KeyRows(20))));
        StringAssert.Contains(error.Message, "has '3'");
    }

    [TestMethod]
    public void A_validation_class_of_another_key_mapping_is_found_by_its_value_and_an_unknown_one_named()
    {
        var trainer = Multiclass("Name");
        using var model = trainer.Fit(Named("a", "b", "c", "a", "b", "c"), Named("c", "a"));
        Assert.AreEqual(2, model.History.ValidationRows);

        // The same rows through the training data's own mapping measure the same.
        var own = _mlContext.Transforms.Conversion.MapValueToKey("Name").Fit(Texts("a", "b", "c", "a", "b", "c"))
            .Transform(Texts("c", "a"));
        using var same = trainer.Fit(Named("a", "b", "c", "a", "b", "c"), own);
        Assert.AreEqual(Fits.Describe(same.History), Fits.Describe(model.History));

        string message = Assert.ThrowsExactly<InvalidOperationException>(
            () => trainer.Fit(Named("a", "b", "c"), Named("a", "novel"))).Message;
        StringAssert.Contains(message, "'novel'");
    }

    [TestMethod]
    public void Class_weights_and_smoothing_change_what_is_learnt()
    {
        var data = Toy.Tokens(_mlContext, 300);
        var plain = Scores(_ => { });
        CollectionAssert.AreNotEqual(plain, Scores(o => o.LabelSmoothing = 0.2));
        CollectionAssert.AreNotEqual(plain, Scores(o => o.ClassWeights = ClassWeights.Balanced));
        float[] leaning = Scores(
            o => o.ClassWeights = ClassWeights.Of(new Dictionary<string, double> { ["True"] = 50, ["False"] = 1 }));
        Assert.IsGreaterThan(plain.Average(), leaning.Average(), "an error on the heavy class costs more");

        float[] Scores(Action<LstmOptions> change)
        {
            var options = Toy.Options;
            (options.NumberOfEpochs, options.LearningRate) = (3, 0.03);
            change(options);
            using var model = Toy.Trainer(_mlContext, options).Fit(data);
            return Toy.Scores(model, data);
        }
    }

    [TestMethod]
    public void Class_weights_that_do_not_fit_the_classes_are_an_error_that_names_them()
    {
        var options = Toy.Options;
        options.ClassWeights = ClassWeights.Of(new Dictionary<string, double> { ["yes"] = 1, ["perhaps"] = 2 });
        string message = Refused(Toy.Trainer(_mlContext, ToyTask.Multiclass, options), Toy.Tokens(_mlContext, 30));
        StringAssert.Contains(message, "not among the classes: perhaps");
        StringAssert.Contains(message, "without a weight: no, maybe");
    }

    private static string Refused(SequenceTrainer trainer, IDataView data) =>
        Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(data)).Message;

    private SequenceTrainer Multiclass(string label = "Class")
    {
        var options = Toy.Options;
        options.LabelColumnName = label;
        return _mlContext.MulticlassClassification.Trainers.Lstm(options);
    }

    private SequenceTrainer Regression()
    {
        var options = Toy.Options;
        options.LabelColumnName = "Number";
        return _mlContext.Regression.Trainers.Lstm(options);
    }

    private static KeyRow[] KeyRows(int count) =>
        [.. Enumerable.Range(0, count).Select(
        i => new KeyRow { Class = (byte)(i % 3), Number = i, Features = [(uint)(i % 3) + 1] })];

    private IDataView Named(params string[] names)
    {
        var view = Texts(names);
        return _mlContext.Transforms.Conversion.MapValueToKey("Name").Fit(view).Transform(view);
    }

    private IDataView Texts(params string[] names) =>
        _mlContext.Data.LoadFromEnumerable(
            names.Select(name => new NamedRow { Name = name, Features = [(uint)name[0] - 'a' + 1] }).ToArray());

    private sealed class KeyRow
    {
        /// <summary>From 0, as ML.NET reads a property that is a key; what is beyond the count is missing.</summary>
        [KeyType(3)]
        public byte Class { get; set; }

        public float Number { get; set; }

        [KeyType(20)]
        public uint[] Features { get; set; } = [];
    }

    private sealed class NamedRow
    {
        public string Name { get; set; } = "";

        [KeyType(30)]
        public uint[] Features { get; set; } = [];
    }

    private sealed class IdRow
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public DataViewRowId Id { get; set; }
    }
}
