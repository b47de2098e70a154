using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.Series;

[TestClass]
public sealed class CollectSequencesTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Rows_of_a_sequence_lie_anywhere_and_are_ordered_by_time()
    {
        var sequences = _mlContext.Data.CollectSequences(
            Rows(
                new("b", 3, 30, true), new("a", 2, 2, false), new("b", 1, 10, true), new("a", 1, 1, false),
                new("b", 2, 20, true)),
            Options());

        var column = sequences.Schema["Features"];
        Assert.AreEqual("Vector<Single, *, 3>", column.Type.ToString());
        CollectionAssert.AreEqual(
            new[] { "Machine", "Label", "Features" }, sequences.Schema.Select(each => each.Name).ToArray());
        var rows = _mlContext.Data.CreateEnumerable<SequenceRow>(sequences, reuseRowObject: false).ToArray();
        CollectionAssert.AreEqual(new[] { "b", "a" }, rows.Select(row => row.Machine).ToArray());
        CollectionAssert.AreEqual(new[] { true, false }, rows.Select(row => row.Label).ToArray());
        CollectionAssert.AreEqual(new float[] { 10, -10, 1, 20, -20, 2, 30, -30, 3 }, rows[0].Features);
        CollectionAssert.AreEqual(new float[] { 1, -1, 1, 2, -2, 2 }, rows[1].Features);
    }

    [TestMethod]
    public void Without_a_time_the_rows_are_in_order_and_one_channel_has_one_dimension()
    {
        var options = Options();
        (options.TimeColumnName, options.InputColumnNames, options.KeptColumnNames) = (null, ["Load"], []);

        var sequences = _mlContext.Data.CollectSequences(
            Rows(new("b", 3, 30, true), new("a", 2, 2, false), new("b", 1, 10, true)), options);

        Assert.AreEqual("Vector<Single>", sequences.Schema["Features"].Type.ToString());
        CollectionAssert.AreEqual(
            new float[] { 30, 10 }, sequences.GetColumn<float[]>("Features").First());
    }

    [TestMethod]
    public void A_key_that_names_the_sequence_keeps_its_values()
    {
        var rows = Rows(new("b", 1, 1, true), new("a", 1, 2, false), new("b", 2, 3, true));
        rows = _mlContext.Transforms.Conversion.MapValueToKey("Machine").Fit(rows).Transform(rows);

        var sequences = _mlContext.Data.CollectSequences(rows, Options());
        sequences = _mlContext.Transforms.Conversion.MapKeyToValue("Machine").Fit(sequences).Transform(sequences);

        CollectionAssert.AreEqual(new[] { "b", "a" }, sequences.GetColumn<string>("Machine").ToArray());
    }

    [TestMethod]
    public void A_recurrent_network_trains_on_the_sequences()
    {
        // The last number of a sequence tells its class.
        var rows = Rows([.. Enumerable.Range(0, 60).SelectMany(machine => Enumerable.Range(0, 3 + (machine % 4))
            .Select(time => new Row(
                $"m{machine}", time, time == 2 + (machine % 4) ? (machine % 2 * 2) - 1 : 0, machine % 2 == 1)))]);
        var sequences = _mlContext.Data.CollectSequences(rows, Options());

        using var model = _mlContext.BinaryClassification.Trainers.Gru(new GruOptions
        {
            HiddenSize = 8,
            NumberOfEpochs = 30,
            LearningRate = 0.02,
            NumberOfThreads = 1,
            ValidationFraction = 0,
        }).Fit(sequences);

        Assert.AreEqual(1, _mlContext.BinaryClassification.Evaluate(model.Transform(sequences)).Accuracy);
    }

    [TestMethod]
    public void Two_values_of_a_kept_column_in_a_sequence_are_an_error_that_names_the_row()
    {
        var sequences = _mlContext.Data.CollectSequences(
            Rows(new("a", 1, 1, true), new("b", 1, 1, false), new("a", 2, 1, false)), Options());

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => sequences.GetColumn<string>("Machine").ToArray());

        Assert.Contains("in 'Label' the sequence 'a' has 'True' and, in row 2, another one", error.Message);
    }

    [TestMethod]
    [DataRow(2f, "in 'Time' the sequence 'a' has '2' in row 2, missing or twice")]
    [DataRow(float.NaN, "in 'Time' the sequence 'a' has 'NaN' in row 2, missing or twice")]
    public void A_time_that_is_missing_or_twice_is_an_error(float time, string expected)
    {
        var sequences = _mlContext.Data.CollectSequences(
            Rows(new("a", 2, 1, true), new("a", 1, 1, true), new("a", time, 1, true)), Options());

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => sequences.GetColumn<string>("Machine").ToArray());

        Assert.Contains(expected, error.Message);
    }

    [TestMethod]
    public void More_numbers_than_the_option_allows_are_an_error()
    {
        var options = Options();
        options.MaximumNumberOfValues = 5;
        var sequences = _mlContext.Data.CollectSequences(Rows(new("a", 1, 1, true), new("a", 2, 1, true)), options);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => sequences.GetColumn<string>("Machine").ToArray());

        Assert.Contains("MaximumNumberOfValues (5): row 1 has number 6", error.Message);
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var options = new CollectSequencesOptions { KeptColumnNames = ["Label", "Label"], MaximumNumberOfValues = 0 };

        var error = Assert.Throws<ArgumentException>(() => _mlContext.Data.CollectSequences(Rows(), options));

        foreach (string name in (string[])["InputColumnNames", "SequenceColumnName", "MaximumNumberOfValues", "received Label"])
            Assert.Contains(name, error.Message);
    }

    [TestMethod]
    [DataRow("Wave", "Load", "input column 'Wave'")]
    [DataRow("Machine", "Load", "input column 'Machine'")]
    [DataRow("Load", "Machine", "time column 'Machine'")]
    [DataRow("Load", "Position", "time column 'Position'")]
    public void A_column_that_is_missing_or_of_a_wrong_type_is_an_error(string input, string time, string expected)
    {
        var options = Options();
        (options.InputColumnNames, options.TimeColumnName) = ([input], time);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _mlContext.Data.CollectSequences(Rows(), options));

        Assert.Contains(expected, error.Message);
    }

    private static CollectSequencesOptions Options() => new()
    {
        SequenceColumnName = "Machine",
        TimeColumnName = "Time",
        InputColumnNames = ["Load", "Position"],
        KeptColumnNames = ["Label"],
    };

    private IDataView Rows(params Row[] rows) => _mlContext.Data.LoadFromEnumerable(rows);

    private sealed class Row(string machine, float time, float load, bool label)
    {
        public string Machine { get; } = machine;

        public float Time { get; } = time;

        public float Load { get; } = load;

        [VectorType(2)]
        public float[] Position { get; } = [-load, time];

        public bool Label { get; } = label;
    }

    private sealed class SequenceRow
    {
        public string Machine { get; set; } = "";

        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
