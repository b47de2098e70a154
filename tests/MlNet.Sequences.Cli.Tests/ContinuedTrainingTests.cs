using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// Trainings that start from what another model or a file of word vectors knows, and what inspect tells of trainings.
/// </summary>
[TestClass]
public class ContinuedTrainingTests : ModelTests<ContinuedTrainingTests>
{
    private static readonly string[] Small = ["--hidden-size", "6", "--embedding-size", "5", "--threads", "1", "--bidirectional"];

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Workplace.Write("new.csv", "Review,Good\n" + string.Concat(
            Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a fine and gripping film,yes\n" : "a dull and zzyzx film,no\n")));
        Training = Tool.Run(
        [
            "train", "--trainer", "gru", "--epochs", "2", .. Small, "--length", "30", "--average-decay", "0.9", "--schedule",
            "cosine-decay",
            "--warmup-fraction", "0.1", "--accumulate", "2", "--patience", "2", "--minimum-improvement", "0.01",
            "--body-learning-rate", "0.002",
            "--class-weights", "pos=2,neg=1", "--output", "old.zip", "--json",
        ]);
    }

    [TestMethod]
    public void A_model_brings_trainer_network_and_words_and_the_file_is_a_complete_pipeline()
    {
        var run = Tool.Run(
            "train", "--continue-from", "old.zip", "--data", "new.csv", "--text", "review", "--label", "good", "--epochs", "1",
            "--output", "next.zip", "--json");

        var report = run.Json();
        Assert.AreEqual("gru", report.GetProperty("trainer").GetString());
        Assert.AreEqual(2, report.GetProperty("earlierEpochs").GetInt32());
        Assert.AreEqual(Training.Json().GetProperty("parameters").GetInt64(), report.GetProperty("parameters").GetInt64());
        var (before, now) = (Inspect("old.zip"), Inspect("next.zip"));
        Assert.AreEqual(before.GetProperty("settings").GetRawText(), now.GetProperty("settings").GetRawText());
        Assert.AreEqual(before.GetProperty("vocabularySize").GetInt32(), now.GetProperty("vocabularySize").GetInt32());
        Assert.AreEqual(2, now.GetProperty("history").GetProperty("earlierEpochs").GetInt32());
        Assert.IsFalse(before.GetProperty("history").TryGetProperty("earlierEpochs", out _));
        var predicted = Tool.Run("predict", "--model", "next.zip", "--text", "a fine film");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Error);
    }

    [TestMethod]
    public void New_words_are_learnt_only_if_asked()
    {
        string[] training =
        [
            "train", "--continue-from", "old.zip", "--data", "new.csv", "--text", "Review", "--label", "Good", "--epochs", "1",
            "--output", "mapped.zip",
        ];

        Tool.Run([.. training, "--vocabulary", "50", "--length", "9"]).IsUsageError(
            "--vocabulary is fixed by --continue-from", "received 50", "--map-vocabulary",
            "--length is fixed by --continue-from");
        var run = Tool.Run([.. training, "--vocabulary", "5", "--map-vocabulary", "--frozen-epochs", "1"]);

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(5, Inspect("mapped.zip").GetProperty("vocabularySize").GetInt32());
    }

    [TestMethod]
    public void Another_network_than_the_model_has_is_an_error_that_names_the_option()
    {
        Tool.Run("train", "--continue-from", "old.zip", "--hidden-size", "7")
            .IsFailure("--continue-from needs", "--hidden-size is 7 and was 6");
        Tool.Run("train", "--continue-from", "nowhere.zip").IsFailure("nowhere.zip");
        Tool.Run("train", "--continue-from", "old.zip", "--init-embeddings", "v.txt")
            .IsUsageError("--init-embeddings must be null with --continue-from");
    }

    [TestMethod]
    public void A_settings_file_can_name_the_model_the_curves_and_the_table()
    {
        using var workplace = new Workplace();
        workplace.Write("train.json", $$"""
            {
              "continueFrom": {{JsonSerializer.Serialize(Workplace.Path("old.zip"))}}, "csv": "none.csv", "tensorboard": "logs",
              "options": { "numberOfEpochs": 1 }
            }
            """);

        var run = workplace.Tool.Run("train", "--config", "train.json", "--csv", "epochs.csv");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("starting from the given model's weights", run.Error);
        CollectionAssert.AreEqual((string[])["epochs.csv", "model.zip", "train.json"], workplace.Files());
        Assert.HasCount(2, File.ReadAllLines(workplace.Path("epochs.csv")));
        Assert.HasCount(1, Directory.GetFiles(workplace.Path("logs"), "events.out.tfevents.*"));
    }

    [TestMethod]
    public void Word_vectors_of_a_file_and_of_a_model_are_started_from()
    {
        Workplace.Write("vectors.txt", "film 0.1 0.2 0.3 0.4 0.5\nfine 1 2 3 4 5\n");
        string[] training = ["train", "--epochs", "1", .. Small, "--embedding-learning-rate", "0", "--output", "vectors.zip"];

        foreach (string file in (string[])["vectors.txt", "old.zip"])
        {
            var run = Tool.Run([.. training, "--init-embeddings", file]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.Contains(" words have vectors in ", run.Error);
        }

        Tool.Run([.. training, "--init-embeddings", "nowhere.txt"]).IsFailure("'nowhere.txt'", "--init-embeddings");
        Tool.Run("train", "--init-embeddings", "vectors.txt").IsFailure("--embedding-size must be", "128", "5");
    }

    [TestMethod]
    public void Inspection_shows_what_the_training_was_told_and_who_trained()
    {
        var model = Inspect("old.zip");

        var settings = model.GetProperty("trainingSettings");
        foreach (var (name, value) in new[]
        {
            ("numberOfEpochs", "2"), ("weightAverageDecay", "0.9"), ("learningRateSchedule", "\"CosineDecay\""),
            ("warmupFraction", "0.1"),
            ("gradientAccumulationSteps", "2"), ("earlyStoppingPatience", "2"), ("minimumImprovement", "0.01"),
            ("bodyLearningRate", "0.002"),
            ("headLearningRate", "null"), ("labelColumnName", "\"Label\""), ("hiddenSize", "6"), ("bidirectional", "true"),
            ("seed", "1"),
        })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText(), name);
        Assert.AreEqual(2, settings.GetProperty("classWeights").GetProperty("True").GetDouble());
        Assert.IsTrue(model.GetProperty("weightsAreAverages").GetBoolean());
        foreach (string name in (string[])["library", "mlNet", "libtorch"])
            Assert.IsTrue(char.IsAsciiDigit(model.GetProperty("versions").GetProperty(name).GetString()![0]), name);
        string digest = model.GetProperty("history").GetProperty("dataSha256").GetString()!;
        Assert.MatchesRegex("^[0-9a-f]{64}$", digest);
        Assert.AreEqual(digest, Training.Json().GetProperty("dataSha256").GetString());

        string table = Tool.Run("inspect", "--model", "old.zip").Output;
        foreach (string part in (string[])[
            "moving averages", "learningRateSchedule", "CosineDecay", "libtorch", "SHA-256", "Epoch"])
            Assert.Contains(part, table);
        Assert.DoesNotContain("headLearningRate", table);
    }

    private static JsonElement Inspect(string model) => Tool.Run("inspect", "--model", model, "--json").Json();
}
