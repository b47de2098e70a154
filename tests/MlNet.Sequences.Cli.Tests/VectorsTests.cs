namespace MlNet.Sequences.Cli.Tests;

/// <summary>Word vectors of texts without labels, questions to them, and their formats.</summary>
[TestClass]
public class VectorsTests : ModelTests<VectorsTests>
{
    private static readonly string[] Small = ["--dimension", "8", "--minimum-count", "1", "--subsampling", "0", "--threads", "1"];

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        Workplace.Write("texts.csv", "Review,Stars\n" + string.Concat(Enumerable.Range(0, 400).Select(i => i % 2 == 0
            ? $"a Fine and gripping film with {(i % 4 == 0 ? "great" : "superb")} actors,\n"
            : $"what dull slow {(i % 4 == 1 ? "tedious" : "boring")} stuff this is,\n")));
        Workplace.Write("labeled.csv", "Text,Label\n" + string.Concat(
            Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a fine film,yes\n" : "dull stuff,no\n")));
    }

    [TestMethod]
    public void Vectors_are_trained_written_in_every_format_and_asked()
    {
        var run = Train(
            "vectors.txt", "--epochs", "30", "--learning-rate", "0.1", "--nearest", "great", "--count", "1", "--json");
        var report = run.Json();
        Assert.AreEqual("superb", report.GetProperty("nearest")[0].GetProperty("word").GetString());
        Assert.AreEqual(1, report.GetProperty("nearest").GetArrayLength());
        Assert.AreEqual(8, report.GetProperty("dimension").GetInt32());
        Assert.AreEqual(17, report.GetProperty("words").GetInt32());
        Assert.AreEqual(400, report.GetProperty("rows").GetInt32());
        Assert.AreEqual("skip-gram", report.GetProperty("algorithm").GetString());
        Assert.AreEqual(30, report.GetProperty("losses").GetArrayLength());
        StringAssert.Contains(run.Error, "Epoch 30/30: loss ");
        StringAssert.StartsWith(Read("vectors.txt"), "17 8\n");

        // One thread and one seed: the same bytes, also by way of the other formats.
        Assert.AreEqual(0, Train("again.txt", "--epochs", "30", "--learning-rate", "0.1").ExitCode);
        Assert.AreEqual(Read("vectors.txt"), Read("again.txt"));
        Assert.AreEqual(0, Train("vectors.zip", "--epochs", "30", "--learning-rate", "0.1").ExitCode);
        foreach (var (from, to) in new[] { ("vectors.txt", "v.bin"), ("v.bin", "back.txt"), ("vectors.zip", "of-model.txt") })
            Assert.AreEqual(0, Tool.Run("vectors", "--vectors", from, "--output", to).ExitCode);
        Assert.AreEqual(Read("vectors.txt"), Read("back.txt"));
        Assert.AreEqual(Read("vectors.txt"), Read("of-model.txt"));

        foreach (string file in (string[])["vectors.txt", "v.bin", "vectors.zip"])
        {
            var asked = Tool.Run(
                "vectors", "--vectors", file, "--nearest", "tedious", "--analogy", "great", "superb", "tedious", "--json").Json();
            Assert.AreEqual("boring", asked.GetProperty("nearest")[0].GetProperty("word").GetString(), file);
            Assert.AreEqual(10, asked.GetProperty("analogy").GetArrayLength());
            Assert.IsFalse(asked.TryGetProperty("losses", out _));
        }

        var table = Tool.Run("vectors", "--vectors", "vectors.txt", "--nearest", "tedious");
        StringAssert.Contains(table.Output, "Nearest to tedious");
        StringAssert.Contains(table.Output, "boring");
    }

    [TestMethod]
    public void A_training_starts_from_vectors_of_either_kind_and_they_can_be_taken_from_its_model()
    {
        foreach (string file in (string[])["start.txt", "start.zip"])
        {
            Assert.AreEqual(0, Train(file, "--algorithm", "cbow").ExitCode);
            var run = Tool.Run(
                "train", "--data", "labeled.csv", "--init-embeddings", file, "--embedding-size", "8", "--hidden-size", "4",
                "--epochs", "1", "--output", "classifier.zip");
            Assert.AreEqual(0, run.ExitCode, run.Error);
        }

        var nearest = Tool.Run("vectors", "--vectors", "classifier.zip", "--nearest", "fine", "--json").Json();
        Assert.AreEqual(8, nearest.GetProperty("dimension").GetInt32());
    }

    [TestMethod]
    [DataRow("vectors", "neither")]
    [DataRow("vectors --data texts.csv --vectors v.txt", "both")]
    [DataRow("vectors --vectors v.txt", "needs a question")]
    [DataRow("vectors --vectors v.txt --nearest a --dimension 5", "--dimension is for training")]
    [DataRow("vectors --vectors v.txt --nearest a --text Body", "--text is for training")]
    [DataRow("vectors --vectors v.txt --output v.zip", "--format model has the steps")]
    [DataRow("vectors --vectors v.txt --nearest a --format text", "--format needs --output")]
    [DataRow("vectors --data texts.csv --count 3", "--count is for --nearest and --analogy")]
    [DataRow("vectors --data texts.csv --dimension 0", "--dimension needs a whole number from 1 to 10000")]
    [DataRow("vectors --data texts.csv --subsampling 2", "a number from 0 to 1")]
    [DataRow("vectors --data texts.csv --algorithm glove", "skip-gram or cbow")]
    [DataRow("vectors --vectors v.txt --analogy a b", "--analogy")]
    public void Wrong_use_is_told(string command, string expected) => Tool.Run(command.Split(' ')).IsUsageError(expected);

    [TestMethod]
    [DataRow("vectors --vectors missing.txt --nearest a", "'missing.txt' does not exist")]
    [DataRow("vectors --vectors texts.csv --nearest a", "a word and")]
    [DataRow("vectors --data texts.csv --text-column Review --output texts.csv", "would overwrite")]
    [DataRow("vectors --data texts.csv --text-column Review --minimum-count 1000", "--minimum-count")]
    [DataRow("vectors --data texts.csv --text-column Review --output nowhere/v.txt", "does not exist. Create it or")]
    public void What_fails_is_told_on_one_line_and_leaves_no_file(string command, string expected)
    {
        string[] before = Workplace.Files();
        var run = Tool.Run(command.Split(' '));
        Assert.AreEqual(1, run.ExitCode, run.Error);
        StringAssert.Contains(run.ErrorLines[^1], expected);
        CollectionAssert.AreEqual(before, Workplace.Files());
    }

    [TestMethod]
    public void A_word_without_a_vector_is_told()
    {
        Workplace.Write("two.txt", "good 1 2\nbad 2 1\n");
        var run = Tool.Run("vectors", "--vectors", "two.txt", "--nearest", "Good");
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, "one of the 2 that have vectors; received 'Good'");
    }

    private static string Read(string name) => File.ReadAllText(Workplace.Path(name));

    private static ToolRun Train(string output, params string[] options)
    {
        var run = Tool.Run(
        [
            "vectors", "--data", "texts.csv", "--text-column", "Review", "--output", output, "--seed", "1", .. Small,
            .. options,
        ]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return run;
    }
}
