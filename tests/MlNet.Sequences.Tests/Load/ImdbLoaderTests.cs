using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ImdbLoaderTests
{
    [TestMethod]
    public void The_views_have_the_documented_columns()
    {
        using var folder = new ScratchFolder();
        ImdbDataset imdb = Load(new MLContext(), folder);

        foreach (IDataView view in (IDataView[])[imdb.Train, imdb.Test, imdb.Unlabeled])
        {
            CollectionAssert.AreEqual(new[] { "Text", "Label", "Rating", "Id", "Film" },
                view.Schema.Select(column => column.Name).ToArray());
            Assert.AreEqual(BooleanDataViewType.Instance, view.Schema["Label"].Type);
            Assert.AreEqual(NumberDataViewType.Single, view.Schema["Rating"].Type);
            Assert.IsTrue(view.CanShuffle);
        }
    }

    [TestMethod]
    [DataRow(false, DisplayName = "an archive")]
    [DataRow(true, DisplayName = "a folder")]
    public void The_films_are_those_of_the_lists_of_addresses(bool isFolder)
    {
        using var folder = new ScratchFolder();
        (string, string)[] files =
        [
            .. ImdbSample.Files.Where(file => !file.Path.Contains("urls_", StringComparison.Ordinal)),
            ("aclImdb/train/urls_neg.txt", "http://www.imdb.com/title/tt11/usercomments\n" +
                "http://www.imdb.com/title/tt22/usercomments\r\nhttp://example.com/33\n"),
            ("aclImdb/train/urls_unsup.txt", "http://www.imdb.com/title/tt44\n"),
            ("aclImdb/test/urls_pos.txt", ""),
        ];
        if (isFolder)
        {
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
                File.WriteAllText(folder.At(path), text);
            }
        }

        string source = isFolder ? folder.At("aclImdb") : folder.Write("films.tar", ImdbSample.Tar(files));
        ImdbDataset imdb = new MLContext().Data.LoadImdb(source);

        // Numbers 0, 2 and 10, negative first; positive reviews have no list, and line 10 is missing.
        CollectionAssert.AreEqual(
            new[] { "tt11", "", "http://example.com/33", "", "", "" }, imdb.Train.GetColumn<string>("Film").ToArray());
        CollectionAssert.AreEqual(new[] { "tt44", "", "" }, imdb.Unlabeled.GetColumn<string>("Film").ToArray());
        CollectionAssert.AreEqual(new[] { "", "" }, imdb.Test.GetColumn<string>("Film").ToArray());
    }

    [TestMethod]
    public void ML_NET_reads_shuffles_splits_and_trains_on_the_views()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext(seed: 1);
        ImdbDataset imdb = Load(mlContext, folder);

        Row[] rows = [.. mlContext.Data.CreateEnumerable<Row>(imdb.Train, reuseRowObject: false)];
        Row[] shuffled = [.. mlContext.Data.CreateEnumerable<Row>(mlContext.Data.ShuffleRows(imdb.Train), reuseRowObject: false)];
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(imdb.Train, testFraction: 0.4);
        var pipeline = mlContext.Transforms.Text.FeaturizeText("Features", "Text")
            .Append(mlContext.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 2));

        Assert.AreEqual(new Row { Text = "Très bien.", Label = true, Rating = 8, Id = "train/pos/2_8" }, rows[3]);
        CollectionAssert.AreEquivalent(rows, shuffled);
        Assert.HasCount(6, mlContext.Data.CreateEnumerable<Row>(split.TrainSet, false)
            .Concat(mlContext.Data.CreateEnumerable<Row>(split.TestSet, false)).ToArray());
        Assert.AreEqual(2, pipeline.Fit(imdb.Train).Transform(imdb.Test).GetColumn<bool>("PredictedLabel").Count());
    }

    [TestMethod]
    public void Unlabelled_texts_are_read_when_first_used()
    {
        using var folder = new ScratchFolder();
        ImdbDataset imdb = Load(new MLContext(), folder);
        File.Move(folder.At("sample.tar.gz"), folder.At("elsewhere"));

        Assert.AreEqual(3, imdb.Unlabeled.GetRowCount());
        Assert.ThrowsExactly<FileNotFoundException>(() => imdb.Unlabeled.GetColumn<string>("Text").ToArray());
        File.Move(folder.At("elsewhere"), folder.At("sample.tar.gz"));
        CollectionAssert.AreEqual(new[] { "Zero", "Two", "Ten" }, imdb.Unlabeled.GetColumn<string>("Text").ToArray());
    }

    [TestMethod]
    public void A_data_set_that_changed_is_an_error()
    {
        using var folder = new ScratchFolder();
        ImdbDataset imdb = Load(new MLContext(), folder);
        folder.Write("sample.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(ImdbSample.With("aclImdb/train/unsup/0"))));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => imdb.Unlabeled.GetColumn<string>("Text").ToArray());
        StringAssert.Contains(error.Message, "had 3 unlabeled reviews when it was loaded and has 2 now");
    }

    [TestMethod]
    [DataRow("aclImdb/test", "The test reviews")]
    [DataRow("aclImdb/train/unsup", "The unlabeled reviews")]
    public void A_part_that_the_data_set_lacks_is_an_error_where_it_is_used(string part, string expected)
    {
        using var folder = new ScratchFolder();
        ImdbDataset imdb = Load(new MLContext(), folder, ImdbSample.With(part));

        Assert.AreEqual(6, imdb.Train.GetRowCount());
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => part.EndsWith("test", StringComparison.Ordinal) ? imdb.Test : imdb.Unlabeled);
        StringAssert.Contains(error.Message, expected);
    }

    [TestMethod]
    public void Invalid_UTF_8_is_one_warning()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext();
        var warnings = new List<string>();
        mlContext.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };

        ImdbSample.Unpack(folder);
        folder.Write("aclImdb/train/pos/5_9.txt", [0xE9]);
        folder.Write("aclImdb/train/pos/6_9.txt", [0xE9]);
        ImdbLoader.Load(mlContext, folder.Path);

        Assert.HasCount(1, warnings);
        StringAssert.StartsWith(warnings[0], "2 texts aren't valid UTF-8");
    }

    [TestMethod]
    public void A_path_with_braces_is_no_format_string()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext();
        mlContext.Log += (_, e) => Assert.IsNotNull(e.Message);
        ImdbSample.Unpack(folder, "{0}/");

        Assert.AreEqual(6, ImdbLoader.Load(mlContext, folder.At("{0}")).Train.GetRowCount());
    }

    [TestMethod]
    public void A_path_that_is_neither_a_file_nor_a_folder_is_an_error()
    {
        using var folder = new ScratchFolder();

        var error = Assert.ThrowsExactly<FileNotFoundException>(() =>
            ImdbLoader.Load(new MLContext(), folder.At("absent.tar.gz")));
        StringAssert.Contains(error.Message, "neither a file nor a folder");
        StringAssert.Contains(error.Message, folder.At("absent.tar.gz"));
        Assert.ThrowsExactly<ArgumentException>(() => ImdbLoader.Load(new MLContext(), " "));
    }

    [TestMethod]
    public void The_published_archive_is_read_whole_and_in_its_order()
    {
        string path = PublishedArchive();
        var mlContext = new MLContext();
        ImdbDataset imdb = ImdbLoader.Load(mlContext, path);

        Row[] rows = [.. mlContext.Data.CreateEnumerable<Row>(mlContext.Data.TakeRows(imdb.Train, 4), reuseRowObject: false)];
        CollectionAssert.AreEqual(new[] { "train/neg/0_3", "train/pos/0_9", "train/neg/1_1", "train/pos/1_7" },
            rows.Select(row => row.Id).ToArray());
        Assert.AreEqual(25_000, imdb.Train.GetRowCount());
        Assert.AreEqual(12_500, imdb.Train.GetColumn<bool>("Label").Count(label => label));
        Assert.AreEqual(50_000, imdb.Unlabeled.GetRowCount());
    }

    private static string PublishedArchive()
    {
        string folder = Repository.SharedFolder("MLNET_SEQUENCES_DATA", "data");
        string? archive = Directory.EnumerateFiles(folder, "aclImdb_v1*.tar.gz").Order(StringComparer.Ordinal).FirstOrDefault();
        if (archive is null)
            Assert.Inconclusive($"Skipped: needs aclImdb_v1.tar.gz in '{folder}'.");
        return archive!;
    }

    private static ImdbDataset Load(MLContext mlContext, ScratchFolder folder,
        IEnumerable<(string Path, string Text)>? files = null) =>
        ImdbLoader.Load(mlContext, folder.Write("sample.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(files))));

    private sealed record Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public float Rating { get; set; }

        public string Id { get; set; } = "";
    }
}
