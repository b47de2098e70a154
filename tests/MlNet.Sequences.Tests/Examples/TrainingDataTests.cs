using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TrainingDataTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(99)]
    [DataRow(100)]
    [DataRow(1000)]
    public void Every_pass_gives_each_row_once_and_holds_out_the_same(int windowSize)
    {
        var options = Toy.Options;
        (options.ValidationFraction, options.ShuffleWindowSize) = (0.3, windowSize);
        var data = Read(Toy.TokenRows(100), options);

        string[] heldOut = Describe(data.Validation);
        foreach (var pass in new[] { Pass(data), Pass(data) })
        {
            Assert.AreEqual(data.Rows, pass.Rows.Length);
            Assert.IsTrue(pass.WindowSizes.All(size => size <= windowSize), string.Join(' ', pass.WindowSizes));
            CollectionAssert.AreEquivalent(
                Enumerable.Range(0, 100).Select(i => $"{i}").ToArray(), pass.Rows.Concat(heldOut).ToArray());
        }

        CollectionAssert.AreEqual(heldOut, Describe(Read(Toy.TokenRows(100), options).Validation));
        Assert.AreEqual(Math.Min(windowSize, heldOut.Length), heldOut.Length, "at most a window is held out");
    }

    [TestMethod]
    public void The_fraction_that_is_held_out_is_about_that_asked_for_and_hangs_on_the_seed()
    {
        var options = Toy.Options;
        options.ValidationFraction = 0.2;
        var rows = Toy.TokenRows(5000);
        var first = Read(rows, options, seed: 1);
        Assert.AreEqual(1000, first.Validation.Count, 100);
        Assert.AreEqual(5000, first.Rows + first.Validation.Count);
        CollectionAssert.AreNotEqual(Describe(first.Validation), Describe(Read(rows, options, seed: 2).Validation));
        CollectionAssert.AreNotEqual(Describe(first.Validation), Describe(Read(rows, options, seed: -1).Validation));
    }

    [TestMethod]
    [DataRow("Film")]
    [DataRow("FilmKey")]
    [DataRow("Number")]
    public void Rows_with_the_same_sampling_key_are_held_out_together(string column)
    {
        var options = Toy.Options;
        // Rows that can't be kept are read again in each epoch.
        (options.ValidationFraction, options.ShuffleWindowSize) = (0.3, 100);
        Toy.TokenRow[] rows = Toy.TokenRows(600);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Features = [.. Enumerable.Repeat(1u, i)];
        var view = Grouped(rows, i => i % 60);
        var data = TrainingData.Read(
            view, null, Columns(false) with { SamplingKey = column }, new BooleanLabels(), options, seed: 1);

        int[] held = Numbers(Describe(data.Validation)), trained = Numbers(Pass(data).Rows);
        Assert.AreEqual(600, held.Length + trained.Length);
        Assert.IsEmpty(held.Select(row => row % 60).Intersect(trained.Select(row => row % 60)));
        // A row of every group stands before the second of any.
        Assert.AreEqual(0, held.Length % 10, "whole groups");
        Assert.AreEqual(180, held.Length, 60);

        static int[] Numbers(string[] rows) => [.. rows.Select(int.Parse)];
    }

    [TestMethod]
    [DataRow("Film")]
    [DataRow("FilmKey")]
    public void Rows_without_a_sampling_key_are_alone(string column)
    {
        var options = Toy.Options;
        options.ValidationFraction = 0.3;
        var rows = Toy.TokenRows(300);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Features = [.. Enumerable.Repeat(1u, i)];
        var data = TrainingData.Read(
            Grouped(rows, _ => -1), null, Columns(false) with { SamplingKey = column }, new BooleanLabels(), options, seed: 1);
        CollectionAssert.AreEqual(Describe(Read(rows, options).Validation), Describe(data.Validation));
    }

    [TestMethod]
    public void A_sampling_key_of_another_type_is_an_error()
    {
        var options = Toy.Options;
        options.ValidationFraction = 0.5;
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TrainingData.Read(
            Grouped(Toy.TokenRows(9), i => i), null, Columns(false) with { SamplingKey = "Label" }, new BooleanLabels(), options,
            seed: 1));
        StringAssert.Contains(
            error.Message, "Schema mismatch for sampling key column 'Label': expected Text, a key, or an integer, got Boolean");
    }

    [TestMethod]
    public void Weights_of_rows_are_read_and_rows_without_one_are_left_out()
    {
        var options = Toy.Options;
        options.ShuffleWindowSize = 3;
        var rows = Toy.TokenRows(10);
        rows[2].Weight = float.NaN;
        rows[5].Weight = 0;
        var data = Read(rows, options, weights: true);

        Assert.AreEqual(1, data.SkippedRows);
        Assert.AreEqual(9, data.Rows);
        Assert.AreEqual(0f, data.Windows(default).SelectMany(w => Enumerable.Range(0, w.Count).Select(w.WeightOf)).Min());
    }

    [TestMethod]
    [DataRow(-1f)]
    [DataRow(float.PositiveInfinity)]
    public void A_weight_that_is_none_is_an_error_that_names_the_row(float weight)
    {
        var rows = Toy.TokenRows(10);
        rows[3].Weight = weight;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Read(rows, Toy.Options, weights: true));
        StringAssert.Contains(error.Message, "column 'Weight'");
        StringAssert.Contains(error.Message, "row 3");
    }

    [TestMethod]
    public void Rows_with_steps_that_are_partly_missing_are_counted_and_left_out()
    {
        float[][] sequences = [[1, 2, 3, 4], [float.NaN, 1, 1, 1], [5, 6, 7, 8]];
        var view = _mlContext.Data.LoadFromEnumerable(
            sequences.Select(s => new Toy.NumberRow { Features = [.. s, .. Enumerable.Repeat(float.NaN, 12)] }));
        var data = TrainingData.Read(view, null, Columns(false), new BooleanLabels(), Toy.Options, seed: 1);
        Assert.AreEqual(2, data.Rows);
        Assert.AreEqual(1, data.SkippedRows);
        Assert.AreEqual(2, data.Windows(default).Single().LengthOf(1));
    }

    [TestMethod]
    public void No_row_to_train_on_is_an_error_that_says_where_they_went()
    {
        var empty = Assert.ThrowsExactly<InvalidOperationException>(() => Read([], Toy.Options));
        StringAssert.Contains(empty.Message, "0 rows were read");

        var options = Toy.Options;
        options.ValidationFraction = 0.999;
        var all = Assert.ThrowsExactly<InvalidOperationException>(() => Read(Toy.TokenRows(2), options));
        StringAssert.Contains(all.Message, "2 are held out");

        var rows = Toy.TokenRows(2);
        rows[0].Weight = rows[1].Weight = float.NaN;
        var skipped = Assert.ThrowsExactly<InvalidOperationException>(() => Read(rows, Toy.Options, weights: true));
        StringAssert.Contains(skipped.Message, "2 of them without");
    }

    [TestMethod]
    public void Given_validation_data_take_the_place_of_the_fraction()
    {
        var options = Toy.Options;
        options.ValidationFraction = 0.5;
        var view = Toy.Tokens(_mlContext, 20);
        var data = TrainingData.Read(
            view, Toy.Tokens(_mlContext, 7, seed: 2), Columns(false), new BooleanLabels(), options, seed: 1);
        Assert.AreEqual(20, data.Rows);
        Assert.AreEqual(7, data.Validation.Count);

        var none = Toy.Tokens(_mlContext, 0);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => TrainingData.Read(view, none, Columns(false), new BooleanLabels(), options, seed: 1)).Message,
            "validation data have no usable row");
        var other = Toy.Numbers(_mlContext, 5);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => TrainingData.Read(view, other, Columns(false), new BooleanLabels(), options, seed: 1)).Message,
            "Schema mismatch for feature column 'Features'");
    }

    [TestMethod]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var options = Toy.Options;
        options.CancellationToken = source.Token;
        Assert.Throws<OperationCanceledException>(() => Read(Toy.TokenRows(10), options));
    }

    private TrainingData Read(Toy.TokenRow[] rows, SequenceTrainerOptions options, int seed = 1, bool weights = false)
    {
        // Each row tells its number by the length of its sequence.
        for (int i = 0; i < rows.Length; i++)
            rows[i].Features = [.. Enumerable.Repeat(1u, i)];
        return TrainingData.Read(
            _mlContext.Data.LoadFromEnumerable(rows), null, Columns(weights), new BooleanLabels(), options, seed);
    }

    // The rows with the groups as a text, a key and a number; -1 is no group.
    private IDataView Grouped(Toy.TokenRow[] rows, Func<int, int> groupOf) => _mlContext.Data.LoadFromEnumerable(
        rows.Select((row, i) => new GroupedRow
        {
            Features = row.Features,
            Label = row.Label,
            Film = groupOf(i) < 0 ? "" : $"tt{groupOf(i)}",
            FilmKey = (uint)groupOf(i), // beyond the type's count it is missing
            Number = groupOf(i),
        }));

    private sealed class GroupedRow
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public bool Label { get; set; }

        public string Film { get; set; } = "";

        [KeyType(100)]
        public uint FilmKey { get; set; }

        public long Number { get; set; }
    }

    private static RowColumns Columns(bool weights) =>
        new("Features", "Label", weights ? "Weight" : null, new BinaryTask().LabelKind.Requirement);

    private static (string[] Rows, int[] WindowSizes) Pass(TrainingData data)
    {
        var (rows, sizes) = (new List<string>(), new List<int>());
        foreach (var window in data.Windows(default))
        {
            rows.AddRange(Describe(window));
            sizes.Add(window.Count);
        }

        return ([.. rows], [.. sizes]);
    }

    private static string[] Describe(SequenceBuffer buffer) =>
        [.. Enumerable.Range(0, buffer.Count).Select(i => $"{buffer.LengthOf(i)}")];
}
