using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ImdbReaderTests
{
    private static readonly string[] TrainOrder =
        ["train/neg/0_3", "train/pos/0_9", "train/neg/2_4", "train/pos/2_8", "train/neg/10_1", "train/pos/10_7"];

    [TestMethod]
    public void Reviews_are_ordered_by_number_with_the_classes_alternating()
    {
        ImdbContents contents = ReadArchive(ImdbSample.Gzip(ImdbSample.Tar()));

        CollectionAssert.AreEqual(TrainOrder, contents.Train.Select(review => review.Id).ToArray());
        CollectionAssert.AreEqual(new[] { false, true, false, true, false, true },
            contents.Train.Select(review => review.Label).ToArray());
        CollectionAssert.AreEqual(new[] { 3f, 9f, 4f, 8f, 1f, 7f }, contents.Train.Select(review => review.Rating).ToArray());
        CollectionAssert.AreEqual(new[] { "Dull.", "Superb!<br /><br />Go." },
            contents.Test.Select(review => review.Text.ToString()).ToArray());
        Assert.AreEqual(3, contents.UnlabeledCount);
        Assert.AreEqual(0, contents.InvalidCount);
    }

    [TestMethod]
    public void The_order_is_the_same_for_an_archive_packed_backwards_a_plain_tar_and_a_folder()
    {
        using var folder = new ScratchFolder();
        ImdbSample.Unpack(folder);

        IReadOnlyList<ImdbReview> backwards = ReadArchive(ImdbSample.Gzip(ImdbSample.Tar(ImdbSample.Files.Reverse()))).Train;
        IReadOnlyList<ImdbReview> plain = ReadArchive(ImdbSample.Tar()).Train;
        IReadOnlyList<ImdbReview> parent = ImdbReader.ReadLabeled(new ImdbFolder(folder.Path)).Train;
        IReadOnlyList<ImdbReview> itself = ImdbReader.ReadLabeled(new ImdbFolder(folder.At("aclImdb"))).Train;

        CollectionAssert.AreEqual(TrainOrder, plain.Select(review => review.Id).ToArray());
        CollectionAssert.AreEqual(plain.ToArray(), backwards.ToArray());
        CollectionAssert.AreEqual(plain.ToArray(), parent.ToArray());
        CollectionAssert.AreEqual(plain.ToArray(), itself.ToArray());
    }

    [TestMethod]
    public void An_archive_packed_from_within_the_folder_is_read_too()
    {
        IEnumerable<(string, string)> files = ImdbSample.Files.Select(file => ("./" + file.Path["aclImdb/".Length..], file.Text));

        CollectionAssert.AreEqual(TrainOrder,
            ReadArchive(ImdbSample.Gzip(ImdbSample.Tar(files))).Train.Select(review => review.Id).ToArray());
    }

    [TestMethod]
    public void Unlabelled_reviews_have_no_rating_and_a_false_label()
    {
        using var folder = new ScratchFolder();
        ImdbSample.Unpack(folder);

        ImdbContents contents = ImdbReader.ReadUnlabeled(new ImdbFolder(folder.Path));

        CollectionAssert.AreEqual(
            new[] { "Zero", "Two", "Ten" }, contents.Train.Select(review => review.Text.ToString()).ToArray());
        Assert.IsTrue(contents.Train.All(review => !review.Label && float.IsNaN(review.Rating)));
        Assert.IsEmpty(contents.Test);
    }

    [TestMethod]
    public void Hidden_files_and_other_files_are_passed_over()
    {
        ImdbContents contents = ReadArchive(ImdbSample.Tar(ImdbSample.With(null,
            ("aclImdb/train/neg/._0_3.txt", "\0"), ("aclImdb/train/pos/.DS_Store", "\0"),
                ("aclImdb/train/labeledBow.feat", "1 0:9"))));

        Assert.HasCount(6, contents.Train);
    }

    [TestMethod]
    [DataRow("train/neg")]
    [DataRow("train/pos")]
    [DataRow("test/pos")]
    public void A_missing_part_is_an_error_that_names_it(string part)
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With("aclImdb/" + part));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message, $"none in {part}:");
    }

    [TestMethod]
    public void A_missing_train_part_is_an_error_that_names_both_its_folders()
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With("aclImdb/train"));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message,
            "train/neg and train/pos:");
    }

    [TestMethod]
    public void An_empty_folder_is_an_error_that_names_it()
    {
        using var folder = new ScratchFolder();
        ImdbSample.Unpack(folder);
        foreach (string file in Directory.GetFiles(folder.At("aclImdb/train/pos")))
            File.Delete(file);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => ImdbReader.ReadLabeled(new ImdbFolder(folder.Path)));
        StringAssert.Contains(error.Message, "none in train/pos:");
    }

    [TestMethod]
    public void A_folder_without_the_data_set_is_an_error()
    {
        using var folder = new ScratchFolder();

        var error = Assert.ThrowsExactly<InvalidDataException>(() => new ImdbFolder(folder.Path));
        StringAssert.Contains(error.Message, "must contain the folder train");
    }

    [TestMethod]
    [DataRow("review.txt")]
    [DataRow("1_.txt")]
    [DataRow("_9.txt")]
    [DataRow("1_9.text")]
    [DataRow("-1_9.txt")]
    [DataRow("1_9_9.txt")]
    [DataRow("99999999999_9.txt")]
    public void A_file_that_is_not_named_by_number_and_rating_is_an_error_that_names_it(string name)
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/train/pos/" + name, "Text")));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive));
        StringAssert.Contains(error.Message, "ID_RATING.txt");
        StringAssert.Contains(error.Message, $"'aclImdb/train/pos/{name}'");
    }

    [TestMethod]
    [DataRow("train/pos/77_4.txt")]
    [DataRow("test/neg/77_10.txt")]
    [DataRow("train/neg/77_0.txt")]
    [DataRow("train/pos/77_11.txt")]
    public void A_rating_that_contradicts_its_folder_is_an_error(string path)
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/" + path, "Text")));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message,
            $"'aclImdb/{path}'");
    }

    [TestMethod]
    public void A_review_that_is_there_twice_is_an_error()
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/train/pos/0_9.txt", "Again")));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message,
            "'train/pos/0_9' occurs twice");
    }

    [TestMethod]
    public void Two_data_sets_in_one_archive_are_an_error()
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With(null, ("copy/train/pos/0_9.txt", "Again")));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message, "'copy/train/pos'");
    }

    [TestMethod]
    public void Invalid_bytes_become_replacement_characters_and_are_counted()
    {
        IEnumerable<(string, byte[])> files = ImdbSample.Files.Select(file =>
            (file.Path, file.Path.Contains("pos", StringComparison.Ordinal)
            ? [.. Encoding.UTF8.GetBytes("caf"), 0xE9] : Encoding.UTF8.GetBytes(file.Text)));

        ImdbContents contents = ReadArchive(ImdbSample.Tar(files));

        Assert.AreEqual(4, contents.InvalidCount);
        Assert.AreEqual("aclImdb/test/pos/0_10.txt", contents.FirstInvalid);
        Assert.AreEqual("caf\uFFFD", contents.Train[1].Text.ToString());
    }

    [TestMethod]
    public void An_empty_review_is_an_error_that_names_it()
    {
        byte[] archive = ImdbSample.Tar(ImdbSample.With(null, ("aclImdb/train/pos/5_9.txt", "")));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReadArchive(archive)).Message,
            "'aclImdb/train/pos/5_9.txt' in");
    }

    private static ImdbContents ReadArchive(byte[] bytes)
    {
        using var folder = new ScratchFolder();
        return ImdbReader.ReadLabeled(new ImdbArchive(folder.Write("sample.tar", bytes)));
    }
}
