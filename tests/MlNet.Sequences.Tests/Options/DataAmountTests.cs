using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class DataAmountTests
{
    [TestMethod]
    [DataRow(60, 16, 38)]          // as many as make 150 steps
    [DataRow(304, 16, 10)]         // the most
    [DataRow(4_750, 16, 6)]        // as many as make 1,500 steps
    [DataRow(23_750, 32, 5)]       // the fewest
    [DataRow(1_000_000, 32, 5)]
    public void Epochs_follow_from_the_steps(int rows, int batchSize, int epochs)
    {
        var chosen = new LstmOptions().For(rows, new BinaryTask());
        Assert.AreEqual(batchSize, chosen.BatchSize);
        Assert.AreEqual(epochs, chosen.NumberOfEpochs);
    }

    [TestMethod]
    public void Accumulated_batches_make_one_step()
    {
        var options = new LstmOptions { GradientAccumulationSteps = 4, BatchSize = 25 };
        Assert.AreEqual(15, options.For(1_000, new BinaryTask()).NumberOfEpochs, "10 steps an epoch");
    }

    [TestMethod]
    public void Many_rows_are_regularized_less_and_learned_at_lower_rates()
    {
        var few = (LstmOptions)new LstmOptions().For(2_000, new BinaryTask());
        var between = (LstmOptions)new LstmOptions().For(6_325, new BinaryTask());
        var many = (LstmOptions)new LstmOptions().For(20_000, new BinaryTask());
        Assert.AreEqual(
            (0.01, 0.1, 0.5, 0.7, 0.5),
            (few.LearningRate, few.LabelSmoothing, few.StepDropout, few.EmbeddingDropout, few.HeadDropout));
        Assert.AreEqual(
            (0.0055, 0.05, 0.4, 0.6, 0.25),
            (between.LearningRate, between.LabelSmoothing, between.StepDropout, between.EmbeddingDropout, between.HeadDropout));
        Assert.AreEqual(
            (0.003, 0, 0.3, 0.5, 0),
            (many.LearningRate, many.LabelSmoothing, many.StepDropout, many.EmbeddingDropout, many.HeadDropout));
    }

    [TestMethod]
    public void What_is_set_is_obeyed()
    {
        var options = new TransformerOptions
        {
            NumberOfEpochs = 1,
            BatchSize = 7,
            LearningRate = 0.5,
            LabelSmoothing = 0.2,
            NgramLength = 0,
            StepDropout = 0.1,
            EmbeddingDropout = 0.15,
            HeadDropout = 0.25,
        };
        Assert.AreEqual(options, options.For(100, new BinaryTask()));
    }

    [TestMethod]
    public void No_step_is_left_out_where_each_has_a_label()
    {
        Assert.AreEqual(0, ((LstmOptions)new LstmOptions().For(100, new TaggingTask())).StepDropout);
        Assert.AreEqual(0, ((TransformerOptions)new TransformerOptions().For(100, new StepRegressionTask())).StepDropout);
        Assert.AreEqual(0.3, ((GruOptions)new GruOptions { StepDropout = 0.3 }.For(100, new TaggingTask())).StepDropout);
    }

    [TestMethod]
    public void A_number_as_label_is_not_smoothed() =>
        Assert.AreEqual(0, new GruOptions().For(100, new RegressionTask()).LabelSmoothing);

    [TestMethod]
    public void A_fit_tells_what_it_chose_and_a_resumed_one_chooses_the_same()
    {
        var mlContext = new MLContext(seed: 1);
        var messages = new List<string>();
        mlContext.Log += (_, e) => messages.Add(e.Message);
        using var folder = new TemporaryFolder();
        var chosen = new List<IReadOnlyDictionary<string, string>>();
        var options = new LstmOptions
        {
            HiddenSize = 8,
            EmbeddingSize = 8,
            CheckpointFolder = Path.Combine(folder.Path, "checkpoints"),
            Callbacks = { new Watch(chosen) },
        };
        using var first = mlContext.BinaryClassification.Trainers.Lstm(options).Fit(Toy.Tokens(mlContext, 200));
        options.Resume = true;
        using var again = mlContext.BinaryClassification.Trainers.Lstm(options).Fit(Toy.Tokens(mlContext, 200));

        Assert.AreEqual("13", chosen[0]["numberOfEpochs"], "12 steps an epoch, 150 in all");
        Assert.AreEqual("16", chosen[0]["batchSize"]);
        CollectionAssert.AreEquivalent(chosen[0].ToArray(), chosen[1].ToArray());
        CollectionAssert.AreEquivalent(chosen[0].Keys.ToArray(), options.GetAutomaticSettings().ToArray());
        options.BatchSize = 4;
        CollectionAssert.DoesNotContain(options.GetAutomaticSettings().ToArray(), "batchSize");
        Assert.AreEqual("13", first.History.Settings!["numberOfEpochs"]);
        Assert.HasCount(13, first.History.Epochs);
        Assert.HasCount(13, again.History.Epochs);
        Assert.IsTrue(messages.Any(message => message.Contains("numberOfEpochs 13", StringComparison.Ordinal)));
    }

    private sealed class Watch(List<IReadOnlyDictionary<string, string>> chosen) : IFitCallback
    {
        public void OnFitStart(FitStart start) => chosen.Add(start.ChosenSettings);
    }
}
