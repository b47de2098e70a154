using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class StaleCacheTests
{
    [TestMethod]
    public void Other_settings_of_a_step_build_the_cache_anew_and_the_log_says_so()
    {
        using var reviews = new CachedReviews(100);
        Assert.IsTrue(reviews.IsBuilt());
        Assert.IsTrue(reviews.IsBuilt(reviews.Cache(vocabulary: 40)));
        Assert.IsTrue(reviews.IsBuilt(reviews.Cache(vocabulary: 40, length: 5)));
        Assert.IsFalse(reviews.IsBuilt(reviews.Cache(vocabulary: 40, length: 5)));
        Assert.HasCount(
            2,
            reviews.Messages.Where(
                m => m.Contains(
                    "is rebuilt: the steps before the cache, or their settings, have changed",
                    StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void A_changed_file_builds_the_cache_anew()
    {
        using var reviews = new CachedReviews(100);
        Assert.IsTrue(reviews.IsBuilt());
        File.WriteAllText(reviews.TablePath, CachedReviews.Table(100, "book"));
        Assert.IsTrue(reviews.IsBuilt());
        Assert.IsTrue(reviews.Messages.Any(m => m.Contains($"'{reviews.TablePath}' has changed", StringComparison.Ordinal)));
        using var model = reviews.Cache().Fit(reviews.Load());
        CollectionAssert.Contains(model.OfType<TokenizingByWordsTransformer>().Single().Vocabulary.ToArray(), "book");
    }

    [TestMethod]
    public void A_file_of_the_same_content_keeps_the_cache_whatever_its_time()
    {
        using var reviews = new CachedReviews(100);
        Assert.IsTrue(reviews.IsBuilt());
        File.SetLastWriteTimeUtc(reviews.TablePath, DateTime.UtcNow.AddDays(-3));
        Assert.IsFalse(reviews.IsBuilt());
    }

    [TestMethod]
    public void A_file_that_is_changed_within_its_times_granularity_is_found_by_its_content()
    {
        using var reviews = new CachedReviews(100);
        var now = DateTime.UtcNow;
        File.SetLastWriteTimeUtc(reviews.TablePath, now);
        Assert.IsTrue(reviews.IsBuilt());
        File.WriteAllText(reviews.TablePath, CachedReviews.Table(100, "book"));
        File.SetLastWriteTimeUtc(reviews.TablePath, now); // the same length, too
        Assert.IsTrue(reviews.IsBuilt());
    }

    [TestMethod]
    public void The_same_files_read_in_another_way_build_the_cache_anew()
    {
        using var reviews = new CachedReviews(100);
        Assert.IsTrue(reviews.IsBuilt());
        Assert.IsTrue(reviews.IsBuilt(view: reviews.Load(hasHeader: true)));
        var renamed = reviews.MlContext.Transforms.CopyColumns("Amount", "Weight").Fit(reviews.Load()).Transform(reviews.Load());
        Assert.IsTrue(reviews.IsBuilt(view: renamed));
        Assert.IsFalse(reviews.IsBuilt(view: renamed));
    }

    [TestMethod]
    public void Other_rows_of_the_same_files_build_the_cache_anew()
    {
        using var reviews = new CachedReviews(400);
        var data = reviews.MlContext.Data;
        Assert.IsTrue(reviews.IsBuilt(view: data.TakeRows(reviews.Load(), 200)));
        Assert.IsTrue(reviews.IsBuilt(view: reviews.Load()), "all rows after the first 200");
        Assert.IsFalse(reviews.IsBuilt(view: reviews.Load()));
        using (var model = reviews.Cache().Fit(reviews.Load()))
            Assert.AreEqual(400, model.Transform(reviews.Load()).GetColumn<float>("Weight").Count());
        Assert.IsTrue(reviews.IsBuilt(view: data.FilterRowsByColumn(reviews.Load(), "Weight", upperBound: 4)), "a filter");
        Assert.IsTrue(
            reviews.IsBuilt(view: data.FilterByCustomPredicate(reviews.Load(), (Row row) => row.Weight > 3)),
            "what ML.NET can't save");
        Assert.IsTrue(reviews.IsBuilt(view: data.FilterByCustomPredicate(reviews.Load(), (Row row) => row.Weight > 2)));
        Assert.IsFalse(reviews.IsBuilt(view: data.FilterByCustomPredicate(reviews.Load(), (Row row) => row.Weight > 2)));
        Assert.IsTrue(reviews.IsBuilt(view: Mapped(2)), "what ML.NET saves in other bytes each time");
        Assert.IsFalse(reviews.IsBuilt(view: Mapped(2)));
        Assert.IsTrue(reviews.IsBuilt(view: Mapped(5)));
        Assert.IsTrue(reviews.IsBuilt(view: data.ShuffleRows(reviews.Load(), seed: 1)), "another order");

        IDataView Mapped(float value)
        {
            var mapping = reviews.MlContext.Transforms.Conversion.MapValue(
                "Weight", new Dictionary<float, float> { [1] = value }, "Weight");
            return mapping.Fit(reviews.Load()).Transform(reviews.Load());
        }
    }

    [TestMethod]
    public void A_column_of_times_with_offsets_is_compared_and_hinders_nobody()
    {
        using var reviews = new CachedReviews(100);
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        Assert.IsTrue(IsBuilt(noon));
        Assert.IsFalse(IsBuilt(noon));
        Assert.IsTrue(IsBuilt(noon.AddTicks(1)));
        Assert.IsTrue(IsBuilt(noon.ToOffset(TimeSpan.FromHours(1))));

        bool IsBuilt(DateTimeOffset time) => reviews.IsBuilt(
            reviews.Cache(namesFiles: false),
            reviews.MlContext.Data.LoadFromEnumerable(
                Enumerable.Range(0, 30)
                .Select(i => new TimedRow { Text = $"word{i}", Time = time.AddHours(i), Times = [time, noon] })));
    }

    [TestMethod]
    public void Rows_of_a_view_that_does_not_tell_its_files_are_compared()
    {
        using var reviews = new CachedReviews(1_000);
        var cache = reviews.Cache(namesFiles: false);
        Row[] rows = [.. Enumerable.Range(0, 1_000).Select(i => new Row { Text = $"word{i % 50}", Weight = i })];
        Assert.IsTrue(reviews.IsBuilt(cache, reviews.MlContext.Data.LoadFromEnumerable(rows)));
        Assert.IsFalse(reviews.IsBuilt(cache, reviews.MlContext.Data.LoadFromEnumerable(rows)));
        rows[999].Weight = 5;
        Assert.IsTrue(reviews.IsBuilt(cache, reviews.MlContext.Data.LoadFromEnumerable(rows)));
        rows[^1].Text = "word";
        Assert.IsTrue(reviews.IsBuilt(cache, reviews.MlContext.Data.LoadFromEnumerable(rows)));
    }

    [TestMethod]
    public void A_folder_of_texts_is_known_by_its_files()
    {
        using var folder = new ScratchFolder();
        foreach (string name in new[] { "good/1.txt", "good/2.txt", "bad/1.txt" })
            File.SetLastWriteTimeUtc(folder.Write("texts/" + name, name), DateTime.UtcNow.AddHours(-1));
        var mlContext = new MLContext();
        bool IsBuilt() =>
            mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text").CacheEncoded(mlContext, folder.At("cache"))
            .Fit(mlContext.Data.LoadFromTextFolders(folder.At("texts"))).IsBuilt;

        Assert.IsTrue(IsBuilt());
        Assert.IsFalse(IsBuilt());
        folder.Write("texts/bad/2.txt", "worse");
        Assert.IsTrue(IsBuilt());
        File.Move(folder.At("texts/bad/2.txt"), folder.At("texts/bad/3.txt"));
        Assert.IsTrue(IsBuilt());
        Assert.IsFalse(IsBuilt());
    }

    [TestMethod]
    public void A_file_that_changes_while_it_is_encoded_is_an_error_and_no_cache()
    {
        using var reviews = new CachedReviews(100);
        var error = Assert.ThrowsExactly<IOException>(
            () => reviews.Cache().Fit(reviews.MlContext.Data.LoadFromEnumerable(Changing())));
        StringAssert.Contains(error.Message, "must not change while they are encoded");
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(reviews.CachePath)!));

        IEnumerable<Row> Changing()
        {
            File.AppendAllText(reviews.TablePath, "1\tx\t1\n");
            yield return new Row { Text = "a film" };
        }
    }

    private sealed class TimedRow
    {
        public string Text { get; set; } = "";

        public DateTimeOffset Time { get; set; }

        [VectorType(2)]
        public DateTimeOffset[] Times { get; set; } = [];
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";

        public float Weight { get; set; }
    }
}
