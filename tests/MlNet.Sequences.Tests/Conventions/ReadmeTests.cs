using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Runs the C# of the README and of the documents as it stands, but for the paths, on a data set of a hundred reviews.
/// </summary>
[TestClass]
public sealed partial class ReadmeTests
{
    [TestMethod]
    public async Task Every_code_block_of_the_README_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string vectors = folder.Write(
            "reviews.vec",
            $"2 128\nfine{string.Concat(Enumerable.Repeat(" 0.1", 128))}\n" +
            $"dull{string.Concat(Enumerable.Repeat(" -0.1", 128))}\n");
        string[] blocks = await BlocksAsync(
            ["README.md"], ("aclImdb_v1.tar.gz", archive), ("sentiment.zip", folder.At("sentiment.zip")),
            ("sentiment.onnx", folder.At("sentiment.onnx")), ("from-text.onnx", folder.At("from-text.onnx")),
            ("portable.zip", folder.At("portable.zip")), ("imdb.cache", folder.At("imdb.cache")),
            ("fit.csv", folder.At("fit.csv")), ("runs/lstm", folder.At("runs")), ("checkpoints/", folder.At("checkpoints") + "/"),
            ("reviews.vec", vectors));
        Assert.IsGreaterThanOrEqualTo(2, blocks.Length);

        // Each block is a program of its own, in the README's order: the second loads what the first saved.
        foreach (string block in blocks)
            await RunAsync(block);

