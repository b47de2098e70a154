using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TextFolderLoaderTests
{
    [TestMethod]
    public void A_class_is_a_folder_and_a_text_a_file()
    {
        using var folder = Sample();
        IDataView view = TextFolderLoader.Load(new MLContext(), folder.Path);

        CollectionAssert.AreEqual(new[] { "Sport/b.txt", "Sport/deep/er/a.TXT", "politics/1.txt", "politics/10.txt" },
            view.GetColumn<string>("Id").ToArray());
        CollectionAssert.AreEqual(new[] { "goal", "match", "vote", "law" }, view.GetColumn<string>("Text").ToArray());
        CollectionAssert.AreEqual(new uint[] { 1, 1, 2, 2 }, view.GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void The_label_is_a_key_whose_values_are_the_folders_names_in_ordinal_order()
    {
        using var folder = Sample();
        var mlContext = new MLContext();
        IDataView view = TextFolderLoader.Load(mlContext, folder.Path);

        Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), view.Schema["Label"].Type);
        IDataView names = mlContext.Transforms.Conversion.MapKeyToValue("Name", "Label").Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { "Sport", "Sport", "politics", "politics" }, names.GetColumn<string>("Name").ToArray());
    }

    [TestMethod]
    public void Another_pattern_takes_other_files()
    {
        using var folder = Sample();

        CollectionAssert.AreEqual(new[] { "Sport/notes.md", "politics/x.md" },
            TextFolderLoader.Load(new MLContext(), folder.Path, "*.md").GetColumn<string>("Id").ToArray());
    }

    [TestMethod]
    public void Texts_are_read_at_each_pass()
    {
        using var folder = Sample();
        IDataView view = TextFolderLoader.Load(new MLContext(), folder.Path);
        _ = view.GetColumn<string>("Text").ToArray();
        string changed = folder.Write("Sport/b.txt", "offside");
        Assert.AreEqual("offside", view.GetColumn<string>("Text").First());

        File.Delete(changed);
        Assert.AreEqual(4, view.GetColumn<string>("Id").Count());
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => view.GetColumn<string>("Text").First());
        StringAssert.Contains(error.Message, changed);
    }

    [TestMethod]
    public void Invalid_UTF_8_is_one_warning_for_all_passes()
    {
        using var folder = Sample();
        folder.Write("politics/2.txt", [0xE9]);
        folder.Write("politics/3.txt", [0xE9]);
        var mlContext = new MLContext();
        int warnings = 0;
        mlContext.Log += (_, e) => warnings += e.Kind == ChannelMessageKind.Warning ? 1 : 0;
        IDataView view = TextFolderLoader.Load(mlContext, folder.Path);

        Assert.AreEqual(0, warnings);
        for (int pass = 0; pass < 2; pass++)
            Assert.AreEqual(2, view.GetColumn<string>("Text").Count(text => text == "\uFFFD"));
        Assert.AreEqual(1, warnings);
    }

    [TestMethod]
    public void A_linked_file_counts_as_what_it_leads_to_and_linked_folders_do_not_loop()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Skipped: links need a privilege on Windows.");

        using var folder = Sample();
        string target = folder.Write("politics/2.txt", "linked");
        File.CreateSymbolicLink(folder.At("Sport/c.txt"), target);
        Directory.CreateSymbolicLink(folder.At("Sport/loop"), folder.At("Sport"));
        IDataView view = TextFolderLoader.Load(new MLContext(), folder.Path);

        CollectionAssert.Contains(view.GetColumn<string>("Id").ToArray(), "Sport/c.txt");
        Assert.AreEqual(6, view.GetRowCount());

        File.Delete(target);
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() =>
            TextFolderLoader.Load(new MLContext(), folder.Path)).Message,
            "leads nowhere");
    }

    [TestMethod]
    public void An_empty_class_is_an_error_that_names_it()
    {
        using var folder = Sample();
        Directory.CreateDirectory(folder.At("weather"));

        StringAssert.Contains(ErrorOf(folder), folder.At("weather"));
    }

    [TestMethod]
    public void An_empty_or_huge_file_is_an_error_that_names_it()
    {
        using var folder = Sample();
        string path = folder.Write("politics/2.txt", "");
        StringAssert.Contains(ErrorOf(folder), $"'{path}' is");

        using (FileStream file = File.OpenWrite(path))
            file.SetLength(Utf8Text.MaximumBytes + 1L);
        StringAssert.Contains(ErrorOf(folder), $"'{path}' has 16777217");
    }

    [TestMethod]
    public void A_folder_without_classes_is_an_error()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.txt", "text");
        folder.Write(".git/a.txt", "hidden");

        StringAssert.Contains(ErrorOf(folder), "must contain a folder for each class");
    }

    [TestMethod]
    public void A_path_that_is_no_folder_is_an_error()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("a.txt", "text");

        var isFile = Assert.ThrowsExactly<DirectoryNotFoundException>(() => TextFolderLoader.Load(new MLContext(), file));
        StringAssert.Contains(isFile.Message, "is a file");
        var absent = Assert.ThrowsExactly<DirectoryNotFoundException>(() =>
            TextFolderLoader.Load(new MLContext(), folder.At("absent")));
        StringAssert.Contains(absent.Message, "doesn't exist");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() =>
            TextFolderLoader.Load(new MLContext(), folder.Path, "x/*.txt")).Message,
            "'x/*.txt'");
    }

    private static string ErrorOf(ScratchFolder folder) =>
        Assert.ThrowsExactly<InvalidDataException>(() => TextFolderLoader.Load(new MLContext(), folder.Path)).Message;

    private static ScratchFolder Sample()
    {
        var folder = new ScratchFolder();
        folder.Write("politics/10.txt", "law");
        folder.Write("politics/1.txt", "vote");
        folder.Write("politics/x.md", "minutes");
        folder.Write("politics/.hidden.txt", "hidden");
        folder.Write("Sport/deep/er/a.TXT", "match");
        folder.Write("Sport/b.txt", "goal");
        folder.Write("Sport/notes.md", "table");
        folder.Write("Sport/.cache/c.txt", "hidden");
        folder.Write("read me.txt", "belongs to no class");
        return folder;
    }
}
