namespace MlNet.Sequences.Tests;

/// <summary>Weight decay toward the weights that a fit starts from.</summary>
[TestClass]
public sealed class DecayTowardStartTests : ContinueFromFixture
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Copied_weights_are_pulled_to_their_start_and_new_ones_to_0(bool towardStart)
    {
        var data = Toy.Tokens(MlContext, 100);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, Toy.Options).Fit(data);
        var before = Weights(model);
        var options = Pulled(From(model), towardStart);
        using var trained = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(data);
        foreach (var (name, values) in Weights(trained))
        {
            bool isNew = name.StartsWith("head.", StringComparison.Ordinal);
            for (int i = 0; i < values.Length; i++)
                Assert.AreEqual(isNew || !towardStart ? 0 : before[name][i], values[i], Tolerance, $"{name} {i}");
        }
    }

    [TestMethod]
    public void The_head_of_the_same_task_is_pulled_to_its_start_too()
    {
        var data = Toy.Tokens(MlContext, 100);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, Toy.Options).Fit(data);
        using var trained = Toy.Trainer(MlContext, ToyTask.Binary, Pulled(From(model), true)).Fit(data);
        float[] before = Weights(model)["head.weight"], after = Weights(trained)["head.weight"];
        for (int i = 0; i < before.Length; i++)
            Assert.AreEqual(before[i], after[i], Tolerance);
    }

    [TestMethod]
    public void A_resumed_fit_ends_as_an_uninterrupted_one()
    {
        var data = Toy.Tokens(MlContext, 100);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, Toy.Options).Fit(data);
        using var folder = new ScratchFolder();
        using var whole = Toy.Trainer(MlContext, ToyTask.Multiclass, Options()).Fit(data);

        var killed = Options();
        killed.CheckpointFolder = folder.Path;
        killed.Callbacks = [new Fits.OnEpoch(_ => throw new TimeZoneNotFoundException())];
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Toy.Trainer(MlContext, ToyTask.Multiclass, killed).Fit(data));
        var resuming = Options();
        (resuming.CheckpointFolder, resuming.Resume) = (folder.Path, true);
        using var resumed = Toy.Trainer(MlContext, ToyTask.Multiclass, resuming).Fit(data);

        Assert.AreEqual(Fits.Describe(whole.History), Fits.Describe(resumed.History));
        foreach (var (name, values) in Weights(whole))
            CollectionAssert.AreEqual(values, Weights(resumed)[name], name);

        LstmOptions Options()
        {
            var options = From(model);
            (options.LearningRate, options.WeightDecay, options.DecayTowardStart) = (0.01, 0.3, true);
            (options.NumberOfEpochs, options.EmbeddingDropout) = (3, 0.2);
            return options;
        }
    }

    [TestMethod]
    public void It_needs_a_model_and_a_weight_decay()
    {
        var data = Toy.Tokens(MlContext, 10);
        Refused(new LstmOptions { DecayTowardStart = true, WeightDecay = 0.1 }, "DecayTowardStart needs ContinueFrom");
        using var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        Refused(new LstmOptions { DecayTowardStart = true, ContinueFrom = model }, "DecayTowardStart needs WeightDecay");

        void Refused(LstmOptions options, string message) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(MlContext, options)).Message, message);
    }
}
