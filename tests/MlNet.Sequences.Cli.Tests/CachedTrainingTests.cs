namespace MlNet.Sequences.Cli.Tests;

/// <summary>Trainings that keep their words and encoded texts in a file.</summary>
[TestClass]
public class CachedTrainingTests
{
    private static readonly string[] Training =
        ["train", "--data", "texts.tsv", "--epochs", "1", "--hidden-size", "4", "--embedding-size", "4", "--threads", "1"];

    [TestMethod]
    public void A_second_training_takes_words_and_texts_from_the_cache_and_ends_with_the_same_weights()
    {
        using var workplace = Create();
        Assert.AreEqual(0, workplace.Tool.Run(Training).ExitCode);
        var plain = workplace.Weights("model.zip");

        foreach (bool isFirst in new[] { true, false })
        {
            var before = File.Exists(workplace.Path("texts.cache"))
                ? File.GetLastWriteTimeUtc(workplace.Path("texts.cache"))
                : (DateTime?)null;
            var run = workplace.Tool.Run([.. Training, "--cache", "texts.cache"]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            CollectionAssert.AreEqual(plain, workplace.Weights("model.zip"));
            if (!isFirst)
                Assert.AreEqual(before, File.GetLastWriteTimeUtc(workplace.Path("texts.cache")));
        }

        var other = workplace.Tool.Run([.. Training, "--cache", "texts.cache", "--trainer", "gru", "--vocabulary", "30"]);
        Assert.AreEqual(0, other.ExitCode, other.Error);
        Assert.Contains("is rebuilt: the steps before the cache, or their settings, have changed", other.Error);
    }

    [TestMethod]
    public void A_cache_with_a_models_words_and_a_file_that_is_no_cache_are_errors()
    {
        using var workplace = Create();
        File.Copy(workplace.Path("texts.tsv"), workplace.Path("other.tsv"));
        workplace.Tool.Run([.. Training, "--cache", "other.tsv"]).IsFailure("is not a cache");
        Assert.AreEqual(0, workplace.Tool.Run(Training).ExitCode);
        var run = workplace.Tool.Run(
            ["train", "--data", "texts.tsv", "--continue-from", "model.zip", "--cache", "texts.cache", "--output", "new.zip"]);
        Assert.AreEqual(2, run.ExitCode);
        Assert.Contains("--cache caches learned words", run.Error);
    }

    private static Workplace Create()
    {
        var workplace = new Workplace();
        File.WriteAllText(
            workplace.Path("texts.tsv"),
            "Text\tLabel\n" +
            string.Concat(
                Enumerable.Range(0, 80).Select(i => $"a {(i % 2 == 0 ? "fine" : "dull")} film, word{i % 9}\t{i % 2}\n")));
        return workplace;
    }
}
