using Microsoft.ML;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CacheEncodedTests
{
    [TestMethod]
    public void A_second_fit_takes_steps_and_rows_from_the_cache_and_they_are_the_same_to_the_bit()
    {
        using var reviews = new CachedReviews();
        var view = reviews.Load();
        string[] columns = [.. CachedReviews.Encoded, "Text"];
        var plain = reviews.Steps().Fit(view).Transform(view);
        using var first = reviews.Cache().Fit(view);
        var again = reviews.Load();
        using var second = reviews.Cache().Fit(again);

        Assert.IsTrue(first.IsBuilt);
        Assert.IsFalse(second.IsBuilt);
        foreach (var (model, input) in new[] { (first, view), (second, again) })
        {
            var cached = model.Transform(input);
            Assert.AreEqual(reviews.Rows, cached.GetRowCount());
            Assert.AreEqual(Schemas.Describe(plain.Schema), Schemas.Describe(cached.Schema));
            CollectionAssert.AreEqual(
                CellReader.Read(plain, CachedReviews.Encoded), CellReader.Read(cached, CachedReviews.Encoded));
            CollectionAssert.AreEqual(
                CellReader.Read(plain, columns), CellReader.Read(cached, columns), "with the text, from the source");
        }
    }

    [TestMethod]
    public void Training_from_the_cache_ends_with_the_weights_of_training_without_it()
    {
        using var reviews = new CachedReviews(600);
        var options = Toy.Options;
        options.ExampleWeightColumnName = "Weight";
        var trainer = reviews.MlContext.BinaryClassification.Trainers.Lstm(options);
        var plain = reviews.Steps().Append(trainer).Fit(reviews.Load());
        reviews.IsBuilt();
        var pipeline = reviews.Cache().Append(trainer);
        var cached = pipeline.Fit(reviews.Load());

        Assert.IsFalse(((EncodingCacheTransformer)cached.First()).IsBuilt);
        Assert.AreEqual(plain.LastTransformer.History.DataSha256, cached.LastTransformer.History.DataSha256);
        var test = reviews.Load();
        CollectionAssert.AreEqual(
            CellReader.Read(plain.Transform(test), "Score"), CellReader.Read(cached.Transform(test), "Score"));
    }

    [TestMethod]
    public void Data_larger_than_the_shuffle_window_train_alike_from_the_cache()
    {
        using var reviews = new CachedReviews(2_100);
        var options = Toy.Options;
        (options.ShuffleWindowSize, options.NumberOfEpochs, options.ValidationFraction) = (300, 2, 0.1);
        var trainer = reviews.MlContext.BinaryClassification.Trainers.Lstm(options);
        var test = reviews.Load();

        string[] plain = CellReader.Read(reviews.Steps().Append(trainer).Fit(reviews.Load()).Transform(test), "Score");
        CollectionAssert.AreEqual(
            plain, CellReader.Read(reviews.Cache().Append(trainer).Fit(reviews.Load()).Transform(test), "Score"));
    }

    [TestMethod]
    public void A_saved_pipeline_has_its_steps_and_needs_no_cache()
    {
        using var reviews = new CachedReviews(300);
        var view = reviews.Load();
        var model = reviews.Cache().Append(reviews.MlContext.Transforms.CopyColumns("Copy", "Features")).Fit(view);
        using var file = new MemoryStream();
        reviews.MlContext.Model.Save(model, view.Schema, file);
        string[] values = CellReader.Read(model.Transform(view), "Features", "Copy");
        File.Delete(reviews.CachePath);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);

        CollectionAssert.AreEqual(values, CellReader.Read(loaded.Transform(view), "Features", "Copy"));
        var engine = new MLContext().Model.CreatePredictionEngine<Row, Encoded>(loaded);
        Assert.HasCount(6, engine.Predict(new Row { Text = "a film" }).Features);
        var unsaved = reviews.MlContext.Model.CreatePredictionEngine<Row, Encoded>(model);
        Assert.HasCount(6, unsaved.Predict(new Row { Text = "a film" }).Features);
    }

    [TestMethod]
    public void Rows_other_than_those_fitted_to_are_transformed()
    {
        using var reviews = new CachedReviews(50);
        using var model = reviews.Cache().Fit(reviews.Load());
        var other = reviews.MlContext.Data.LoadFromEnumerable([new Row { Text = "a film of kind3" }]);
        Assert.HasCount(1, CellReader.Read(model.Transform(other), "Features"));
    }

    [TestMethod]
    public void Deferred_reviews_are_not_read_where_the_cache_has_them()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("imdb.tar.gz", ImdbSample.Gzip(ImdbSample.Tar()));
        File.SetLastWriteTimeUtc(archive, DateTime.UtcNow.AddHours(-1));
        string[] tokens = [Fit(out bool readFirst), Fit(out bool readSecond)];

        Assert.IsTrue(readFirst);
        Assert.IsFalse(readSecond);
        Assert.AreEqual(tokens[0], tokens[1]);

        string Fit(out bool isRead)
        {
            var mlContext = new MLContext();
            bool read = false;
            mlContext.Log += (_, e) => read |= e.Message.Contains("reviews to train on", StringComparison.Ordinal);
            var imdb = mlContext.Data.LoadImdb(archive, deferred: true);
            using var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
                .CacheEncoded(mlContext, folder.At("imdb.cache")).Fit(imdb.Train);
            string found = string.Join('\n', CellReader.Read(model.Transform(imdb.Train), "Tokens", "Label", "Rating"));
            isRead = read;
            return found;
        }
    }

    [TestMethod]
    public void The_parts_of_a_data_set_are_not_mistaken_for_each_other()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("imdb.tar.gz", ImdbSample.Gzip(ImdbSample.Tar()));
        var mlContext = new MLContext();
        var imdb = mlContext.Data.LoadImdb(archive);
        var cache = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .CacheEncoded(mlContext, folder.At("imdb.cache"));
        foreach (var part in new[] { imdb.Train, imdb.Test, imdb.Unlabeled })
            Assert.IsTrue(cache.Fit(part).IsBuilt);
    }

    [TestMethod]
    public void Wrong_arguments_and_columns_are_errors_before_anything_is_written()
    {
        using var reviews = new CachedReviews(10);
        var steps = reviews.Steps();
        Assert.ThrowsExactly<ArgumentNullException>(() => steps.CacheEncoded(null!, "x"));
        Assert.ThrowsExactly<ArgumentException>(() => steps.CacheEncoded(reviews.MlContext, " "));
        Assert.ThrowsExactly<ArgumentException>(() => steps.CacheEncoded(reviews.MlContext, "x", []));
        Assert.ThrowsExactly<ArgumentException>(() => steps.CacheEncoded(reviews.MlContext, "x", ["a", ""]));
        Assert.ThrowsExactly<FileNotFoundException>(() =>
            steps.CacheEncoded(reviews.MlContext, reviews.CachePath, [reviews.TablePath + "?"]).Fit(reviews.Load()));
        var withoutText = reviews.MlContext.Data.LoadFromEnumerable([new Encoded()]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => reviews.Cache().Fit(withoutText));
        var onlyText = reviews.MlContext.Data.LoadFromEnumerable([new OnlyText()]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            reviews.MlContext.Transforms.CopyColumns("Copy", "Text").CacheEncoded(reviews.MlContext, reviews.CachePath)
            .Fit(onlyText));
        StringAssert.Contains(error.Message, "Tokenize");
        Assert.IsFalse(Directory.Exists(Path.GetDirectoryName(reviews.CachePath)));
    }

    private sealed class OnlyText
    {
        public string Text { get; set; } = "";
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";

        public float Weight { get; set; }
    }

    private sealed class Encoded
    {
        public uint[] Features { get; set; } = [];
    }
}
