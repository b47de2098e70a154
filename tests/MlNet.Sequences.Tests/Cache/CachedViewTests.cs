using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CachedViewTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(1024)]
    [DataRow(1025)]
    [DataRow(2500)]
    public void Cursor_sets_share_the_rows_out_and_batches_put_them_back_in_order(int rows)
    {
        using var reviews = new CachedReviews(rows);
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        foreach (int? seed in new int?[] { null, 5 })
        {
            Random? Rand() => seed is { } s ? new Random(s) : null;
            DataViewSchema.Column[] columns = [cached.Schema["Features"], cached.Schema["Weight"]];
            using var one = cached.GetRowCursor(columns, Rand());
            string[] serial = CellReader.Read(one, "Features", "Weight");
            Assert.HasCount(rows, serial);
            var parts = new List<(long Batch, string Row)>();
            foreach (var cursor in cached.GetRowCursorSet(columns, 2, Rand()))
            {
                using (cursor)
                {
                    var (features, weight) = (CellReader.Create(cursor, columns[0]), CellReader.Create(cursor, columns[1]));
                    while (cursor.MoveNext())
                        parts.Add((cursor.Batch, $"{features()} | {weight()}"));
                }
            }

            CollectionAssert.AreEqual(serial, parts.OrderBy(part => part.Batch).Select(part => part.Row).ToArray());
        }
    }

    [TestMethod]
    public void Shuffled_rows_come_once_each_in_another_order_with_their_ids()
    {
        using var reviews = new CachedReviews();
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        string[] inOrder = CellReader.Read(cached, "Features");
        using var cursor = cached.GetRowCursor([cached.Schema["Features"]], new Random(1));
        var (features, id) = (CellReader.Create(cursor, cached.Schema["Features"]), cursor.GetIdGetter());
        var seen = new List<int>();
        while (cursor.MoveNext())
        {
            DataViewRowId row = default;
            id(ref row);
            Assert.AreEqual(inOrder[(int)row.Low], features());
            seen.Add((int)row.Low);
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, reviews.Rows).ToArray(), seen);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, reviews.Rows).ToArray(), seen);
        var shuffled = reviews.MlContext.Data.ShuffleRows(
            reviews.MlContext.Transforms.SelectColumns("Features").Fit(cached).Transform(cached), seed: 3);
        CollectionAssert.AreEquivalent(inOrder, CellReader.Read(shuffled, "Features"));
    }

    [TestMethod]
    public void Numbers_keep_their_bits_and_vectors_their_lengths()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext();
        Numbers[] rows =
        [
            new() { Values = [0, -0f, float.NaN, 1, 0], Key = 3, Exact = 0.1, Long = long.MinValue, Flags = [true, false] },
            new() { Values = [], Key = 0, Exact = double.NaN, Long = -1, Flags = [] },
            new() { Values = [0, 0, 0], Key = 1, Exact = -0.0, Long = 0, Flags = [false, false, true] },
            new() { Values = [float.Epsilon], Key = 2, Exact = double.MaxValue, Long = 7, Flags = [false] },
        ];
        var view = mlContext.Data.LoadFromEnumerable(rows);
        string[] columns = ["Values", "Key", "Exact", "Long", "Flags"];
        var steps = mlContext.Transforms.CopyColumns("Copy", "Key");
        using var model = steps.CacheEncoded(mlContext, folder.At("numbers.cache")).Fit(view);
        CollectionAssert.AreEqual(CellReader.Read(view, columns), CellReader.Read(model.Transform(view), columns));
    }

    [TestMethod]
    public void A_cursor_that_is_disposed_of_or_off_its_rows_gives_an_error()
    {
        using var reviews = new CachedReviews(10);
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        var cursor = cached.GetRowCursor([cached.Schema["Weight"]]);
        var getter = cursor.GetGetter<float>(cached.Schema["Weight"]);
        float weight = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref weight));
        Assert.IsTrue(cursor.MoveNext());
        getter(ref weight);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<bool>(cached.Schema["Label"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<bool>(cached.Schema["Weight"]));
        cursor.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref weight));
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void An_open_cursor_outlives_the_transformer_and_no_other_is_opened()
    {
        using var reviews = new CachedReviews(10);
        var view = reviews.Load();
        var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        using var cursor = cached.GetRowCursor([cached.Schema["Weight"]]);
        var getter = cursor.GetGetter<float>(cached.Schema["Weight"]);
        Assert.IsTrue(cursor.MoveNext());
        model.Dispose();
        float weight = 1;
        Assert.ThrowsExactly<ObjectDisposedException>(() => getter(ref weight));
        Assert.ThrowsExactly<ObjectDisposedException>(() => cached.GetRowCursor([cached.Schema["Weight"]]).MoveNext());
    }

    [TestMethod]
    public void Views_and_cursors_that_nobody_disposes_of_are_collected()
    {
        using var reviews = new CachedReviews(2_500);
        WeakReference file = Leave(reviews);
        for (int i = 0; i < 5 && file.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.IsFalse(file.IsAlive);
        using var model = reviews.Cache().Fit(reviews.Load());
        Assert.IsFalse(model.IsBuilt);
    }

    [TestMethod]
    public void Threads_that_read_at_once_get_what_one_gets_also_where_another_disposes_of_its_cursor()
    {
        using var reviews = new CachedReviews();
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        string[] rows = CellReader.Read(cached, CachedReviews.Encoded);
        Parallel.For(0, 8, i =>
        {
            for (int pass = 0; pass < 3; pass++)
            {
                using (var early = cached.GetRowCursor([cached.Schema["Features"]], i % 2 == 0 ? new Random(i) : null))
                    Assert.IsTrue(early.MoveNext());
                CollectionAssert.AreEqual(rows, CellReader.Read(cached, CachedReviews.Encoded));
            }
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Leave(CachedReviews reviews)
    {
        var view = reviews.Load();
        var cached = reviews.Cache().Fit(view).Transform(view);
        var cursor = cached.GetRowCursor([cached.Schema["Features"]]);
        Assert.IsTrue(cursor.MoveNext());
        return new WeakReference(cursor);
    }

    private sealed class Numbers
    {
        public float[] Values { get; set; } = [];

        [KeyType(4)]
        public uint Key { get; set; }

        public double Exact { get; set; }

        public long Long { get; set; }

        public bool[] Flags { get; set; } = [];
    }
}
