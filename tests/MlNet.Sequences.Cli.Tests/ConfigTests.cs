using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>The settings file that config prints, and the schema of such files.</summary>
[TestClass]
public class ConfigTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("rnn")]
    [DataRow("transformer")]
    public async Task The_printed_settings_keep_the_schema_and_train_as_they_are(string trainer)
    {
        using var workplace = new Workplace();
        var printed = workplace.Tool.Run("config", "--trainer", trainer);
        Assert.AreEqual(0, printed.ExitCode, printed.Error);
        Assert.AreEqual("", printed.Error);
        workplace.Write("train.json", printed.Output);

        var errors = (await Schema()).Validate(JsonNode.Parse(printed.Output, documentOptions: WithComments)!.ToJsonString());
        Assert.IsEmpty(errors, string.Join("; ", errors));
        var report = workplace.Tool.Run("train", "--config", "train.json", "--epochs", "1", "--length", "20", "--json").Json();
        Assert.AreEqual(trainer, report.GetProperty("trainer").GetString());
    }

    [TestMethod]
    public void The_printed_settings_are_the_defaults_with_what_each_is_for()
    {
        using var workplace = new Workplace();
        string printed = workplace.Tool.Run("config").Output;
        var settings = JsonNode.Parse(printed, documentOptions: WithComments)!;

        Assert.AreEqual("lstm", (string?)settings["trainer"]);
        Assert.IsNull(settings["data"]);
        Assert.AreEqual("Label", (string?)settings["label"]);
        Assert.AreEqual(10_000, (int?)settings["vocabulary"]);
        Assert.AreEqual(64, (int?)settings["options"]!["hiddenSize"]);
        Assert.AreEqual(1, (int?)settings["options"]!["seed"]);
        Assert.AreEqual("auto", (string?)settings["options"]!["device"]);
        Assert.IsFalse(settings["options"]!.AsObject().ContainsKey("labelColumnName"));
        Assert.Contains("    // The width of the hidden state, of each direction; 1 or more.\n    \"hiddenSize\": 64,", printed);
        Assert.Contains("One of Squared, Absolute or Huber.", printed);
        Assert.IsTrue(printed.Split('\n').All(line => line.Length <= 120), "lines are wrapped");

        // Every setting says what it is for: the line above it is a comment.
        string[] lines = printed.Split('\n');
        for (int i = 1; i < lines.Length; i++)
            Assert.IsTrue(
                !lines[i].TrimStart().StartsWith('"') || lines[i - 1].TrimStart().StartsWith("//", StringComparison.Ordinal),
                lines[i]);
    }

    [TestMethod]
    public void Settings_stand_in_groups_each_with_its_heading_once()
    {
        using var workplace = new Workplace();
        string[] lines = workplace.Tool.Run("config", "--trainer", "transformer").Output.Split('\n');
        string[] headings = ["Loss", "Start", "Optimization", "Validation", "Machine", "Checkpoints", "Network"];
        CollectionAssert.AreEqual(
            headings, lines.Where(line => headings.Contains(line.Replace("    // ", ""))).Select(line => line[7..]).ToArray());
        Assert.IsGreaterThan(
            Array.IndexOf(lines, "    // Validation"), Array.FindIndex(lines, line => line.Contains("\"validationFraction\"")));
        Assert.IsLessThan(
            Array.IndexOf(lines, "    // Machine"), Array.FindIndex(lines, line => line.Contains("\"bestEpochTolerance\"")));
    }

    [TestMethod]
    [DataRow("regression", "huberDelta", "classWeights")]
    [DataRow("binary", "classWeights", "huberDelta")]
    public async Task The_settings_of_a_task_leave_out_those_of_others(string task, string own, string others)
    {
        using var workplace = new Workplace();
        string printed = workplace.Tool.Run("config", "--task", task).Output;
        var settings = JsonNode.Parse(printed, documentOptions: WithComments)!;
        Assert.AreEqual(task, (string?)settings["task"]);
        Assert.IsTrue(settings["options"]!.AsObject().ContainsKey(own));
        Assert.IsFalse(settings["options"]!.AsObject().ContainsKey(others));
        Assert.IsEmpty((await Schema()).Validate(settings.ToJsonString()));
    }

    [TestMethod]
    public void The_published_schema_is_that_of_the_tool()
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run("config", "--schema");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string published = File.Exists(Tool.SchemaPath) ? File.ReadAllText(Tool.SchemaPath) : "";
        if (published.ReplaceLineEndings("\n") == run.Output)
            return;

        string received = Path.ChangeExtension(Tool.SchemaPath, ".received.json");
        File.WriteAllText(received, run.Output);
        Assert.Fail(
            $"The schema of settings files differs from {Tool.SchemaPath}. If the change is meant, move {received} over it and " +
            "commit it.");
    }

    [TestMethod]
    [DataRow("""{ "trainer": "gru", "options": { "hidenSize": 3 } }""")]
    [DataRow("""{ "options": { "numberOfHeads": 3 } }""")]
    [DataRow("""{ "trainer": "transformer", "options": { "bidirectional": true } }""")]
    [DataRow("""{ "trainer": "ltsm" }""")]
    [DataRow("""{ "colour": 3 }""")]
    [DataRow("""{ "options": { "hiddenSize": "3" } }""")]
    [DataRow("""{ "options": { "hiddenSize": null } }""")]
    [DataRow("""{ "options": { "pooling": "average" } }""")]
    [DataRow("""{ "options": { "classWeights": { "good": "1" } } }""")]
    [DataRow("""{ "vocabulary": 1 }""")]
    [DataRow("""{ "trainer": "ngrams", "validation": "more.csv" }""")]
    [DataRow("""{ "trainer": "ngrams", "options": { "seed": 1 } }""")]
    public async Task What_the_tool_refuses_the_schema_refuses(string settings)
    {
        using var workplace = new Workplace();
        Assert.IsNotEmpty((await Schema()).Validate(settings));
        workplace.Write("train.json", settings);
        workplace.Tool.Run("train", "--config", "train.json").IsUsageError("train.json");
    }

    [TestMethod]
    [DataRow("""{ }""")]
    [DataRow("""{ "$schema": "docs/train.schema.json", "task": null, "options": { } }""")]
    [DataRow(
        """{ "trainer": "transformer", "options": { "numberOfHeads": 2, "maximumLength": null, "classWeights": { "a": 1, "b": 0.5 } } }""")]
    [DataRow("""{ "trainer": "ngrams", "vocabulary": null, "length": 100, "options": { "ngramLength": 2 } }""")]
    [DataRow("""{ "options": { "bidirectional": true, "classWeights": "balanced", "bestEpochMetric": "Loss" } }""")]
    public async Task The_schema_takes_what_the_tool_takes(string settings) =>
        Assert.IsEmpty((await Schema()).Validate(settings));

    [TestMethod]
    public void Settings_and_schema_are_written_to_a_file_if_asked()
    {
        using var workplace = new Workplace();
        foreach (string[] arguments in (string[][])[["config", "--trainer", "rnn"], ["config", "--schema"]])
        {
            var run = workplace.Tool.Run([.. arguments, "--output", "out.json"]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.AreEqual("", run.Output);
            Assert.Contains("'out.json'", run.Error);
            Assert.AreEqual(workplace.Tool.Run(arguments).Output, File.ReadAllText(workplace.Path("out.json")));
        }

        workplace.Tool.Run("config", "--output", "nowhere/out.json").IsFailure("nowhere");
        workplace.Tool.Run("config", "--trainer", "ltsm").IsUsageError("lstm, gru, rnn, transformer or ngrams", "'ltsm'");
    }

    private static Task<JsonSchema> Schema() => JsonSchema.FromFileAsync(Tool.SchemaPath);
}
