using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class RecordViewTests
{
    private static readonly RecordColumn<int>[] Columns =
    [
        RecordColumn<int>.Of("Number", NumberDataViewType.Int32, number => number),
        RecordColumn<int>.Of("Text", TextDataViewType.Instance, number => $"{number}".AsMemory()),
    ];

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(64)]
    [DataRow(65)]
    [DataRow(1000)]
    public void A_cursor_gives_all_rows_in_order_at_each_pass(int count)
    {
        RecordView<int> view = View(count);

        for (int pass = 0; pass < 2; pass++)
            CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), Numbers(view.GetRowCursor(view.Schema)));
        Assert.AreEqual(count, view.GetRowCount());
    }

    [TestMethod]
    [DataRow(2, false)]
    [DataRow(7, false)]
    [DataRow(0, false)]
    [DataRow(3, true)]
    public void A_set_of_cursors_shares_the_rows_out_and_its_batches_put_them_back_in_order(int cursors, bool shuffled)
    {
        RecordView<int> view = View(1000);
        Random? Rand() => shuffled ? new Random(5) : null;
        int[] serial = Numbers(view.GetRowCursor(view.Schema, Rand()));

        DataViewRowCursor[] set = view.GetRowCursorSet(view.Schema, cursors, Rand());
        var rows = new List<(long Batch, int Cursor, int Number)>();
        for (int i = 0; i < set.Length; i++)
        {
            ValueGetter<int> number = set[i].GetGetter<int>(view.Schema["Number"]);
            long previous = -1;
            while (set[i].MoveNext())
            {
                int value = 0;
                number(ref value);
                Assert.IsGreaterThanOrEqualTo(previous, set[i].Batch);
                previous = set[i].Batch;
                rows.Add((set[i].Batch, i, value));
            }
        }

        CollectionAssert.AreEqual(serial, rows.OrderBy(row => row.Batch).Select(row => row.Number).ToArray());
        Assert.IsTrue(rows.GroupBy(row => row.Batch).All(batch => batch.Select(row => row.Cursor).Distinct().Count() == 1));
        if (cursors > 0)
            Assert.HasCount(cursors, set);
    }

    [TestMethod]
    public void A_shuffled_cursor_gives_each_row_once_with_its_id()
    {
        RecordView<int> view = View(200);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema, new Random(1));
        ValueGetter<int> number = cursor.GetGetter<int>(view.Schema["Number"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        var seen = new List<int>();
        while (cursor.MoveNext())
        {
            int value = 0;
            DataViewRowId rowId = default;
            number(ref value);
            id(ref rowId);
            Assert.AreEqual(new DataViewRowId((ulong)value, 0), rowId);
            seen.Add(value);
        }

        Assert.IsTrue(view.CanShuffle);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).ToArray(), seen);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 200).ToArray(), seen);
    }

    [TestMethod]
    public void Records_are_read_when_the_first_cursor_opens_and_read_again_only_after_a_failure()
    {
        int calls = 0;
        var view = new RecordView<int>(Columns, 2, () => ++calls == 1 ? throw new IOException("not yet") : [4, 2]);

        Assert.AreEqual(2, view.GetRowCount());
        Assert.AreEqual(0, calls);
        Assert.ThrowsExactly<IOException>(() => view.GetRowCursor(view.Schema));
        Parallel.For(0, 8, _ => Assert.AreEqual(4, Numbers(view.GetRowCursor(view.Schema))[0]));
        Assert.AreEqual(2, calls);
    }

    [TestMethod]
    public void An_inactive_column_another_type_and_a_cursor_off_its_rows_are_errors()
    {
        RecordView<int> view = View(1);
        DataViewSchema.Column number = view.Schema["Number"];
        using DataViewRowCursor cursor = view.GetRowCursor([number]);

        Assert.IsTrue(cursor.IsColumnActive(number));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Text"]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(number));

        ValueGetter<int> getter = cursor.GetGetter<int>(number);
        int value = 0;
        Assert.AreEqual(-1, cursor.Position);
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref value));
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(0, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void Columns_of_another_schema_are_an_error()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Other", TextDataViewType.Instance);

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => View(1).GetRowCursor(builder.ToSchema())).Message,
            "'Other'");
    }

    private static RecordView<int> View(int count) => new(Columns, count, () => [.. Enumerable.Range(0, count)]);

    private static int[] Numbers(DataViewRowCursor cursor)
    {
        using DataViewRowCursor owned = cursor;
        ValueGetter<int> getter = cursor.GetGetter<int>(cursor.Schema["Number"]);
        var numbers = new List<int>();
        while (cursor.MoveNext())
        {
            int value = 0;
            getter(ref value);
            numbers.Add(value);
        }

        return [.. numbers];
    }
}
