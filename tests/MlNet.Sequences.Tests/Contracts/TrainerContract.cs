using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>What every trainer owes beside the contract of all estimators: its model scores a sequence the same however it comes.</summary>
public abstract class TrainerContract : EstimatorContract
{
    private const float Tolerance = 1e-6f;

    public TestContext TestContext { get; set; } = null!;

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Score", "Probability", "PredictedLabel"];

    // A score differs in its last bits with the batch that it is computed in: see the test's output for how often.
    private protected override string[] BatchIndependentOutputs => ["PredictedLabel"];

    [TestMethod]
    public void A_row_scores_the_same_alone_and_in_a_batch()
    {
        var data = Data(300);
        float[] batch = Toy.Scores(Model, data);
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var score = row.GetGetter<float>(mapper.OutputSchema["Score"]);
        int differing = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            float value = 0;
            score(ref value);
            Assert.AreEqual(batch[i], value, Tolerance, $"row {i}");
            differing += BitConverter.SingleToInt32Bits(batch[i]) == BitConverter.SingleToInt32Bits(value) ? 0 : 1;
        }

        TestContext.WriteLine($"{differing} of {batch.Length} rows differ in their last bits.");
    }

    [TestMethod]
    public void Rows_after_an_end_and_before_a_start_have_no_value()
    {
        var view = Model.Transform(Data(3));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var score = cursor.GetGetter<float>(view.Schema["Score"]);
        float value = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => score(ref value));
        while (cursor.MoveNext())
            score(ref value);
        Assert.ThrowsExactly<InvalidOperationException>(() => score(ref value));
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void A_row_before_the_first_has_no_score()
    {
        var data = MlContext.Data.Cache(Data(3));
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var score = row.GetGetter<float>(mapper.OutputSchema["Score"]);
        float value = 0;
        Assert.Throws<Exception>(() => score(ref value));
    }

    [TestMethod]
    public void A_wrong_and_a_missing_label_fail_alike_before_and_in_Fit_and_scoring_needs_none()
    {
        var data = Data(10);
        foreach (var harm in new IEstimator<ITransformer>[]
        {
            MlContext.Transforms.DropColumns("Label"), MlContext.Transforms.CopyColumns("Label", "Number"),
        })
        {
            var wrong = harm.Fit(data).Transform(data);
            string promised = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(wrong.Schema)))).Message;
            Assert.AreEqual(promised, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Estimator.Fit(wrong)).Message);
            StringAssert.Contains(promised, "label column 'Label': expected");
            CollectionAssert.AreEqual(Toy.Scores(Model, data), Toy.Scores(Model, wrong));
        }
    }

    [TestMethod]
    public void Padding_changes_no_score()
    {
        var data = Data(100);
        float[] scores = Toy.Scores(Model, data);
        foreach (int length in new[] { 20, 50 })
        {
            foreach (var padding in Enum.GetValues<SequencePadding>())
            {
                var padded = MlContext.Transforms.PadSequence("Features", "Features", length, padding).Fit(data).Transform(data);
                float[] found = Toy.Scores(Model, padded);
                for (int i = 0; i < scores.Length; i++)
                    Assert.AreEqual(scores[i], found[i], Tolerance, $"row {i}, {padding} to {length}");
            }
        }
    }

    [TestMethod]
    public void A_sequence_that_is_all_padding_scores_a_number()
    {
        var data = Data(3);
        var empty = EmptySequences();
        Assert.IsTrue(Toy.Scores(Model, empty).All(float.IsFinite));
        Assert.AreEqual(1, Toy.Scores(Model, empty).Distinct().Count());
        Assert.AreEqual(data.Schema["Features"].Type, empty.Schema["Features"].Type);
    }

    /// <summary>Two rows of the data's type without a step.</summary>
    private protected abstract IDataView EmptySequences();

    [TestMethod]
    public void Look_ahead_keeps_position_order_and_id()
    {
        const int Count = 5_500;
        var data = Data(Count);
        var view = Model.Transform(data);
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema["Score"], view.Schema["Features"]]);
        using var plain = data.GetRowCursor([data.Schema["Features"]]);
        var (id, plainId) = (cursor.GetIdGetter(), plain.GetIdGetter());
        var number = cursor.GetGetter<int>(view.Schema["Number"]);
        var (features, plainFeatures) =
            (CellReader.Create(cursor, view.Schema["Features"]), CellReader.Create(plain, data.Schema["Features"]));
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(cursor.MoveNext() && plain.MoveNext());
            int value = -1;
            number(ref value);
            DataViewRowId found = default, expected = default;
            id(ref found);
            plainId(ref expected);
            Assert.AreEqual(i, value);
            Assert.AreEqual((long)i, cursor.Position);
            Assert.AreEqual(expected, found);
            Assert.AreEqual(plain.Batch, cursor.Batch);
            Assert.AreEqual(plainFeatures(), features());
        }

        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void Shuffled_cursors_and_sets_of_cursors_give_each_row_its_score()
    {
        var data = MlContext.Data.Cache(Data(3_000));
        var view = Model.Transform(data);
        Assert.AreEqual(data.CanShuffle, view.CanShuffle);
        DataViewSchema.Column[] columns = [view.Schema["Number"], view.Schema["Score"]];
        float[] scores = Toy.Scores(Model, data);

        foreach (var cursors in new[]
        {
            [view.GetRowCursor(columns, new Random(3))], view.GetRowCursorSet(columns, 3), view.GetRowCursorSet(columns, 3, new Random(4)),
        })
        {
            var seen = new HashSet<int>();
            bool inOrder = true;
            foreach (var cursor in cursors)
            {
                var (number, score) = (cursor.GetGetter<int>(columns[0]), cursor.GetGetter<float>(columns[1]));
                int row = -1;
                float value = 0;
                for (; cursor.MoveNext(); inOrder &= row == seen.Count - 1)
                {
                    number(ref row);
                    score(ref value);
                    Assert.AreEqual(scores[row], value, Tolerance, $"row {row}");
                    Assert.IsTrue(seen.Add(row));
                }

                cursor.Dispose();
            }

            Assert.HasCount(scores.Length, seen);
            Assert.IsFalse(inOrder, "the cursors mix the rows");
        }
    }

    [TestMethod]
    public void Scoring_after_dispose_is_an_error()
    {
        var model = Estimator.Fit(Data(40));
        var view = model.Transform(Data(5));
        ((IDisposable)model).Dispose();
        ((IDisposable)model).Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => CellReader.Read(view, "Score"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => ModelFile.Save(MlContext, model));
        Assert.HasCount(5, CellReader.Read(view, "Number"), "what asks for no score needs no weights");
    }
}
