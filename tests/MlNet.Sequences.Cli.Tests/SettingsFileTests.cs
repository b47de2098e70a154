namespace MlNet.Sequences.Cli.Tests;

/// <summary>Settings of train in a file: what they set, what wins over them, and what is said of wrong ones.</summary>
[TestClass]
public class SettingsFileTests
{
    private const string Small = """
        {
          // Comments and trailing commas are allowed.
          "$schema": "train.schema.json",
          "trainer": "gru", "output": "small.zip", "vocabulary": 50, "length": 7,
          "options": {
            "hiddenSize": 8, "embeddingSize": 5, "numberOfEpochs": 1, "bidirectional": true, "pooling": "Max", "seed": 3, "validationFraction": 0.1,
            "classWeights": { "True": 1, "False": 2.5, },
          },
        }
        """;

    [TestMethod]
    public void A_file_sets_what_it_names_and_the_rest_has_the_defaults_of_the_data()
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", Small);

        var report = workplace.Tool.Run("train", "--config", "train.json", "--json").Json();

        Assert.AreEqual("gru", report.GetProperty("trainer").GetString());
        Assert.AreEqual(1, report.GetProperty("epochs").GetArrayLength());
        Assert.AreEqual(3, report.GetProperty("seed").GetInt32());
        Assert.IsGreaterThan(24, report.GetProperty("validationRows").GetInt32(), "a tenth of the 320 texts");
        var model = workplace.Tool.Run("inspect", "--model", "small.zip", "--json").Json();
        Assert.IsLessThanOrEqualTo(51, model.GetProperty("vocabularySize").GetInt32());
        var settings = model.GetProperty("settings");
        foreach (var (name, value) in new[] { ("hiddenSize", "8"), ("embeddingSize", "5"), (
            "bidirectional", "true"), ("pooling", "\"Max\""), ("stepDropout", "0.5") })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText(), name);
    }

    [TestMethod]
    public void Options_of_the_command_line_win_over_the_file()
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", Small);

        var run = workplace.Tool.Run(
            "train", "--config", "train.json", "--trainer", "rnn", "--hidden-size", "6", "--bidirectional", "false", "--output",
            "other.zip", "--json");

        Assert.AreEqual("rnn", run.Json().GetProperty("trainer").GetString());
        CollectionAssert.AreEqual((string[])["other.zip", "train.json"], workplace.Files());
        var settings = workplace.Tool.Run("inspect", "--model", "other.zip", "--json").Json().GetProperty("settings");
        foreach (var (name, value) in new[] { ("hiddenSize", "6"), (
            "bidirectional", "false"), ("pooling", "\"Max\""), ("embeddingSize", "5") })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText(), name);
    }

    [TestMethod]
    public void Data_columns_and_task_of_a_file_are_those_of_the_training()
    {
        using var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        workplace.Write("train.json", """
            { "data": "topics.tsv", "text": "Body", "label": "Stars", "task": "regression",
              "options": { "numberOfEpochs": 1, "hiddenSize": 4, "regressionLoss": "Huber", "huberDelta": 2 } }
            """);

        var report = workplace.Tool.Run("train", "--config", "train.json", "--json").Json();

        Assert.AreEqual("regression", report.GetProperty("task").GetString());
        workplace.Tool.Run("train", "--config", "train.json", "--task", "binary").IsUsageError("options.regressionLoss", "Huber");
    }

    [TestMethod]
    public void Everything_that_is_wrong_is_told_at_once_with_key_value_and_remedy()
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", """
            {
              "trainr": "lstm", "hiddenSize": 3, "Text": "Body", "vocabulary": 1, "length": "x", "task": "binry", "output": "", "label": null,
              "data": "a.tsv", "data": "b.tsv",
              "options": {
                "hidenSize": 4, "numberOfHeads": 2, "labelColumnName": "Stars", "pooling": "mean-and-max", "batchSize": 1.5,
                "seed": 1, "seed": 2, "classWeights": "even"
              }
            }
            """);

        var run = workplace.Tool.Run("train", "--config", "train.json", "--heads", "3");

        run.IsUsageError(
            "train.json: trainr is not a setting of train; received \"lstm\". Did you mean 'trainer'?",
            "train.json: hiddenSize is not a setting of train; received 3. Move it into 'options'.",
            "train.json: Text is not a setting of train; received \"Body\". Did you mean 'text'?",
            "train.json: vocabulary needs a whole number from 2 to 2147483647, or null; received 1.",
            "train.json: length needs a whole number from 1 to 2147483647, or null; received \"x\".",
            "train.json: task needs one of \"binary\", \"multiclass\", \"regression\" or \"tagging\", or null; received " +
            "\"binry\". Did you mean 'binary'?",
            "train.json: output needs a text in quotes; received \"\".",
            "train.json: label needs a text in quotes; received null.",
            "train.json: data is given twice; received \"b.tsv\". Leave out all but one.",
            "train.json: options.numberOfHeads belongs to the trainer transformer; received it with the trainer lstm.",
            "train.json: options.labelColumnName is not a setting of train; received \"Stars\". Leave it out: name the column " +
            "with 'label'",
            "train.json, options: LstmOptions has 5 invalid values:",
            "- hidenSize must be an option of LstmOptions that JSON can hold; received 4; did you mean hiddenSize?",
            "- pooling must be one of", "did you mean \"MeanAndMax\"?",
            "- batchSize must be a whole number", "received 1.5",
            "- seed must be given once; received 2",
            "- classWeights must be \"none\", \"balanced\", or an object",
            "--heads belongs to the trainer transformer");
        CollectionAssert.AreEqual((string[])["train.json"], workplace.Files());
    }

    [TestMethod]
    [DataRow(
        """{ "trainer": "transfomer", "options": { "numberOfHeads": 2 } }""",
        "received \"transfomer\". Did you mean 'transformer'?", "")]
    [DataRow(
    """{ "options": { "hiddenSize": -1, "stepDropout": 2 } }""", "options.hiddenSize must be at least 1; received -1",
    "options.stepDropout must")]
    [DataRow("{\n  \"trainer\": \"lstm\"\n  \"text\": \"é\" }", "line 3, column 3", "train.json")]
    [DataRow("{ \"text\": \"é\" 1 }", "line 1, column 15", "train.json")]
    [DataRow("", "line 1, column 1", "train.json")]
    [DataRow("[1]", "a JSON object; received [1]", "config' prints one")]
    [DataRow("""{ "options": [] }""", "options needs an object", "received []")]
    [DataRow("""{ "$schema": 1 }""", "$schema needs a text", "received 1")]
    [DataRow("""{ "colour": 1 }""", "colour is not a setting", "name one of trainer, recipe, data")]
    public void A_wrong_file_is_refused_and_says_why(string content, params string[] parts)
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", content);
        workplace.Tool.Run("train", "--config", "train.json").IsUsageError(parts);
        CollectionAssert.AreEqual((string[])["train.json"], workplace.Files());
    }

    [TestMethod]
    public void An_option_of_the_file_that_another_trainer_of_the_command_line_lacks_is_named()
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", Small);
        var run = workplace.Tool.Run("train", "--config", "train.json", "--trainer", "transformer");
        run.IsUsageError(
            "options.embeddingSize belongs to the trainers lstm, gru and rnn; received it with the trainer transformer",
            "options.bidirectional belongs");
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_wrong_usage()
    {
        using var workplace = new Workplace();
        workplace.Tool.Run("train", "--config", "nowhere.json")
            .IsUsageError("--config", "'nowhere.json'", "it does not exist", "config --output");
        workplace.Tool.Run("train", "--config", ".").IsUsageError("--config", "it is a folder");
    }
}
