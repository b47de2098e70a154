using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class DeterminismTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_same_seed_gives_the_same_history_and_bitwise_the_same_scores()
    {
        var first = Fit(seed: 5);
        var second = Fit(seed: 5);
        Assert.AreEqual(first.History, second.History);
        CollectionAssert.AreEqual(first.Scores, second.Scores);

        var other = Fit(seed: 6);
        CollectionAssert.AreNotEqual(first.Scores, other.Scores);
    }

    [TestMethod]
    public void Without_a_seed_of_its_own_a_trainer_takes_the_contexts()
    {
        var options = Options(null);
        using var model = Toy.Trainer(new MLContext(seed: 77), options).Fit(Toy.Tokens(_mlContext, 50));
        Assert.AreEqual(77, model.History.Seed);
        using var again = Toy.Trainer(new MLContext(), options).Fit(Toy.Tokens(_mlContext, 50));
        var given = Options(again.History.Seed);
        using var repeated = Toy.Trainer(new MLContext(), given).Fit(Toy.Tokens(_mlContext, 50));
        Assert.AreEqual(Fits.Describe(again.History), Fits.Describe(repeated.History), "the seed in the history repeats the fit");
    }

    [TestMethod]
    public void Two_fits_at_once_give_what_each_gives_alone()
    {
        int[] seeds = [5, 6, 7, 8];
        var alone = seeds.Select(Fit).ToArray();
        var together = new (string History, float[] Scores)[seeds.Length];
        Thread[] threads = [.. seeds.Select((seed, i) => new Thread(() => together[i] = Fit(seed)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        for (int i = 0; i < seeds.Length; i++)
        {
            Assert.AreEqual(alone[i].History, together[i].History);
            CollectionAssert.AreEqual(alone[i].Scores, together[i].Scores);
        }
    }

    private (string History, float[] Scores) Fit(int seed)
    {
        using var model = Toy.Trainer(_mlContext, Options(seed)).Fit(Toy.Tokens(_mlContext, 200));
        return (Fits.Describe(model.History), Toy.Scores(model, Toy.Tokens(_mlContext, 100, seed: 9)));
    }

    private static LstmOptions Options(int? seed)
    {
        var options = Toy.Options;
        (options.Seed, options.NumberOfEpochs, options.ValidationFraction) = (seed, 2, 0.2);
        (options.EmbeddingDropout, options.HeadDropout, options.StepDropout) = (0.3, 0.2, 0.1);
        return options;
    }
}
