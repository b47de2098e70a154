namespace MlNet.Sequences.Cli.Tests;

/// <summary>Whole pipelines by recipe, and texts without labels.</summary>
[TestClass]
public class RecipeTests : ModelTests<RecipeTests>
{
    private static readonly string[] Small =
        ["--hidden-size", "6", "--embedding-size", "5", "--threads", "1", "--epochs", "2", "--max-length", "20"];

    private static readonly string[] Labeled =
        ["train", "--data", "labeled.csv", "--text-column", "Review", "--label-column", "Good"];

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        Workplace.Write("texts.csv", "Review\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => $"a {(i % 2 == 0 ? "fine and gripping" : "dull and slow")} film {i}\n")));
        Workplace.Write("labeled.csv", "Review,Good,Maker\n" + string.Concat(Enumerable.Range(0, 40).Select(
            i => i % 2 == 0 ? $"a fine and gripping film,yes,m{i / 4}\n" : $"a dull and slow film,no,m{i / 4}\n")));
    }

    [TestMethod]
    public void Balanced_trains_a_language_model_and_then_a_classifier_of_the_same_size()
    {
        var run = Tool.Run(
        [
            .. Labeled, "--recipe", "balanced", "--unlabeled", "texts.csv", .. Small, "--sampling-key-column", "Maker",
            "--output", "balanced.zip", "--json",
        ]);
        var report = run.Json();
        Assert.AreEqual("balanced", report.GetProperty("recipe").GetString());
        Assert.AreEqual(60, report.GetProperty("unlabeledRows").GetInt64());
        var model = report.GetProperty("languageModel");
        Assert.IsGreaterThan(90, model.GetProperty("rows").GetInt64() + 9);
        Assert.IsGreaterThan(0, model.GetProperty("epochs").GetInt32());
        Assert.AreEqual(report.GetProperty("earlierEpochs").GetInt32(), model.GetProperty("epochs").GetInt32());
        StringAssert.Contains(run.Error, "by the recipe balanced");

        var predicted = Tool.Run("predict", "--model", "balanced.zip", "--text", "a fine film!", "--json").Json();
        Assert.AreEqual("yes", predicted.GetProperty("label").GetString());
        var inspected = Tool.Run("inspect", "--model", "balanced.zip", "--json").Json();
        Assert.AreEqual(6, inspected.GetProperty("settings").GetProperty("hiddenSize").GetInt32());
        Assert.IsTrue(inspected.GetProperty("settings").GetProperty("bidirectional").GetBoolean());
    }

    [TestMethod]
    public void Fast_has_no_language_model_and_works_without_unlabeled_texts()
    {
        var report = Tool.Run([.. Labeled, "--recipe", "fast", .. Small, "--output", "fast.zip", "--json"]).Json();
        Assert.AreEqual("fast", report.GetProperty("recipe").GetString());
        Assert.IsFalse(report.TryGetProperty("languageModel", out _));
        Assert.IsFalse(report.TryGetProperty("unlabeledRows", out _));
    }

    [TestMethod]
    public void Any_network_learns_from_unlabeled_texts()
    {
        var run = Tool.Run(
            [.. Labeled, "--trainer", "gru", "--unlabeled", "texts.csv", .. Small, "--output", "gru.zip", "--json"]);
        Assert.AreEqual(60, run.Json().GetProperty("unlabeledRows").GetInt64());
        var continued = Tool.Run(
        [
            .. Labeled, "--continue-from", "gru.zip", "--unlabeled", "texts.csv", "--epochs", "1", "--output", "more.zip",
            "--json",
        ]);
        Assert.AreEqual(60, continued.Json().GetProperty("unlabeledRows").GetInt64());
    }

    [TestMethod]
    public void A_recipe_resumes_in_its_language_model()
    {
        string[] again =
        [
            .. Labeled, "--recipe", "balanced", "--unlabeled", "texts.csv", .. Small, "--checkpoint", "run", "--json",
            "--resume",
        ];
        var first = Tool.Run([.. again, "--output", "first.zip"]).Json();
        Assert.IsTrue(Directory.Exists(Workplace.Path("run/language-model")));
        Assert.IsTrue(Directory.Exists(Workplace.Path("run/classifier")));
        var second = Tool.Run([.. again, "--output", "second.zip"]).Json();
        Assert.AreEqual(
            first.GetProperty("epochs")[1].GetProperty("loss").GetDouble(),
            second.GetProperty("epochs")[1].GetProperty("loss").GetDouble());
        Assert.IsGreaterThan(0, second.GetProperty("resumedFromStep").GetInt64());
    }

    [TestMethod]
    public void A_recipe_in_a_settings_file_is_read()
    {
        Workplace.Write(
            "recipe.json",
            """
            {
                "recipe": "balanced", "data": "labeled.csv", "unlabeled": "texts.csv", "text": "Review", "label": "Good",
                "options": { "hiddenSize": 4, "embeddingSize": 4, "numberOfEpochs": 1 }
            }
            """);
        var report = Tool.Run("train", "--config", "recipe.json", "--output", "configured.zip", "--json").Json();
        Assert.AreEqual("balanced", report.GetProperty("recipe").GetString());
        Assert.AreEqual(60, report.GetProperty("unlabeledRows").GetInt64());
        Assert.AreEqual(1, report.GetProperty("epochs").GetArrayLength());
    }

    [TestMethod]
    [DataRow("--recipe quick", "fast, balanced or accurate")]
    [DataRow("--recipe fast --trainer gru", "--recipe trains an lstm; received it with the trainer gru")]
    [DataRow("--recipe fast --cache c.bin", "--recipe encodes texts without labels, too, which --cache does not hold")]
    [DataRow("--recipe fast --task regression", "--recipe learns classes, with --task binary or multiclass")]
    [DataRow("--unlabeled texts.csv --task tagging", "--unlabeled learns classes, with --task binary or multiclass")]
    [DataRow("--unlabeled texts.csv --trainer ngrams", "--unlabeled belongs to the trainers")]
    [DataRow("--unlabeled texts.csv --ngram-length 0", "--ngram-length must be 1 or more, or null, with --unlabeled")]
    [DataRow("--recipe fast --unlabeled texts.csv --output texts.csv", "would overwrite")]
    [DataRow("--recipe fast --unlabeled none.csv", "none.csv")]
    public void Wrong_use_is_told(string arguments, string expected)
    {
        var run = Tool.Run([.. Labeled, .. arguments.Split(' ')]);
        Assert.AreNotEqual(0, run.ExitCode);
        StringAssert.Contains(run.Error, expected);
    }
}
