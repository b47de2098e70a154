using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Checkpoints of other fits: of other options, other data, another machine or an earlier version.</summary>
[TestClass]
public sealed class CheckpointMismatchTests : CheckpointFixture
{
    [TestMethod]
    public void Checkpoints_of_an_earlier_fit_are_never_written_over_unasked()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        var options = Options(folder);
        options.Resume = false;
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options)).Message;
        StringAssert.Contains(message, "set Resume");
    }

    [TestMethod]
    public void A_checkpoint_of_other_options_or_another_seed_is_refused_with_the_difference()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        var options = Options(folder);
        (options.HiddenSize, options.WeightDecay, options.Seed) = (7, 0.5, 99);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options)).Message;
        foreach (string difference in new[]
        {
            "hiddenSize is 7 and was 6", "weightDecay is 0.5 and was 0", "the seed: 99 and was 1",
        })
            StringAssert.Contains(message, difference);

        var gru = Toy.Recurrent<GruOptions>();
        (gru.CheckpointFolder, gru.Resume) = (folder.Path, true);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(MlContext, ToyTask.Binary, gru).Fit(Toy.Tokens(MlContext, 100))).Message,
            "the trainer: GruOptions and was LstmOptions");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(MlContext, ToyTask.Regression, Options(folder)).Fit(Toy.Tokens(MlContext, 100))).Message,
            "the task: regression");
    }

    [TestMethod]
    public void A_checkpoint_of_other_data_is_refused_with_the_difference()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        StringAssert.Contains(Refused(Toy.Tokens(MlContext, 101)), "the rows to train on");

        var rows = Toy.TokenRows(100);
        rows[50].Features[0] = rows[50].Features[0] == 7 ? 8u : 7u;
        StringAssert.Contains(Refused(Toy.View(MlContext, rows)), "the rows' content");
        rows = Toy.TokenRows(100);
        rows[50].Label = !rows[50].Label;
        StringAssert.Contains(Refused(Toy.View(MlContext, rows)), "the rows' content");

        string Refused(IDataView data) =>
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(MlContext, Options(folder)).Fit(data)).Message;
    }

    [TestMethod]
    public void Another_number_of_threads_goes_on_with_a_warning()
    {
        using var folder = new ScratchFolder();
        foreach (int threads in new[] { 1, 2 })
        {
            var options = Options(folder);
            options.NumberOfThreads = threads;
            Fit(options).Dispose();
        }

        Assert.IsTrue(
            Warnings.Any(w => w.Contains("the number of threads: 2 and was 1", StringComparison.Ordinal)),
            string.Join('\n', Warnings));
    }

    // Earlier versions counted the positions by the rows alone, and this one by the column's length.
    [TestMethod]
    public void A_checkpoint_with_fewer_learned_positions_than_the_column_has_steps_is_gone_on_from()
    {
        using var folder = new ScratchFolder();
        var rows = Toy.Tokens(MlContext, 40);
        var padded = MlContext.Transforms.PadSequence("Features", "Features", length: 60).Fit(rows).Transform(rows);
        using var earlier = ToyTransformer.Trainer(MlContext, Learned(maximumLength: 12)).Fit(padded);
        foreach (string file in Directory.GetFiles(folder.Path, "*.safetensors"))
            Forge(file, state => state["identity"]!["settings"]!["maximumLength"] = null);

        using var resumed = ToyTransformer.Trainer(MlContext, Learned(maximumLength: null)).Fit(padded);

        Assert.AreEqual("12", resumed.ArchitectureSettings["maximumLength"]);
        CollectionAssert.AreEqual(Toy.Scores(earlier, padded), Toy.Scores(resumed, padded));

        TransformerOptions Learned(int? maximumLength)
        {
            var options = ToyTransformer.Options;
            (options.Positions, options.MaximumLength, options.CheckpointFolder, options.Resume) = (
                PositionEncoding.Learned, maximumLength, folder.Path, true);
            return options;
        }
    }
}
