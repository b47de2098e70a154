using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CacheWriterTests
{
    [TestMethod]
    public void Rows_that_fail_leave_nothing_and_their_own_error()
    {
        using var reviews = new CachedReviews(100);
        var view = reviews.MlContext.Data.LoadFromEnumerable(Failing());
        Assert.ThrowsExactly<NotSupportedException>(() =>
            reviews.Steps().CacheEncoded(reviews.MlContext, reviews.CachePath, [reviews.TablePath]).Fit(view));
        Assert.IsFalse(File.Exists(reviews.CachePath));

        static IEnumerable<Row> Failing()
        {
            for (int i = 0; i < 500; i++)
                yield return new Row { Text = $"word{i}" };
            throw new NotSupportedException("of the source");
        }
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_an_error_that_names_it()
    {
        using var reviews = new CachedReviews(10);
        string path = Path.Combine(reviews.TablePath, "reviews.cache"); // below a file
        var error = Assert.ThrowsExactly<IOException>(
            () => reviews.IsBuilt(reviews.Steps().CacheEncoded(reviews.MlContext, path)));
        StringAssert.Contains(error.Message, $"The cache '{path}' can't be written");
    }

    [TestMethod]
    public void Of_several_that_write_at_once_each_gets_its_rows_and_one_cache_is_left()
    {
        using var reviews = new CachedReviews(1_500);
        int[] vocabularies = [20, 40, 20, 40, 60, 60];
        Parallel.ForEach(vocabularies, new ParallelOptions { MaxDegreeOfParallelism = 6 }, vocabulary =>
        {
            var view = reviews.Load();
            using var model = reviews.Cache(vocabulary).Fit(view);
            Assert.HasCount(vocabulary, model.OfType<TokenizingByWordsTransformer>().Single().Vocabulary);
            CollectionAssert.AreEqual(
                CellReader.Read(model.Steps.Transform(view), "Features"), CellReader.Read(model.Transform(view), "Features"));
        });
        CollectionAssert.AreEqual(new[] { reviews.CachePath }, Directory.GetFiles(Path.GetDirectoryName(reviews.CachePath)!));
        using var file = CacheFile.Open(reviews.CachePath)!;
        file.CheckAll();
    }

    [TestMethod]
    public void Who_has_written_has_its_own_cache_even_where_another_took_its_place()
    {
        using var reviews = new CachedReviews(10);
        using var mine = Write(reviews, rows: 7);
        using var others = Write(reviews, rows: 3);
        Assert.AreEqual((7L, 3L), (mine.Manifest.Rows, others.Manifest.Rows));
        Assert.AreEqual((reviews.CachePath, reviews.CachePath), (mine.Path, others.Path));
        mine.CheckAll();
        using var left = CacheFile.Open(reviews.CachePath)!;
        Assert.AreEqual(3, left.Manifest.Rows);

        static CacheFile Write(CachedReviews reviews, int rows)
        {
            var view = reviews.MlContext.Data.TakeRows(reviews.Load(), rows);
            return CacheWriter.Write(
                reviews.CachePath, view, [view.Schema["Label"]], default, () => { },
                () => CacheInputs.Of(reviews.MlContext, view, reviews.Steps(), [reviews.TablePath]));
        }
    }

    [TestMethod]
    public void What_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        using var reviews = new CachedReviews(10);
        Directory.CreateDirectory(Path.GetDirectoryName(reviews.CachePath)!);
        string[] partial = [
            .. Enumerable.Range(0, 3)
            .Select(i => Path.Combine(Path.GetDirectoryName(reviews.CachePath)!, $".mlnet-sequences-{i}.tmp"))];
        foreach (string path in partial)
            File.WriteAllText(path, "half");
        using var held = new FileStream(partial[0], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        foreach (string path in partial[..2])
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));
        File.SetLastWriteTimeUtc(partial[2], DateTime.UtcNow.AddHours(1)); // however slow the machine is
        Assert.IsTrue(reviews.IsBuilt());

        Assert.IsTrue(File.Exists(partial[0]), "held");
        Assert.IsFalse(File.Exists(partial[1]), "left");
        Assert.IsTrue(File.Exists(partial[2]), "young");
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
