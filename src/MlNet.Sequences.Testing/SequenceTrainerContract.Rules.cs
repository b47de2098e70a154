using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Testing;

// The rules.
public sealed partial class SequenceTrainerContract
{
    private protected override IEnumerable<ContractRule> Rules() =>
    [
        .. base.Rules(),
        new(nameof(A_row_scores_the_same_alone_and_in_a_batch), A_row_scores_the_same_alone_and_in_a_batch),
        new(nameof(Rows_after_an_end_and_before_a_start_have_no_value), Rows_after_an_end_and_before_a_start_have_no_value),
        new(nameof(A_row_before_the_first_has_no_score), A_row_before_the_first_has_no_score),
        new(nameof(A_wrong_and_a_missing_label_fail_alike_and_scoring_needs_none),
            A_wrong_and_a_missing_label_fail_alike_and_scoring_needs_none),
        new(nameof(Padding_changes_no_score), Padding_changes_no_score),
        new(nameof(A_sequence_that_is_all_padding_scores_a_number), A_sequence_that_is_all_padding_scores_a_number),
        new(nameof(Reading_ahead_keeps_position_order_and_id), Reading_ahead_keeps_position_order_and_id),
        new(nameof(Shuffled_cursors_and_sets_of_cursors_give_each_row_its_score),
            Shuffled_cursors_and_sets_of_cursors_give_each_row_its_score),
        new(nameof(Scoring_after_dispose_is_an_error), Scoring_after_dispose_is_an_error),
    ];

    private void A_row_scores_the_same_alone_and_in_a_batch()
    {
        var data = Data(300);
        float[][] batch = Scores.Of(Model, data);
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var alone = Scores.Reader(row, mapper.OutputSchema["Score"]);
        for (int i = 0; cursor.MoveNext(); i++)
            Expect.AreClose(batch[i], alone(), Tolerance, $"scores of row {i}");
    }

    private void Rows_after_an_end_and_before_a_start_have_no_value()
    {
        var view = Model.Transform(Data(3));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var scores = Scores.Reader(cursor, view.Schema["Score"]);
        Expect.Throws<InvalidOperationException>(() => scores(), "the score before the first row");
        while (cursor.MoveNext())
            scores();
        Expect.Throws<InvalidOperationException>(() => scores(), "the score behind the last row");
        Expect.AreEqual(-1, cursor.Position, "the position behind the last row");
    }

    private void A_row_before_the_first_has_no_score()
    {
        var data = MlContext.Data.Cache(Data(3));
        var mapper = Model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var scores = Scores.Reader(row, mapper.OutputSchema["Score"]);
        Expect.Throws(() => scores(), "the score before the first row");
    }

    private void A_wrong_and_a_missing_label_fail_alike_and_scoring_needs_none()
    {
        var data = Data(10);
        string label = _options.LabelColumnName;
        foreach (var harm in new IEstimator<ITransformer>[]
        {
            MlContext.Transforms.DropColumns(label), MlContext.Transforms.CopyColumns(label, "Number"),
        })
        {
            var wrong = harm.Fit(data).Transform(data);
            string promised = Expect.Throws<ArgumentOutOfRangeException>(() =>
                PromiseFor(wrong.Schema), "GetOutputSchema").Message;
            Expect.AreEqual(
                promised, Expect.Throws<ArgumentOutOfRangeException>(() => Fit(wrong), "Fit").Message, "the message of Fit");
            Expect.IsTrue(
                promised.Contains($"label column '{label}': expected", StringComparison.Ordinal),
                $"the message to name the label, in place of: {promised}");
            Expect.RowsAreEqual(
                CellReader.Read(Model.Transform(data), "Score"), CellReader.Read(Model.Transform(wrong), "Score"),
                "scores without a label");
        }
    }

    private void Padding_changes_no_score()
    {
        var data = Data(100);
        float[][] scores = Scores.Of(Model, data);
        string feature = _options.FeatureColumnName;
        foreach (int length in new[] { 20, 50 })
        {
            foreach (var padding in Enum.GetValues<SequencePadding>())
            {
                var padded = MlContext.Transforms.PadSequence(feature, feature, length, padding).Fit(data).Transform(data);
                float[][] found = Scores.Of(Model, padded);
                for (int i = 0; i < scores.Length; i++)
                    Expect.AreClose(
                        scores[i], WithoutPadding(found[i]), Tolerance, $"scores of row {i}, padded to {length} ({padding})");
            }
        }
    }

