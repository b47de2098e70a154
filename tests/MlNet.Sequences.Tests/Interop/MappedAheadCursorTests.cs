using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public class MappedAheadCursorTests
{
    private const int Count = 3_000;

    private readonly IDataView _source = new MLContext(seed: 1).Data.LoadFromEnumerable(
        Enumerable.Range(0, Count).Select(i => new Row
        {
            Text = new string('x', i % 50),
            Number = i,
            Vector = [.. Enumerable.Range(0, i % 5).Select(n => (float)n)],
        }));

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Rows_and_every_column_are_those_of_one_thread(int threads)
    {
        var plain = new MappedDataView(_source, new LengthMapping(_source.Schema), step: null, threads: 1);
        var ahead = new MappedDataView(_source, new LengthMapping(_source.Schema), step: null, threads: threads);
        CollectionAssert.AreEqual(CellReader.Read(plain, ahead.Schema.Select(c => c.Name).ToArray()), Read(ahead));
        Assert.HasCount(1, ahead.GetRowCursorSet(ahead.Schema, 4)); // the source has but one to give
    }

    [TestMethod]
    public void The_source_is_asked_for_what_is_needed_and_disposed_with_the_cursor()
    {
        var source = new WatchedRows(_source);
        var view = new MappedDataView(source, new LengthMapping(_source.Schema), step: null, threads: 3);
        using (var cursor = view.GetRowCursor([view.Schema["Length"]]))
        {
            CollectionAssert.AreEqual(new[] { "Text" }, source.Asked);
            Assert.IsFalse(cursor.IsColumnActive(view.Schema["Text"]));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(view.Schema["Number"]));
            Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Length"]));
            var getLength = cursor.GetGetter<int>(view.Schema["Length"]);
            int value = 0;
            Assert.ThrowsExactly<InvalidOperationException>(() => getLength(ref value));
            for (int i = 0; i < 3; i++)
                Assert.IsTrue(cursor.MoveNext());
            getLength(ref value);
            Assert.AreEqual(2, value);
            Assert.AreEqual(2, cursor.Position);
            Assert.IsLessThanOrEqualTo(16, source.Moved, "three rows are had without hundreds being read");
        }

        Assert.AreEqual(0, source.Open);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void A_source_that_fails_does_so_behind_the_rows_before(int threads)
    {
        var view = new MappedDataView(
            new WatchedRows(_source) { FailsAt = 1_234 }, new LengthMapping(_source.Schema), step: null, threads: threads);
        using var cursor = view.GetRowCursor(view.Schema);
        for (int i = 0; i < 1_234; i++)
            Assert.IsTrue(cursor.MoveNext());
        Assert.ThrowsExactly<IOException>(() => cursor.MoveNext());
    }

    [TestMethod]
    public void A_row_that_cannot_be_mapped_concerns_who_asks_for_it_alone()
    {
        var view = new MappedDataView(_source, new LengthMapping(_source.Schema, failsAt: 777), step: null, threads: 3);
        using var cursor = view.GetRowCursor(view.Schema);
        var getLength = cursor.GetGetter<int>(view.Schema["Length"]);
        var getNumber = cursor.GetGetter<int>(view.Schema["Number"]);
        int value = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            getNumber(ref value);
            Assert.AreEqual(i, value);
            if (i == 777)
                Assert.ThrowsExactly<InvalidDataException>(() => getLength(ref value));
            else
                getLength(ref value);
        }
    }

    [TestMethod]
    public void Warm_rows_allocate_nothing_on_several_threads()
    {
        const int rows = 60_000;
        var source = new ConstantRows<ReadOnlyMemory<char>>(
            "Text", TextDataViewType.Instance, new string('y', 300).AsMemory(), rows);
        var view = new MappedDataView(source, new LengthMapping(source.Schema), step: null, threads: 4);
        using var cursor = view.GetRowCursor(view.Schema);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]);
        var getLength = cursor.GetGetter<int>(view.Schema["Length"]);
        ReadOnlyMemory<char> text = default;
        int value = 0;
        long before = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            if (i == rows / 2)
                before = GC.GetAllocatedBytesForCurrentThread();
            getText(ref text);
            getLength(ref value);
        }

        // Not a byte a row; what waits for a thread may allocate its lock.
        Assert.IsLessThan(rows / 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string[] Read(MappedDataView view) => CellReader.Read(view, view.Schema.Select(c => c.Name).ToArray());

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public int Number { get; set; }

        public float[] Vector { get; set; } = [];
    }

    /// <summary>Adds the length of the text, as a costly column.</summary>
    private sealed class LengthMapping(DataViewSchema schema, int failsAt = -1)
        : RowMapping(schema, new DataViewSchema.DetachedColumn("Length", NumberDataViewType.Int32))
    {
        internal override bool IsCostly => true;

        private protected override IEnumerable<int> Dependencies(int added) =>
            [.. new[] { "Text", "Number" }.Where(
            name => (failsAt >= 0 || name == "Text") && InputSchema.GetColumnOrNull(name) is not null)
                .Select(name => InputSchema[name].Index)];

        internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
        {
            if (!active[0])
                return [null];
            var getText = input.GetGetter<ReadOnlyMemory<char>>(input.Schema["Text"]);
            var getNumber = failsAt >= 0 ? input.GetGetter<int>(input.Schema["Number"]) : (ref int number) => number = -2;
            ReadOnlyMemory<char> text = default;
            int number = 0;
            return
            [
                (ValueGetter<int>)((ref int length) =>
                {
                    getText(ref text);
                    getNumber(ref number);
                    length = number != failsAt
                        ? text.Length
                        : throw new InvalidDataException(
                            string.Create(CultureInfo.InvariantCulture, $"Row {number} has no length."));
                }),
            ];
        }
    }
}
