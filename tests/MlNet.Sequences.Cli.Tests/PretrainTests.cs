namespace MlNet.Sequences.Cli.Tests;

/// <summary>A language model of texts without labels, and a training that goes on from it.</summary>
[TestClass]
public class PretrainTests : ModelTests<PretrainTests>
{
    private static readonly string[] Small =
        ["--hidden-size", "6", "--embedding-size", "5", "--threads", "1", "--bidirectional", "--epochs", "2"];

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        Workplace.Write("texts.csv", "Review,Stars\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => $"a {(i % 2 == 0 ? "fine and gripping" : "dull and slow")} film {i},\n")));
        Workplace.Write("labeled.csv", "Review,Good\n" + string.Concat(
            Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a fine and gripping film,yes\n" : "a dull and slow film,no\n")));
    }

    [TestMethod]
    public void A_training_goes_on_from_a_language_model_with_its_words()
    {
        var run = Tool.Run(
        [
            "pretrain", "--data", "texts.csv", "--text-column", "Review", "--output", "lm.zip", "--trainer", "gru", .. Small,
            "--validation-fraction", "0.2", "--json",
        ]);
        var report = run.Json();
        Assert.AreEqual("language-model", report.GetProperty("task").GetString());
        Assert.AreEqual(2, report.GetProperty("epochs").GetArrayLength());
        double perplexity = report.GetProperty("perplexity").GetDouble();
        Assert.IsTrue(perplexity is > 1 and < 100, $"{perplexity}");
        Assert.AreEqual(60, report.GetProperty("rows").GetInt64() + report.GetProperty("validationRows").GetInt64());
        StringAssert.Contains(run.Error, "train --data PATH --continue-from lm.zip");

        var trained = Tool.Run(
            "train", "--data", "labeled.csv", "--text-column", "Review", "--label-column", "Good", "--continue-from", "lm.zip",
            "--epochs", "2", "--output", "classifier.zip", "--json").Json();
        Assert.AreEqual("gru", trained.GetProperty("trainer").GetString());
        Assert.AreEqual(2, trained.GetProperty("earlierEpochs").GetInt32());
        StringAssert.Contains(trained.GetProperty("startsFrom").GetString()!, "the head is new");
        var predicted = Tool.Run("predict", "--model", "classifier.zip", "--text", "a fine film");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Error);

        var inspected = Tool.Run("inspect", "--model", "lm.zip", "--json").Json();
        Assert.AreEqual("language-model", inspected.GetProperty("task").GetString());
        Assert.AreEqual(1024, inspected.GetProperty("trainingSettings").GetProperty("numberOfNegatives").GetInt32());
        var epochs = inspected.GetProperty("history").GetProperty("epochs");
        Assert.AreEqual(2, epochs.GetArrayLength());
        Assert.AreEqual(
            report.GetProperty("epochs")[1].GetProperty("validationPerplexity").GetDouble(),
            epochs[1].GetProperty("validationPerplexity").GetDouble());
        Assert.IsFalse(inspected.TryGetProperty("classes", out _));
        var table = Tool.Run("inspect", "--model", "lm.zip");
        StringAssert.Contains(table.Output, "Perplexity");
        Assert.IsFalse(table.Output.Contains("Label from", StringComparison.Ordinal), table.Output);

        foreach (string[] command in (string[][])[["predict", "--text", "a film"], ["evaluate", "--data", "labeled.csv"]])
        {
            var refused = Tool.Run([.. command, "--model", "lm.zip"]);
            Assert.AreEqual(1, refused.ExitCode, refused.Error);
            StringAssert.Contains(refused.Error, "A language model predicts the words of texts");
        }
    }

    [TestMethod]
    public void A_transformer_learns_masked_words_and_a_classifier_goes_on_from_it()
    {
        string[] network =
            ["--trainer", "transformer", "--hidden-size", "8", "--heads", "2", "--feed-forward-size", "12", "--layers", "2"];
        var report = Tool.Run(
        [
            "pretrain", "--data", "texts.csv", "--text-column", "Review", "--output", "masked.zip", .. network, "--epochs", "2",
            "--masked-fraction", "0.3", "--validation-fraction", "0.2", "--threads", "1", "--json",
        ]).Json();
        Assert.AreEqual("transformer", report.GetProperty("trainer").GetString());
        double perplexity = report.GetProperty("perplexity").GetDouble();
        Assert.IsTrue(perplexity is > 1 and < 100, $"{perplexity}");

        var trained = Tool.Run(
            "train", "--data", "labeled.csv", "--text-column", "Review", "--label-column", "Good", "--continue-from",
            "masked.zip", "--epochs", "2", "--output", "from-masked.zip", "--json").Json();
        Assert.AreEqual("transformer", trained.GetProperty("trainer").GetString());
        StringAssert.Contains(trained.GetProperty("startsFrom").GetString()!, "the body is kept, the head is new");
    }

    [TestMethod]
    public void Settings_are_read_from_the_file_that_config_prints()
    {
        foreach (string trainer in (string[])["lstm", "transformer"])
        {
            Assert.AreEqual(
                0, Tool.Run("config", "--language-model", "--trainer", trainer, "--output", $"{trainer}.json").ExitCode);
            string text = File.ReadAllText(Workplace.Path($"{trainer}.json"));
            StringAssert.Contains(text, "\"windowLength\": 200,");
            StringAssert.Contains(text, "\"validationFraction\": 0.01,");
            Assert.IsFalse(text.Contains("labelColumnName", StringComparison.Ordinal));
            Workplace.Write($"small-{trainer}.json", text.Replace("\"numberOfEpochs\": null", "\"numberOfEpochs\": 3")
                .Replace("\"hiddenSize\": ", "\"hiddenSize\": 8, // ").Replace("\"windowLength\": 200", "\"windowLength\": 4"));
            var report = Tool.Run(
                "pretrain", "--data", "texts.csv", "--text-column", "Review", "--trainer", trainer, "--config",
                $"small-{trainer}.json", "--epochs", "1", "--output", "configured.zip", "--threads", "1", "--json").Json();
            Assert.AreEqual(1, report.GetProperty("epochs").GetArrayLength(), "the command line takes precedence");
            var inspected = Tool.Run("inspect", "--model", "configured.zip", "--json").Json();
            Assert.AreEqual(4, inspected.GetProperty("trainingSettings").GetProperty("windowLength").GetInt32());
            Assert.AreEqual(8, inspected.GetProperty("settings").GetProperty("hiddenSize").GetInt32());
        }

        Workplace.Write("wrong.json", """{ "network": { "hidenSize": 3 }, "windowLenght": 5 }""");
        Workplace.Write("labels.json", """{ "network": { "labelColumnName": "Good" } }""");
        foreach (var (file, parts) in new[]
        {
            ("wrong.json", new[] { "wrong.json: ", "did you mean hiddenSize?", "did you mean windowLength?" }),
            ("labels.json", ["labels.json: network.labelColumnName is not a setting of pretrain; received \"Good\""]),
            ("none.json", ["none.json"]),
        })
        {
            var run = Tool.Run("pretrain", "--data", "texts.csv", "--config", file);
            Assert.AreEqual(2, run.ExitCode, run.Error);
            foreach (string part in parts)
                StringAssert.Contains(run.Error, part);
        }

        Assert.AreEqual(2, Tool.Run("config", "--language-model", "--trainer", "ngrams").ExitCode);
    }

    [TestMethod]
    public void A_killed_pretraining_is_resumed_and_wrong_use_is_told()
    {
        string[] again =
            ["pretrain", "--data", "texts.csv", "--text", "Review", "--output", "r.zip", .. Small, "--checkpoint", "run"];
        Assert.AreEqual(0, Tool.Run(again).ExitCode);
        var refused = Tool.Run(again);
        Assert.AreEqual(1, refused.ExitCode);
        StringAssert.Contains(refused.Error, "--resume");
        Assert.AreEqual(0, Tool.Run([.. again, "--resume"]).ExitCode);
        Usage("--masked-fraction needs a number above 0 and below 1; received '1'", "--masked-fraction", "1");
        Usage("received 'ngrams'", "--trainer", "ngrams");
        Usage("--bidirectional", "--trainer", "transformer", "--bidirectional");

        static void Usage(string expected, params string[] arguments)
        {
            var run = Tool.Run(["pretrain", "--data", "texts.csv", .. arguments]);
            Assert.AreEqual(2, run.ExitCode, run.Error);
            StringAssert.Contains(run.Error, expected);
        }
    }
}