    // Where each step has a score, padding has none.
    private float[] WithoutPadding(float[] scores) => IsPerStep ? [.. scores.Where(score => !float.IsNaN(score))] : scores;

    private void A_sequence_that_is_all_padding_scores_a_number()
    {
        var empty = EmptySequences();
        if (IsPerStep)
        {
            Expect.IsTrue(
                Scores.Of(Model, empty).All(scores => WithoutPadding(scores).Length == 0),
                "no score of sequences without a step");
            return;
        }

        Expect.IsTrue(Scores.Of(Model, empty).SelectMany(scores => scores).All(float.IsFinite),
            "finite scores of sequences without a step");
        Expect.AreEqual(
            1, CellReader.Read(Model.Transform(empty), "Score").Distinct().Count(), "the number of their different scores");
    }

    private void Reading_ahead_keeps_position_order_and_id()
    {
        const int Count = 5_500;
        var data = Data(Count);
        var view = Model.Transform(data);
        string feature = _options.FeatureColumnName;
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema["Score"], view.Schema[feature]]);
        using var plain = data.GetRowCursor([data.Schema[feature]]);
        var (id, plainId) = (cursor.GetIdGetter(), plain.GetIdGetter());
        var number = cursor.GetGetter<int>(view.Schema["Number"]);
        var (features, plainFeatures) = (
            CellReader.Create(cursor, view.Schema[feature]), CellReader.Create(plain, data.Schema[feature]));
        for (int i = 0; i < Count; i++)
        {
            Expect.IsTrue(cursor.MoveNext() && plain.MoveNext(), $"a row {i}");
            int value = -1;
            number(ref value);
            DataViewRowId found = default, expected = default;
            id(ref found);
            plainId(ref expected);
            Expect.AreEqual(i, value, $"the number of row {i}");
            Expect.AreEqual(i, cursor.Position, $"the position of row {i}");
            Expect.AreEqual(expected, found, $"the id of row {i}");
            Expect.AreEqual(plain.Batch, cursor.Batch, $"the batch of row {i}");
            Expect.AreEqual(plainFeatures(), features(), $"the sequence of row {i}");
        }

        Expect.IsTrue(!cursor.MoveNext(), "no more rows");
    }

    private void Shuffled_cursors_and_sets_of_cursors_give_each_row_its_score()
    {
        var data = MlContext.Data.Cache(Data(3_000));
        var view = Model.Transform(data);
        Expect.AreEqual(data.CanShuffle, view.CanShuffle, "whether the view can be shuffled");
        DataViewSchema.Column[] columns = [view.Schema["Number"], view.Schema["Score"]];
        float[][] scores = Scores.Of(Model, data);

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
                var (number, score) = (cursor.GetGetter<int>(columns[0]), Scores.Reader(cursor, columns[1]));
                int row = -1;
                for (; cursor.MoveNext(); inOrder &= row == seen.Count - 1)
                {
                    number(ref row);
                    Expect.AreClose(scores[row], score(), Tolerance, $"scores of row {row}");
                    Expect.IsTrue(seen.Add(row), $"row {row} once");
                }

                cursor.Dispose();
            }

            Expect.AreEqual(scores.Length, seen.Count, "the number of rows");
            Expect.IsTrue(!inOrder, "the cursors to mix the rows");
        }
    }

    private void Scoring_after_dispose_is_an_error()
    {
        var model = Fit(Data(40));
        var view = model.Transform(Data(5));
        ((IDisposable)model).Dispose();
        ((IDisposable)model).Dispose();
        Expect.Throws<ObjectDisposedException>(() => CellReader.Read(view, "Score"), "scoring");
        Expect.Throws<ObjectDisposedException>(() => ModelFile.Reload(MlContext, model), "saving");
        Expect.AreEqual(5, CellReader.Read(view, "Number").Length, "the number of rows where no score is asked for");
    }
}
