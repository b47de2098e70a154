using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.Series;

[TestClass]
public sealed class SlidingWindowTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_window_has_the_last_steps_of_one_series_and_the_kept_values_of_the_last()
    {
        var windows = _mlContext.Data.SlidingWindow(
            Rows(("a", 1, 1), ("b", 1, 10), ("a", 3, 3), ("b", 2, 20), ("a", 2, 2), ("b", 3, 30)), Options());

        CollectionAssert.AreEqual(
            new[] { "Machine", "Time", "Label", "Features" }, windows.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual("Vector<Single, 2, 2>", windows.Schema["Features"].Type.ToString());
        var rows = _mlContext.Data.CreateEnumerable<Window>(windows, reuseRowObject: false)
            .Select(row => $"{row.Machine}{row.Time} {row.Label}: {string.Join(' ', row.Features)}").ToArray();
        CollectionAssert.AreEqual(
            new[] { "a3 True: 2 -2 3 -3", "b2 True: 10 -10 20 -20", "a2 False: 1 -1 2 -2", "b3 True: 20 -20 30 -30" }, rows);
    }

    [TestMethod]
    public void With_a_stride_the_last_window_ends_with_the_series()
    {
        var options = Options();
        (options.InputColumnNames, options.WindowSize, options.Stride) = (["Load"], 3, 2);
        var rows = Rows([.. Enumerable.Range(0, 8).Select(time => ("a", time, (float)time))]);

        var windows = _mlContext.Data.SlidingWindow(rows, options);

        Assert.AreEqual("Vector<Single, 3>", windows.Schema["Features"].Type.ToString());
        CollectionAssert.AreEqual(
            new[] { "1 2 3", "3 4 5", "5 6 7" },
            windows.GetColumn<float[]>("Features").Select(window => string.Join(' ', window)).ToArray());
    }

    [TestMethod]
    public void A_gap_is_an_error_or_missing_values()
    {
        var rows = Rows(("a", 1, 1), ("a", 2, 2), ("a", 4, 4), ("a", 5, 5));
        var options = Options();
        options.InputColumnNames = ["Load"];

        Assert.Contains("in row 2", Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Data.SlidingWindow(rows, options).GetColumn<float[]>("Features").ToArray()).Message);
        options.IrregularTimes = IrregularTimes.Fill;
        CollectionAssert.AreEqual(
            new[] { "1 2", "NaN 4", "4 5" },
            _mlContext.Data.SlidingWindow(rows, options).GetColumn<float[]>("Features")
                .Select(window => string.Join(' ', window)).ToArray());
    }

    [TestMethod]
    public void A_network_trains_on_windows()
    {
        // A machine is faulty if its load was above 0 two steps before.
        var random = new Random(1);
        float[] loads = [.. Enumerable.Range(0, 300).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
        var rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, loads.Length).Select(time => new Row
        {
            Machine = "a",
            Time = time,
            Load = loads[time],
            Label = time > 1 && loads[time - 2] > 0,
        }).ToArray());
        var options = Options();
        (options.InputColumnNames, options.WindowSize) = (["Load"], 3);
        var windows = _mlContext.Data.SlidingWindow(rows, options);

        using var model = _mlContext.BinaryClassification.Trainers.Gru(new GruOptions
        {
            HiddenSize = 8,
            NumberOfEpochs = 30,
            LearningRate = 0.02,
            NumberOfThreads = 1,
            ValidationFraction = 0,
        }).Fit(windows);

        Assert.AreEqual(1, _mlContext.BinaryClassification.Evaluate(model.Transform(windows)).Accuracy);
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => _mlContext.Data.SlidingWindow(
            Rows(), new SlidingWindowOptions { Stride = 0, MaximumNumberOfValues = 0, KeptColumnNames = ["Features"] }));

        foreach (string name in (string[])
            ["InputColumnNames", "WindowSize", "Stride", "MaximumNumberOfValues", "received Features"])
            Assert.Contains(name, error.Message);
    }

    private static SlidingWindowOptions Options() => new()
    {
        SeriesColumnName = "Machine",
        TimeColumnName = "Time",
        InputColumnNames = ["Load", "Minus"],
        KeptColumnNames = ["Label"],
        WindowSize = 2,
    };

    private IDataView Rows(params (string Machine, int Time, float Load)[] rows) => _mlContext.Data.LoadFromEnumerable(
        rows.Select(row => new Row { Machine = row.Machine, Time = row.Time, Load = row.Load, Label = row.Load > 2 }).ToArray());

    private sealed class Row
    {
        public string Machine { get; set; } = "";

        public float Time { get; set; }

        public float Load { get; set; }

        public float Minus => -Load;

        public bool Label { get; set; }
    }

    private sealed class Window
    {
        public string Machine { get; set; } = "";

        public float Time { get; set; }

        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
