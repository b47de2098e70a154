using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>An n-gram model, trained once on the sample, and what each command does with it.</summary>
[TestClass]
public class NgramModelTests : ModelTests<NgramModelTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        // No command needs libtorch for such a model: a folder that is not there stops all that do.
        Tool.Environment["MLNET_SEQUENCES_LIBTORCH"] = Workplace.Path("no libtorch");
        Training = Tool.Run("train", "--trainer", "ngrams", "--json");
    }

    [TestMethod]
    public void The_sample_is_learned_and_what_belongs_to_epochs_is_missing()
    {
        var report = Training.Json();
        Assert.AreEqual("ngrams", report.GetProperty("trainer").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual("""["false","true"]""", report.GetProperty("classes").GetRawText());
        Assert.IsGreaterThan(0.7, report.GetProperty("test").GetProperty("accuracy").GetDouble());
        Assert.AreEqual(320, report.GetProperty("rows").GetInt32());
        int[] counts = [.. report.GetProperty("ngramsByLength").EnumerateArray().Select(count => count.GetInt32())];
        Assert.HasCount(3, counts);
        Assert.AreEqual(counts.Sum() + 1, report.GetProperty("parameters").GetInt64());
        foreach (string name in (string[])["epochs", "keptEpoch", "seed", "validationRows", "chosen"])
            Assert.IsFalse(report.TryGetProperty(name, out _), name);
        Assert.Contains("Training n-grams on the sample for binary classification (false and true).", Training.Error);
        Assert.DoesNotContain("validated", Training.Error);
        Assert.DoesNotContain("Epoch", Training.Error);
    }

    [TestMethod]
    public void Evaluation_knows_that_the_sample_was_trained_on()
    {
        var report = Tool.Run("evaluate", "--model", "model.zip", "--json").Json();
        Assert.AreEqual("ngrams", report.GetProperty("trainer").GetString());
        Assert.AreEqual(
            Training.Json().GetProperty("test").GetProperty("accuracy").GetDouble(),
            report.GetProperty("accuracy").GetDouble());

        Workplace.Write("own.csv", "Text,Label\n" + string.Concat(Enumerable.Repeat("good,1\nbad,0\n", 5)));
        Assert.AreEqual(0, Tool.Run("train", "--trainer", "ngrams", "--data", "own.csv", "-o", "own.zip").ExitCode);
        Tool.Run("evaluate", "--model", "own.zip").IsFailure("--data is needed");
    }

    [TestMethod]
    public void Predictions_have_the_names_of_the_classes()
    {
        string[] lines = Tool.Run(
            "predict", "--model", "model.zip", "--text", "A wonderful, moving film.", "A waste of time.").OutputLines;
        Assert.StartsWith("Label\tProbability\tScore\tText", lines[0]);
        Assert.StartsWith("true\t", lines[1]);
        Assert.StartsWith("false\t", lines[2]);
    }

    [TestMethod]
    public void Inspection_shows_n_grams_by_length_and_the_strongest_of_each_class()
    {
        var report = Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        Assert.AreEqual("ngrams", report.GetProperty("architecture").GetString());
        Assert.AreEqual(
            Training.Json().GetProperty("ngramsByLength").GetRawText(), report.GetProperty("ngramsByLength").GetRawText());
        var classes = report.GetProperty("strongest").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            (string[])["false", "true"], classes.Select(each => each.GetProperty("class").GetString()).ToArray());
        foreach (var each in classes)
        {
            double[] weights = [.. each.GetProperty("for").EnumerateArray().Select(n => n.GetProperty("weight").GetDouble())];
            Assert.HasCount(10, weights);
            CollectionAssert.AreEqual(weights.OrderDescending().ToArray(), weights);
            Assert.IsGreaterThan(0, weights[^1]);
        }

        Assert.AreEqual(classes[0].GetProperty("for")[0].GetProperty("ngram").GetString(),
            classes[1].GetProperty("against")[0].GetProperty("ngram").GetString());
        Assert.AreEqual(3, report.GetProperty("trainingSettings").GetProperty("ngramLength").GetInt32());
        Assert.AreEqual(320, report.GetProperty("history").GetProperty("rows").GetInt32());
        Assert.AreEqual(64, report.GetProperty("history").GetProperty("dataSha256").GetString()!.Length);

        string table = Tool.Run("inspect", "--model", "model.zip").Output;
        Assert.Contains("The strongest n-grams for and against true", table);
        Assert.Contains("of 1 word,", table);
    }

    [TestMethod]
    public void The_report_has_the_strongest_n_grams_in_the_place_of_the_epochs()
    {
        Assert.AreEqual(0, Tool.Run("evaluate", "--model", "model.zip", "--report", "report.html").ExitCode);
        string page = File.ReadAllText(Workplace.Path("report.html"));
        Assert.Contains("The strongest n-grams for and against true", page);
        Assert.Contains("ngrams, binary, measured on 100 rows", page);
        Assert.DoesNotContain("Nothing to draw here", page);
        Assert.DoesNotContain("Epoch", page);
    }

    [TestMethod]
    [DataRow("export", "--model", "model.zip")]
    [DataRow("train", "--continue-from", "model.zip")]
    [DataRow("train", "--init-embeddings", "model.zip")]
    public void What_needs_a_network_says_that_the_model_is_none(params string[] arguments) =>
        Tool.Run([.. arguments, "--output", "other"]).IsFailure(
            "'model.zip' is an n-gram model: it has no network", "--trainer lstm, gru, rnn or transformer");

    [TestMethod]
    [DataRow("--epochs", "3")]
    [DataRow("--hidden-size", "8")]
    [DataRow("--seed", "1")]
    [DataRow("--device", "cpu")]
    [DataRow("--checkpoint", "run")]
    [DataRow("--learning-rate", "0.1")]
    [DataRow("--label-smoothing", "0.1")]
    [DataRow("--validation-fraction", "0.1")]
    [DataRow("--validation", "more.csv")]
    [DataRow("--continue-from", "model.zip")]
    [DataRow("--init-embeddings", "vectors.txt")]
    [DataRow("--tensorboard", "logs")]
    [DataRow("--csv-log", "epochs.csv")]
    public void An_option_of_networks_is_refused_by_its_name(string option, string value) =>
        Tool.Run("train", "--trainer", "ngrams", "-o", "other.zip", option, value).IsUsageError(
            $"{option} belongs to the trainers lstm, gru, rnn and transformer; received it with --trainer ngrams.");

    [TestMethod]
    [DataRow("--minimum-document-count", "1")]
    [DataRow("--l2-regularization", "0.1")]
    [DataRow("--count-smoothing", "0.5")]
    [DataRow("--naive-bayes-fraction", "0.5")]
    public void An_option_of_n_grams_is_refused_for_networks(string option, string value) =>
        Tool.Run("train", option, value).IsUsageError(
            $"{option} belongs to the trainer ngrams; received it with --trainer lstm.");

    [TestMethod]
    public void Numbers_are_no_task_of_n_grams()
    {
        string expected = "--trainer ngrams learns classes, with --task binary or multiclass; received --task regression.";
        Tool.Run("train", "--trainer", "ngrams", "--task", "regression").IsUsageError(expected);
        Tool.Run("config", "--trainer", "ngrams", "--task", "regression").IsUsageError(expected);
        Workplace.Write("stars.json", """{ "trainer": "ngrams", "task": "regression" }""");
        Tool.Run("train", "--config", "stars.json").IsUsageError(expected);
        Tool.Run("find-learning-rate", "--trainer", "ngrams").IsUsageError(
            "find-learning-rate needs a network", "received --trainer ngrams");
    }

    [TestMethod]
    public void The_options_reach_the_trainer_and_several_classes_are_learned()
    {
        Workplace.WriteTopics("topics.tsv");
        var report = Tool.Run(
            "train", "--data", "topics.tsv", "--text-column", "Body", "--label-column", "Topic", "--trainer", "ngrams",
            "--ngram-length", "2", "--minimum-document-count", "3", "--l2-regularization", "0.5", "--count-smoothing", "2",
            "--naive-bayes-fraction", "0.4", "--class-weights", "cooking=1,sport=1,travel=1,weather=2", "--threads", "1",
            "--vocabulary-size", "15", "--max-length", "3", "--test", "topics.tsv", "-o", "topics.zip", "--json").Json();
        Assert.AreEqual(2, report.GetProperty("ngramsByLength").GetArrayLength());
        Assert.AreEqual(1, report.GetProperty("test").GetProperty("microAccuracy").GetDouble());

        var inspected = Tool.Run("inspect", "--model", "topics.zip", "--json").Json();
        Assert.AreEqual(15, inspected.GetProperty("vocabularySize").GetInt32());
        Assert.AreEqual(4, inspected.GetProperty("strongest").GetArrayLength());
        var settings = inspected.GetProperty("trainingSettings");
        foreach (var (name, value) in new[]
        {
            ("ngramLength", "2"), ("minimumDocumentCount", "3"), ("l2Regularization", "0.5"), ("countSmoothing", "2"),
            ("naiveBayesFraction", "0.4"), ("numberOfThreads", "1"),
            ("classWeights", """{"cooking":1,"sport":1,"travel":1,"weather":2}"""),
        })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText().Replace(" ", ""), name);
        CollectionAssert.AreEqual(
            (string[])["TokenizingByWordsTransformer", "SequencePaddingTransformer", "NgramPredictionTransformer"],
            inspected.GetProperty("pipeline").EnumerateArray().Select(step => step.GetString()).ToArray());
    }

    [TestMethod]
    public void Punctuation_is_counted_and_no_word_is_left_out_unless_asked()
    {
        Workplace.Write("marks.csv", "Text,Label\n" + string.Concat(Enumerable.Repeat("so what !,1\nso what ?,0\n", 5)));
        var report = Tool.Run(
            "train", "--trainer", "ngrams", "--data", "marks.csv", "--test", "marks.csv", "-o", "marks.zip", "--json").Json();
        Assert.AreEqual(1, report.GetProperty("test").GetProperty("accuracy").GetDouble());
        Assert.IsGreaterThan(
            1_000, Tool.Run("inspect", "-m", "model.zip", "--json").Json().GetProperty("vocabularySize").GetInt32());
    }

    [TestMethod]
    public async Task The_printed_settings_keep_the_schema_and_train_as_they_are()
    {
        var printed = Tool.Run("config", "--trainer", "ngrams");
        Assert.AreEqual(0, printed.ExitCode, printed.Error);
        var settings = JsonNode.Parse(
            printed.Output, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;
        Assert.IsEmpty((await JsonSchema.FromFileAsync(Tool.SchemaPath)).Validate(settings.ToJsonString()));
        Assert.IsNull(settings["vocabulary"]);
        Assert.IsNull(settings["length"]);
        Assert.AreEqual(3, (int?)settings["options"]!["ngramLength"]);
        foreach (string name in (string[])["validation", "continueFrom", "tensorboard", "csv"])
            Assert.IsFalse(settings.AsObject().ContainsKey(name), name);

        Workplace.Write("train.json", printed.Output);
        var report = Tool.Run("train", "--config", "train.json", "--output", "same.zip", "--json").Json();
        Assert.AreEqual(
            Training.Json().GetProperty("test").GetProperty("logLoss").GetDouble(),
            report.GetProperty("test").GetProperty("logLoss").GetDouble());
    }

    [TestMethod]
    public void A_settings_file_with_what_networks_have_is_refused_by_the_keys()
    {
        Workplace.Write(
            "network.json", """{ "trainer": "ngrams", "validation": "more.csv", "options": { "numberOfEpochs": 3 } }""");
        Tool.Run("train", "--config", "network.json").IsUsageError(
            "network.json: validation belongs to the trainers lstm, gru, rnn and transformer",
            "network.json: options.numberOfEpochs belongs to the trainers");
    }

    [TestMethod]
    public void A_warning_names_the_options_as_the_tool_does()
    {
        Workplace.Write("rare.csv", "Text,Label\ngood,1\nbad,0\nfine,1\ndull,0\n");
        var run = Tool.Run("train", "--trainer", "ngrams", "--data", "rare.csv", "-o", "rare.zip");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("No n-gram occurs in 2 training rows", run.Error);
        Assert.Contains("lower --minimum-document-count", run.Error);
        Assert.DoesNotContain("MinimumDocumentCount", run.Error);
    }

    [TestMethod]
    public void A_cache_gives_the_same_model()
    {
        string[] train = ["train", "--trainer", "ngrams", "--cache", "sample.cache", "--json", "-o"];
        double[] losses = [.. new[] { "first.zip", "second.zip" }.Select(
            name => Tool.Run([.. train, name]).Json().GetProperty("test").GetProperty("logLoss").GetDouble())];
        Assert.AreEqual(losses[0], losses[1]);
        Assert.AreEqual(Training.Json().GetProperty("test").GetProperty("logLoss").GetDouble(), losses[0]);
        Assert.IsTrue(File.Exists(Workplace.Path("sample.cache")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [SupportedOSPlatform("linux")]
    public void A_signal_ends_the_training_without_a_model()
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.SignalAtStart(Signals.Interrupt, "train", "--trainer", "ngrams");
        Assert.AreEqual(130, run.ExitCode, run.Error);
        Assert.StartsWith("Interrupted", run.ErrorLines[^1]);
        Assert.IsEmpty(workplace.Files());
    }
}
