using System.Diagnostics;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class DamagedCacheTests
{
    [TestMethod]
    public void A_truncated_cache_is_built_anew_wherever_it_ends()
    {
        using var reviews = new CachedReviews(100);
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        foreach (int length in new[] { 0, 8, 63, 64, 200, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(reviews.CachePath, whole[..length]);
            Assert.IsTrue(reviews.IsBuilt(), $"{length} bytes");
            Assert.IsFalse(reviews.IsBuilt());
        }
    }

    [TestMethod]
    public void A_changed_byte_anywhere_is_found()
    {
        using var reviews = new CachedReviews(100);
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        var random = new Random(1);
        int found = 0;
        int[] places = [8, 12, 20, 28, 60, .. Enumerable.Range(0, 60).Select(_ => random.Next(64, whole.Length))];
        foreach (int place in places)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x10;
            File.WriteAllBytes(reviews.CachePath, damaged);
            // What is between chunks says nothing, and is all that may change unseen.
            if (reviews.IsBuilt())
                found++;
            else
                Assert.AreEqual(0, whole[place]);
        }

        Assert.IsGreaterThan(places.Length - 4, found);
    }

    [TestMethod]
    public void Another_version_and_a_longer_file_are_built_anew()
    {
        using var reviews = new CachedReviews(100);
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        File.WriteAllBytes(reviews.CachePath, [.. whole, 0]);
        Assert.IsTrue(reviews.IsBuilt());
        whole[8]++;
        File.WriteAllBytes(reviews.CachePath, whole);
        Assert.IsTrue(reviews.IsBuilt());
        Assert.IsTrue(reviews.Messages.Any(m => m.Contains("it is of format 2", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("1\tA table that somebody needs.\n")]
    [DataRow("x")]
    public void A_file_that_is_no_cache_is_an_error_and_stays(string content)
    {
        using var reviews = new CachedReviews(100);
        Directory.CreateDirectory(Path.GetDirectoryName(reviews.CachePath)!);
        File.WriteAllText(reviews.CachePath, content);
        var error = Assert.ThrowsExactly<IOException>(() => reviews.IsBuilt());
        StringAssert.Contains(error.Message, "is not a cache");
        Assert.AreEqual(content, File.ReadAllText(reviews.CachePath));
    }

    [TestMethod]
    public void A_folder_in_the_caches_place_is_an_error()
    {
        using var reviews = new CachedReviews(100);
        Directory.CreateDirectory(reviews.CachePath);
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => reviews.IsBuilt()).Message, "is a folder");
    }

    [TestMethod]
    public void Damage_in_a_part_that_was_not_looked_at_is_found_when_it_is_read_and_the_cache_removed()
    {
        using var reviews = new CachedReviews();
        reviews.IsBuilt();
        using var file = CacheFile.Open(reviews.CachePath)!;
        Assert.IsGreaterThan(1, file.Blocks);
        using (var writer = new FileStream(
            reviews.CachePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1))
            Overwrite(writer.Name, file.PlaceOf(1, 0).Offset);
        var plain = reviews.Steps().Fit(reviews.Load()).Transform(reviews.Load());
        using var cursor = new CachedView(plain, file).GetRowCursor([plain.Schema["Label"]]);
        var getter = cursor.GetGetter<bool>(plain.Schema["Label"]);
        bool label = false;
        for (int i = 0; i < CacheWriter.RowsInBlock; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            getter(ref label);
        }

        Assert.IsTrue(cursor.MoveNext());
        var error = Assert.ThrowsExactly<InvalidDataException>(() => getter(ref label));
        StringAssert.Contains(error.Message, "is damaged in the rows from 1024 on, column 'Label', and was removed");
        Assert.IsFalse(File.Exists(reviews.CachePath));
        Assert.IsTrue(reviews.IsBuilt());
    }

    [TestMethod]
    public void A_cache_that_is_cut_off_while_it_is_read_is_an_error_and_no_crash()
    {
        using var reviews = new CachedReviews();
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        using var cursor = cached.GetRowCursor([cached.Schema["Features"]]);
        using var shuffled = cached.GetRowCursor([cached.Schema["Features"]], new Random(1));
        var getters = new[] { cursor, shuffled }.Select(each =>
        {
            Assert.IsTrue(each.MoveNext());
            return each.GetGetter<VBuffer<uint>>(cached.Schema["Features"]);
        }).ToArray();
        Truncate(reviews.CachePath);
        foreach (var getter in getters)
        {
            VBuffer<uint> features = default;
            var error = Assert.ThrowsExactly<InvalidDataException>(() => getter(ref features));
            StringAssert.Contains(error.Message, "was truncated while it was in use");
        }
    }

    [TestMethod]
    public void A_cache_that_is_removed_or_replaced_stays_whole_for_whoever_reads_it()
    {
        using var reviews = new CachedReviews();
        var view = reviews.Load();
        using var model = reviews.Cache().Fit(view);
        var cached = model.Transform(view);
        string[] before = CellReader.Read(cached, CachedReviews.Encoded);
        Assert.IsTrue(reviews.IsBuilt(reviews.Cache(vocabulary: 20)));
        CollectionAssert.AreEqual(before, CellReader.Read(cached, CachedReviews.Encoded));
        File.Delete(reviews.CachePath);
        CollectionAssert.AreEqual(before, CellReader.Read(cached, CachedReviews.Encoded));
    }

    // As a foreign program does, which asks nobody.
    private static void Truncate(string path) => Run("truncate", "-s", "100", path);

    private static void Overwrite(string path, long offset) =>
        Run("sh", "-c", $"printf '\\377' | dd of='{path}' bs=1 seek={offset} conv=notrunc 2>/dev/null");

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }
}
