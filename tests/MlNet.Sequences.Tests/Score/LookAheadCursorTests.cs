using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LookAheadCursorTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private SequencePredictionTransformer _model = null!;

    [TestInitialize]
    public void Fit() => _model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 40));

    [TestCleanup]
    public void Free() => _model.Dispose();

    [TestMethod]
    public void What_asks_for_no_score_reads_nothing_ahead_and_no_sequence()
    {
        var rows = new WatchedRows(Toy.Tokens(_mlContext, 50));
        var view = _model.Transform(rows);
        using var cursor = view.GetRowCursor([view.Schema["Label"]]);
        CollectionAssert.AreEqual(new[] { "Label" }, rows.Asked);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(1, rows.Moved);
    }

    [TestMethod]
    public void What_asks_for_the_score_alone_reads_the_sequence_alone()
    {
        var rows = new WatchedRows(Toy.Tokens(_mlContext, 50));
        var view = _model.Transform(rows);
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        CollectionAssert.AreEqual(new[] { "Features" }, rows.Asked);
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Features"]));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<VBuffer<uint>>(view.Schema["Features"]));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<bool>(view.Schema["PredictedLabel"]));
    }

    [TestMethod]
    public void The_first_row_comes_before_all_are_read()
    {
        var rows = new WatchedRows(Toy.Tokens(_mlContext, 5000));
        var view = _model.Transform(rows);
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        Assert.AreEqual(0, rows.Moved);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsLessThanOrEqualTo(64, rows.Moved);
    }

    [TestMethod]
    public void An_end_before_the_end_disposes_the_source()
    {
        var rows = new WatchedRows(Toy.Tokens(_mlContext, 500));
        var view = _model.Transform(rows);
        using (var cursor = view.GetRowCursor([view.Schema["Score"]]))
        {
            cursor.MoveNext();
            Assert.AreEqual(1, rows.Open);
        }

        Assert.AreEqual(0, rows.Open);
    }

    [TestMethod]
    public void Where_the_source_breaks_no_row_comes_with_the_score_of_another()
    {
        var rows = new WatchedRows(Toy.Tokens(_mlContext, 500)) { FailsAt = 100 };
        var view = _model.Transform(rows);
        float[] scores = Toy.Scores(_model, Toy.Tokens(_mlContext, 500));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var score = cursor.GetGetter<float>(view.Schema["Score"]);
        for (int failures = 0; failures < 3;)
        {
            try
            {
                if (!cursor.MoveNext())
                    return;
                float value = 0;
                score(ref value);
                Assert.AreEqual(scores[cursor.Position], value, 1e-6f);
            }
            catch (IOException)
            {
                failures++;
            }
        }
    }

    [TestMethod]
    public void A_step_that_is_partly_missing_spoils_the_score_of_its_row_alone()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Numbers(_mlContext, 40));
        var data = Toy.Numbers(_mlContext, 50);
        var clean = Toy.Scores(model, data);
        var rows = _mlContext.Data.CreateEnumerable<Toy.NumberRow>(data, reuseRowObject: false).ToArray();
        rows[7].Features[5] = float.NaN;
        float[] spoilt = Toy.Scores(model, _mlContext.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(float.IsNaN(spoilt[7]));
        for (int i = 0; i < clean.Length; i++)
        {
            if (i != 7)
                Assert.AreEqual(clean[i], spoilt[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Columns_of_every_kind_pass_through_the_window()
    {
        var kinds = Enumerable.Range(0, 300).Select(i => new Kinds
        {
            Features = [(uint)(i % Toy.Vocabulary + 1)],
            Text = i % 4 == 0 ? "" : $"text {i}",
            Words = [.. Enumerable.Repeat($"w{i}", i % 5)],
            Sparse = i % 3 == 0 ? new VBuffer<float>(6, 1, [i], [2]) : new VBuffer<float>(6, [i, 1, 2, 3, 4, 5]),
            Time = new DateTime(2020, 1, 1).AddDays(i),
            Key = (byte)(i % 10),
            Number = i / 3.0,
        }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(kinds);
        var view = _model.Transform(data);
        string[] columns = [
            nameof(Kinds.Text), nameof(Kinds.Words), nameof(Kinds.Sparse), nameof(Kinds.Time), nameof(Kinds.Key),
            nameof(Kinds.Number)];
        string[] passed = CellReader.Read(view, [.. columns, "Score"]);
        string[] plain = CellReader.Read(data, columns);
        for (int i = 0; i < plain.Length; i++)
            StringAssert.StartsWith(passed[i], plain[i] + " | ");
    }

    private sealed class Kinds
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public string Text { get; set; } = "";

        public string[] Words { get; set; } = [];

        [VectorType(6)]
        public VBuffer<float> Sparse { get; set; }

        public DateTime Time { get; set; }

        [KeyType(9)]
        public byte Key { get; set; }

        public double Number { get; set; }
    }
}
