using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>What a model knows of its classes and of the rows that it was trained on.</summary>
[TestClass]
public sealed class ClassNamesTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_binary_model_keeps_the_names_that_the_label_column_has()
    {
        var rows = Named(["no", "yes"]);
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(rows);
        using var loaded = Reload(model, rows);
        CollectionAssert.AreEqual((string[])["no", "yes"], model.ClassNames.ToArray());
        CollectionAssert.AreEqual((string[])["no", "yes"], loaded.ClassNames.ToArray());
        CollectionAssert.AreEqual(
            (string[])["no", "yes"], _mlContext.BinaryClassification.ChangeModelThreshold(loaded, 1).ClassNames.ToArray());
    }

    [TestMethod]
    public void A_binary_model_without_names_and_a_regression_have_none()
    {
        using var binary = Toy.Trainer(_mlContext, Toy.Options).Fit(Toy.Tokens(_mlContext, 40));
        using var regression = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(Toy.Tokens(_mlContext, 40));
        Assert.HasCount(0, binary.ClassNames);
        Assert.HasCount(0, regression.ClassNames);
    }

    [TestMethod]
    public void Class_weights_are_given_by_the_names_that_the_data_have_or_those_of_dotnet()
    {
        var byNames = new BooleanLabels(["no", "yes"]);
        CollectionAssert.AreEqual(
            new[] { 1.0, 3 },
            ClassWeights.Of(new Dictionary<string, double> { ["yes"] = 3, ["no"] = 1 }).Resolve(byNames, [1, 1]));
        CollectionAssert.AreEqual(
            new[] { 1.0, 3 },
            ClassWeights.Of(new Dictionary<string, double> { ["True"] = 3, ["False"] = 1 }).Resolve(byNames, [1, 1]));
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => ClassWeights.Of(new Dictionary<string, double> { ["yes"] = 3, ["nay"] = 1 }).Resolve(byNames, [1, 1]));
        Assert.Contains("not among the classes: nay; without a weight: no; the classes are no, yes", error.Message);
    }

    [TestMethod]
    [DataRow("int", "0 1 2")]
    [DataRow("long", "0 1 2")]
    [DataRow("double", "0 1 2")]
    [DataRow("bool", "False True")]
    [DataRow("date", "2020-01-01T00:00:00.0000000 2021-01-01T00:00:00.0000000 2022-01-01T00:00:00.0000000")]
    public void A_multiclass_model_names_its_classes_whatever_type_its_labels_had(string type, string names)
    {
        var labels = Enumerable.Range(0, 60).Select(i => i % 3).ToArray();
        using var model = type switch
        {
            "int" => Fit(labels, i => i),
            "long" => Fit(labels, i => (long)i),
            "double" => Fit(labels, i => (double)i),
            "bool" => Fit(labels, i => i > 1),
            _ => Fit(labels, i => new DateTime(2020 + i, 1, 1)),
        };
        CollectionAssert.AreEqual(names.Split(' '), model.ClassNames.ToArray());
    }

    [TestMethod]
    public void A_model_knows_the_rows_that_it_was_trained_on()
    {
        var rows = Toy.Tokens(_mlContext, 60);
        var options = Toy.Options;
        options.ValidationFraction = 0.2;
        using var model = Toy.Trainer(_mlContext, options).Fit(rows);
        using var loaded = Reload(model, rows);
        Assert.IsTrue(loaded.WasTrainedOn(rows));
        Assert.IsFalse(loaded.WasTrainedOn(Toy.Tokens(_mlContext, 60, seed: 2)));
        Assert.IsFalse(loaded.WasTrainedOn(_mlContext.Data.TakeRows(rows, 59)));

        using var kinds = Toy.Trainer(_mlContext, ToyTask.Multiclass, Toy.Options).Fit(rows);
        Assert.IsTrue(kinds.WasTrainedOn(rows));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => kinds.WasTrainedOn(_mlContext.Transforms.DropColumns("Kind").Fit(rows).Transform(rows)));
    }

    private SequencePredictionTransformer Fit<T>(int[] labels, Func<int, T> label)
    {
        var rows = Toy.TokenRows(labels.Length)
            .Zip(labels, (row, i) => new LabelledRow<T> { Features = row.Features, Category = label(i) });
        var schema = SchemaDefinition.Create(typeof(LabelledRow<T>));
        var view = _mlContext.Data.LoadFromEnumerable(rows, schema);
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Kind", "Category").Fit(view).Transform(view);
        return Toy.Trainer(_mlContext, ToyTask.Multiclass, Toy.Options).Fit(keys);
    }

    private IDataView Named(string[] names)
    {
        var schema = SchemaDefinition.Create(typeof(Toy.TokenRow));
        schema["Label"].AddAnnotation(
            "TrainingLabelValues", new VBuffer<ReadOnlyMemory<char>>(2, [.. names.Select(name => name.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, 2));
        return _mlContext.Data.LoadFromEnumerable(Toy.TokenRows(40), schema);
    }

    private SequencePredictionTransformer Reload(ITransformer model, IDataView rows)
    {
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, rows.Schema, stream);
        stream.Position = 0;
        return (SequencePredictionTransformer)_mlContext.Model.Load(stream, out _);
    }

    private sealed class LabelledRow<T>
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public T Category { get; set; } = default!;
    }
}
