using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What training and scoring owe on any device. The same tests run on the CPU, so that they are known to be right.
/// </summary>
public abstract class DeviceContract
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _device;

    private protected DeviceContract(string device) => _device = device;

    public static IEnumerable<string> Networks => DeviceNetworks.Names;

    public static IEnumerable<string> Architectures => DeviceNetworks.Architectures;

    private protected MLContext MlContext => _mlContext;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Networks))]
    public void A_fit_learns_what_decides_the_class(string network)
    {
        var options = DeviceNetworks.Options(network);
        options.NumberOfEpochs = 6;
        using var model = Fit(options, Toy.Tokens(_mlContext, 600));
        var test = Toy.Tokens(_mlContext, 200, seed: 2);
        bool[] labels = Toy.Column<bool>(test, "Label"), predicted = Toy.Column<bool>(model.Transform(test), "PredictedLabel");
        Assert.IsGreaterThan(0.95, labels.Zip(predicted).Average(pair => pair.First == pair.Second ? 1.0 : 0));
    }

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Architectures))]
    public void The_same_seed_gives_bitwise_the_same_history_and_scores(string network)
    {
        var (first, second) = (Train(network, seed: 5), Train(network, seed: 5));
        Assert.AreEqual(first.History, second.History);
        CollectionAssert.AreEqual(first.Scores, second.Scores);
        CollectionAssert.AreNotEqual(first.Scores, Train(network, seed: 6).Scores);
    }

    [TestMethod]
    public void Two_fits_at_once_give_what_each_gives_alone()
    {
        (string Network, int Seed)[] fits = [("lstm", 5), ("transformer", 6)];
        var alone = fits.Select(fit => Train(fit.Network, fit.Seed)).ToArray();
        var together = new (string History, float[] Scores)[fits.Length];
        AtOnce(fits.Length, i => together[i] = Train(fits[i].Network, fits[i].Seed));
        for (int i = 0; i < fits.Length; i++)
        {
            Assert.AreEqual(alone[i].History, together[i].History);
            CollectionAssert.AreEqual(alone[i].Scores, together[i].Scores);
        }
    }

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Architectures))]
    public void A_fit_goes_on_from_a_checkpoint_of_the_device_and_ends_as_one_that_was_left_alone(string network)
    {
        using var folder = new ScratchFolder();
        var expected = Train(network, seed: 5);
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Train(network, seed: 5, options =>
        {
            (options.CheckpointFolder, options.CheckpointEverySteps) = (folder.Path, 5);
            options.Callbacks = [new Fits.OnEpoch(_ => throw new TimeZoneNotFoundException())];
        }));
        Assert.IsNotEmpty(Directory.GetFiles(folder.Path, "*.safetensors"));
        var resumed = Train(network, seed: 5, options => (options.CheckpointFolder, options.Resume) = (folder.Path, true));
        Assert.AreEqual(expected.History, resumed.History);
        CollectionAssert.AreEqual(expected.Scores, resumed.Scores);
    }

    // By SGD: where a gradient is next to nothing, Adam makes a whole step of its rounding.
    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Architectures))]
    public void A_fit_of_each_task_ends_where_the_CPUs_ends(string network)
    {
        foreach (var task in Enum.GetValues<ToyTask>())
        {
            float[][] expected = Scores("cpu"), actual = Scores(_device);
            for (int i = 0; i < expected.Length; i++)
                AssertClose(expected[i], actual[i], task.HasClasses() ? 1e-4f : 1e-2f, $"{task}, row {i}");

            float[][] Scores(string device)
            {
                var options = DeviceNetworks.Options(network);
                (options.Optimizer, options.ExampleWeightColumnName, options.Device) = (SequenceOptimizer.Sgd, "Weight", device);
                if (task.HasClasses())
                    options.ClassWeights = ClassWeights.Balanced;
                using var model = Toy.Trainer(_mlContext, task, options).Fit(Toy.Tokens(_mlContext, 100));
                return Toy.ScoreVectors(model, Toy.Tokens(_mlContext, 50, seed: 2));
            }
        }
    }

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Networks))]
    public void A_saved_model_scores_the_same_on_the_device_and_on_the_CPU(string network)
    {
        var data = Toy.Tokens(_mlContext, 200, seed: 2);
        foreach (string trainedOn in new[] { "cpu", _device })
        {
            var options = DeviceNetworks.Options(network);
            options.Device = trainedOn;
            using var model = Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(Toy.Tokens(_mlContext, 100));
            float[] scores = Toy.Scores(model, data);
            using var file = new MemoryStream();
            _mlContext.Model.Save(model, data.Schema, file);
            foreach (string loadedOn in new[] { "cpu", _device })
            {
                file.Position = 0;
                var other = new MLContext { GpuDeviceId = loadedOn == "cpu" ? null : 0, FallbackToCpu = false };
                var loaded = other.Model.Load(file, out _);
                AssertClose(scores, Toy.Scores(loaded, data), 1e-4f, $"trained on {trainedOn}, loaded on {loadedOn}");
                (loaded as IDisposable)?.Dispose();
            }
        }
    }

    [TestMethod]
    public void Threads_with_an_engine_each_get_what_one_gets()
    {
        using var model = Fit(DeviceNetworks.Options("lstm"), Toy.Tokens(_mlContext, 100));
        var rows = Toy.TokenRows(50, seed: 4);
        float[] alone = Predict();
        var found = new float[4][];
        AtOnce(found.Length, i => found[i] = Predict());
        foreach (float[] each in found)
            AssertClose(alone, each, 1e-6f, "scores");

        float[] Predict()
        {
            using var engine = _mlContext.Model.CreatePredictionEngine<Toy.TokenRow, Prediction>(
                model, new PredictionEngineOptions { OwnsTransformer = false });
            return [.. rows.Select(row => engine.Predict(row).Score)];
        }
    }

    private protected SequencePredictionTransformer Fit(SequenceTrainerOptions options, IDataView data)
    {
        options.Device = _device;
        return Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(data);
    }

    /// <summary>Fits with all that is random in training.</summary>
    private (string History, float[] Scores) Train(string network, int seed, Action<SequenceTrainerOptions>? change = null)
    {
        var options = DeviceNetworks.Options(network);
        (options.NumberOfEpochs, options.ValidationFraction, options.Seed) = (2, 0.2, seed);
        if (options is RecurrentOptions recurrent)
            (recurrent.EmbeddingDropout, recurrent.StepDropout, recurrent.HeadDropout) = (0.3, 0.1, 0.2);
        else if (options is TransformerOptions transformer)
            (transformer.ResidualDropout, transformer.StepDropout, transformer.HeadDropout) = (0.3, 0.1, 0.2);
        change?.Invoke(options);
        using var model = Fit(options, Toy.Tokens(_mlContext, 200));
        return (Fits.Describe(model.History), Toy.Scores(model, Toy.Tokens(_mlContext, 100, seed: 9)));
    }

    private static void AtOnce(int count, Action<int> action)
    {
        // Threads of their own, and tasks for their exceptions, which would end the process.
        Task[] threads = [.. Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(
            () => action(i), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(threads).GetAwaiter().GetResult();
    }

    private protected static void AssertClose(float[] expected, float[] actual, float tolerance, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], tolerance, $"{what}, element {i}");
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