        Assert.IsTrue(File.Exists(folder.At("sentiment.zip")));
        Assert.IsTrue(File.Exists(folder.At("sentiment.onnx")));
        Assert.IsTrue(File.Exists(folder.At("from-text.onnx")));
        Assert.IsTrue(File.Exists(folder.At("portable.zip")));
        Assert.IsTrue(File.Exists(folder.At("fit.csv")));
        Assert.HasCount(1, Directory.GetFiles(folder.At("runs")));
        Assert.IsNotEmpty(Directory.GetFiles(folder.At("checkpoints/first")));
    }

    [TestMethod]
    public async Task The_code_block_about_pretraining_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = await BlocksAsync(
            ["docs", "pretraining.md"], ("aclImdb_v1.tar.gz", archive), ("language-model.zip", folder.At("language-model.zip")));
        await RunAsync(blocks.Single());
        Assert.IsTrue(File.Exists(folder.At("language-model.zip")));
    }

    [TestMethod]
    public async Task The_code_block_about_word_vectors_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = await BlocksAsync(
            ["docs", "word-vectors.md"], ("aclImdb_v1.tar.gz", archive), ("reviews.txt", folder.At("reviews.txt")));
        await RunAsync(blocks.Single());
        Assert.IsTrue(File.Exists(folder.At("reviews.txt")));
    }

    [TestMethod]
    public async Task Every_code_block_about_caching_runs_and_the_second_time_from_the_cache()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string table = folder.Write("reviews.tsv", "1\ta fine film\n0\ta dull film\n");
        string[] blocks = await BlocksAsync(
            ["docs", "caching.md"], ("aclImdb_v1.tar.gz", archive), ("imdb.cache", folder.At("imdb.cache")),
            ("sentiment.zip", folder.At("sentiment.zip")), ("reviews.tsv", table), ("caches/", folder.At("caches") + "/"));
        Assert.HasCount(2, blocks);
        foreach (string block in blocks)
            await RunAsync(block);
        string[] caches = [folder.At("imdb.cache"), folder.At("caches/reviews.cache")];
        DateTime[] written = [.. caches.Select(File.GetLastWriteTimeUtc)];
        foreach (string block in blocks)
            await RunAsync(block);
        CollectionAssert.AreEqual(written, caches.Select(File.GetLastWriteTimeUtc).ToArray());
        Assert.IsTrue(File.Exists(folder.At("sentiment.zip")));
    }

    [TestMethod]
    public async Task Every_code_block_about_ones_own_data_runs()
    {
        using var folder = new ScratchFolder();
        string mails = folder.Write("mails.csv", "Text,Urgent,Folder,Hours\n" + string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"\"The server is down, case {i}\",true,operations,0.5\nLunch on Friday? {i},false,private,24\nThe offer of week " +
            $"{i},false,sales,8\n")));
        string meters = folder.Write("meters.csv", string.Concat(Enumerable.Range(0, 48).Select(day =>
            string.Concat(
                Enumerable.Range(0, 24)
                .Select(hour => FormattableString.Invariant($"{(day % 2 == 0 ? hour : 24 - hour) / 24.0},"))) + (day % 2 == 0
                ? "true\n"
                : "false\n"))));
        string sentences = folder.Write("sentences.tsv", string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"show me flights to town{i}\tVERB PRON NOUN ADP PROPN\ntown{i} is far\tPROPN AUX ADJ\n")));
        string[] blocks = await BlocksAsync(
            ["docs", "how-to.md"], ("mails.csv", mails), ("meters.csv", meters), ("mails.zip", folder.At("mails.zip")),
            ("folders.zip", folder.At("folders.zip")), ("sentences.tsv", sentences), ("tagger.zip", folder.At("tagger.zip")));
        Assert.HasCount(7, blocks);
        foreach (string block in blocks)
            await RunAsync(block);
        Assert.IsTrue(File.Exists(folder.At("mails.zip")));
        Assert.IsTrue(File.Exists(folder.At("folders.zip")));
        Assert.IsTrue(File.Exists(folder.At("tagger.zip")));
    }

    [TestMethod]
    [DataRow("MlNet.Sequences")]
    [DataRow("MlNet.Sequences.Plots")]
    [DataRow("MlNet.Sequences.Testing")]
    [DataRow("MlNet.Sequences.Cli")]
    public async Task The_readme_of_a_package_runs_and_has_no_link_that_a_gallery_breaks(string package)
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string mails = folder.Write(
            "mails.csv",
            "Text,Urgent\n" +
            string.Concat(Enumerable.Range(0, 30).Select(i => $"\"The server is down, case {i}\",true\nLunch? {i},false\n")));
        string[] document = ["src", package, "PACKAGE.md"];

        foreach (string block in await BlocksAsync(
            document, ("aclImdb_v1.tar.gz", archive), ("mails.csv", mails), ("mails.zip", folder.At("mails.zip"))))
            await RunAsync(block.Replace(".Save(\"", $".Save(\"{folder.Path}/", StringComparison.Ordinal));

        string[] targets = [
            .. Link().Matches(await File.ReadAllTextAsync(Repository.Path(document)))
            .Select(match => match.Groups["target"].Value)];
        Assert.IsNotEmpty(targets);
        Assert.AreEqual("", string.Join(' ', targets.Where(target => !target.StartsWith("https://", StringComparison.Ordinal))));
    }

    [TestMethod]
    public async Task Every_code_block_for_those_who_come_from_Keras_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = await BlocksAsync(
            ["docs", "from-keras.md"], ("aclImdb_v1.tar.gz", archive), ("sentiment.zip", folder.At("sentiment.zip")),
            ("fit.csv", folder.At("fit.csv")), ("runs/keras", folder.At("runs")),
            ("checkpoints/keras", folder.At("checkpoints")));
        Assert.HasCount(4, blocks);

        // The last loads what the first saved.
        foreach (string block in blocks)
            await RunAsync(block);
        Assert.IsTrue(File.Exists(folder.At("fit.csv")));
        Assert.HasCount(1, Directory.GetFiles(folder.At("runs")));
        Assert.IsNotEmpty(Directory.GetFiles(folder.At("checkpoints")));
    }

    [TestMethod]
    public async Task Every_code_block_for_those_who_come_from_Microsoft_ML_TorchSharp_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string letters = string.Concat(
            Enumerable.Range('!', '~' - '!' + 1).Where(letter => letter is not ('"' or '\\')).Select(letter => (char)letter));
        string[] tokens = ["<s>", "</s>", "\u0120", .. letters.Select(letter => letter.ToString()), "\u0120f"];
        string vocabulary = folder.Write(
            "vocab.json", ReflectionJson.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
        string merges = folder.Write("merges.txt", "#version: 0.2\n\u0120 f\n");
        string[] blocks = await BlocksAsync(
            ["docs", "from-microsoft-ml-torchsharp.md"], ("aclImdb_v1.tar.gz", archive), ("stars.zip", folder.At("stars.zip")),
            ("vocab.json", vocabulary), ("merges.txt", merges));
        Assert.HasCount(2, blocks);
        foreach (string block in blocks)
            await RunAsync(block);
        Assert.IsTrue(File.Exists(folder.At("stars.zip")));
    }

    [TestMethod]
    public async Task Every_code_block_about_ONNX_runs()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext(seed: 1);
        var rows = mlContext.Data.LoadFromEnumerable(
            Reviews().Select(review => new { review.Text, Label = review.Path.Contains("pos", StringComparison.Ordinal) }));
        var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions { NumberOfEpochs = 1 })).Fit(rows);
        mlContext.Model.Save(model, rows.Schema, folder.At("sentiment.zip"));
        string[] blocks = await BlocksAsync(
            ["docs", "onnx.md"], ("sentiment.zip", folder.At("sentiment.zip")), ("sentiment.onnx", folder.At("sentiment.onnx")),
            ("from-text.onnx", folder.At("from-text.onnx")), ("portable.zip", folder.At("portable.zip")));
        Assert.HasCount(3, blocks);

        // The third reads what the second wrote.
        foreach (string block in blocks)
            await RunAsync(block);
        Assert.IsTrue(File.Exists(folder.At("from-text.onnx")));
        Assert.IsTrue(File.Exists(folder.At("portable.zip")));
    }

    [TestMethod]
    public async Task Every_code_block_about_ensembles_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = await BlocksAsync(
            ["docs", "ensembles.md"], ("aclImdb_v1.tar.gz", archive), ("ensemble.zip", folder.At("ensemble.zip")),
            ("sentiment.zip", folder.At("ensemble.zip")));
        Assert.HasCount(2, blocks);

        // The second loads what the first saved.
        foreach (string block in blocks)
            await RunAsync(block);
        Assert.IsTrue(File.Exists(folder.At("ensemble.zip")));
    }

    [TestMethod]
    public async Task Every_code_block_about_n_grams_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = await BlocksAsync(["docs", "ngrams.md"], ("aclImdb_v1.tar.gz", archive));
        Assert.HasCount(2, blocks);
        foreach (string block in blocks)
            await RunAsync(block);
    }

    [TestMethod]
    public async Task Every_code_block_about_ones_own_networks_and_losses_runs()
    {
        using var folder = new ScratchFolder();
        string mails = folder.Write("mails.csv", "Text,Urgent\n" +
            string.Concat(Enumerable.Range(0, 30).Select(i => $"\"The server is down, case {i}\",true\nLunch? {i},false\n")));
        string[] blocks = await BlocksAsync(["docs", "custom-networks.md"], ("mails.csv", mails));
        Assert.HasCount(1, blocks);
        await RunAsync(blocks[0]);
    }

    /// <summary>The C# of a document. Texts that begin with one path begin with another instead.</summary>
    private static async Task<string[]> BlocksAsync(string[] document, params (string Written, string Here)[] paths) =>
        [.. CodeBlock().Matches(await File.ReadAllTextAsync(Repository.Path(document)))
            .Select(match => paths.Aggregate(
                match.Groups["code"].Value,
                (code, path) => code.Replace($"\"{path.Written}", $"\"{path.Here}", StringComparison.Ordinal)))];

    [TestMethod]
    public async Task Every_code_block_about_plots_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string[] blocks = [.. CodeBlock().Matches(await File.ReadAllTextAsync(Repository.Path("docs", "plots.md")))
            .Select(match => match.Groups["code"].Value
                .Replace("aclImdb_v1.tar.gz", archive, StringComparison.Ordinal)
                .Replace(".Save(\"", $".Save(\"{folder.Path}/", StringComparison.Ordinal))];
        Assert.HasCount(1, blocks);
        await RunAsync(blocks[0]);
        Assert.HasCount(
            5,
            Directory.GetFiles(folder.Path)
            .Where(file => file.EndsWith(".svg", StringComparison.Ordinal) || file.EndsWith(".html", StringComparison.Ordinal)));
    }

    // A script has no "using var" at its top level, where a program has.
    private static Task<ScriptState<object>> RunAsync(string block) => CSharpScript.RunAsync(
        UsingVariable().Replace(block, "var "), ScriptOptions.Default
        .AddReferences(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
        .AddReferences(
            typeof(MLContext).Assembly, typeof(SequencesCatalog).Assembly, typeof(BinaryClassificationCatalog).Assembly,
            typeof(Plots.ModelPlots).Assembly, typeof(Testing.Contract).Assembly, typeof(OnnxCatalog).Assembly)
        .AddImports("System", "System.IO", "System.Linq", "System.Collections.Generic"));

    private static IEnumerable<(string Path, string Text)> Reviews()
    {
        foreach (string part in new[] { "test", "train" })
        {
            for (int i = 0; i < 30; i++)
            {
                yield return ($"aclImdb/{part}/neg/{i}_2.txt", $"A dull film, number {i}, and a waste of time.");
                yield return ($"aclImdb/{part}/pos/{i}_9.txt", $"A fine film, number {i}, and worth the ticket.");
            }
        }

        yield return ("aclImdb/train/unsup/0_0.txt", "A film.");
    }

    [GeneratedRegex(@"^using var ", RegexOptions.Multiline)]
    private static partial Regex UsingVariable();

    [GeneratedRegex(@"\]\((?<target>[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
