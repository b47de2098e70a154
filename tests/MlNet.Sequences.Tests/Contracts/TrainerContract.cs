using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What every trainer owes beside the contract of all estimators: its model scores a sequence the same however it comes.
/// </summary>
public abstract class TrainerContract : EstimatorContract
{
    private readonly ToyTask _task;
    private readonly SequenceTrainerOptions _options;

    private protected TrainerContract(ToyTask task, SequenceTrainerOptions options) => (_task, _options) = (task, options);

    private protected override IEstimator<ITransformer> Estimator => Toy.Trainer(MlContext, _task, _options);

    // In the unit of the score: logits and probabilities are about 1, the amounts that regression tells about 100.
    private float Tolerance => _task == ToyTask.Regression ? 1e-4f : 1e-6f;

    private string LabelColumn => Toy.LabelColumnOf(_task);

    public TestContext TestContext { get; set; } = null!;

    private protected override string Input => "Features";

    private protected override string[] Outputs => _task switch
    {
        ToyTask.Binary => ["Score", "Probability", "PredictedLabel"],
        ToyTask.Multiclass => ["Score", "PredictedLabel"],
        _ => ["Score"],
    };

    // A score differs in its last bits with the batch that it is computed in: see the test's output for how often.
    private protected override string[] BatchIndependentOutputs => [.. Outputs.Intersect(["PredictedLabel"])];

    [TestMethod]
    public void A_row_scores_the_same_alone_and_in_a_batch()
    {
        var data = Data(300);
        float[][] batch = Toy.ScoreVectors(Model, data);
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var scores = Toy.ScoreReader(row, mapper.OutputSchema["Score"]);
        int differing = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            float[] alone = scores();
            AssertClose(batch[i], alone, $"row {i}");
            differing += batch[i].SequenceEqual(alone) ? 0 : 1;
        }

        TestContext.WriteLine($"{differing} of {batch.Length} rows differ in their last bits.");
    }

    [TestMethod]
    public void Rows_after_an_end_and_before_a_start_have_no_value()
    {
        var view = Model.Transform(Data(3));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var scores = Toy.ScoreReader(cursor, view.Schema["Score"]);
        Assert.ThrowsExactly<InvalidOperationException>(() => scores());
        while (cursor.MoveNext())
            scores();
        Assert.ThrowsExactly<InvalidOperationException>(() => scores());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void A_row_before_the_first_has_no_score()
    {
        var data = MlContext.Data.Cache(Data(3));
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var scores = Toy.ScoreReader(row, mapper.OutputSchema["Score"]);
        Assert.Throws<Exception>(() => scores());
    }

    [TestMethod]
    public void A_wrong_and_a_missing_label_fail_alike_before_and_in_Fit_and_scoring_needs_none()
    {
        var data = Data(10);
        foreach (var harm in new IEstimator<ITransformer>[]
        {
            MlContext.Transforms.DropColumns(LabelColumn), MlContext.Transforms.CopyColumns(LabelColumn, "Number"),
        })
        {
            var wrong = harm.Fit(data).Transform(data);
            string promised = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(wrong.Schema)))).Message;
            Assert.AreEqual(promised, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Estimator.Fit(wrong)).Message);
            StringAssert.Contains(promised, $"label column '{LabelColumn}': expected");
            CollectionAssert.AreEqual(
                CellReader.Read(Model.Transform(data), "Score"), CellReader.Read(Model.Transform(wrong), "Score"));
        }
    }

    [TestMethod]
    public void Padding_changes_no_score()
    {
        var data = Data(100);
        float[][] scores = Toy.ScoreVectors(Model, data);
        foreach (int length in new[] { 20, 50 })
        {
            foreach (var padding in Enum.GetValues<SequencePadding>())
            {
                var padded = MlContext.Transforms.PadSequence("Features", "Features", length, padding).Fit(data).Transform(data);
                float[][] found = Toy.ScoreVectors(Model, padded);
                for (int i = 0; i < scores.Length; i++)
                    AssertClose(scores[i], found[i], $"row {i}, {padding} to {length}");
            }
        }
    }

    [TestMethod]
    public void A_sequence_that_is_all_padding_scores_a_number()
    {
        var data = Data(3);
        var empty = EmptySequences();
        Assert.IsTrue(Toy.ScoreVectors(Model, empty).SelectMany(scores => scores).All(float.IsFinite));
        Assert.HasCount(1, CellReader.Read(Model.Transform(empty), "Score").Distinct());
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
        float[][] scores = Toy.ScoreVectors(Model, data);

        foreach (var cursors in new[]
        {
            [view.GetRowCursor(columns, new Random(3))], view.GetRowCursorSet(columns, 3),
            view.GetRowCursorSet(columns, 3, new Random(4)),
        })
        {
            var seen = new HashSet<int>();
            bool inOrder = true;
            foreach (var cursor in cursors)
            {
                var (number, score) = (cursor.GetGetter<int>(columns[0]), Toy.ScoreReader(cursor, columns[1]));
                int row = -1;
                for (; cursor.MoveNext(); inOrder &= row == seen.Count - 1)
                {
                    number(ref row);
                    AssertClose(scores[row], score(), $"row {row}");
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

    private void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], Tolerance, what);
    }
}
