using Microsoft.ML;
using Samples;
using TorchSharp;

[assembly: MlNet.Sequences.SequenceArchitecture(typeof(MlNet.Sequences.Tests.CustomNetworkTests.BufferedOptions), "buffered")]
[assembly: MlNet.Sequences.SequenceArchitecture(typeof(MlNet.Sequences.Tests.CustomNetworkTests.MisshapenOptions), "misshapen")]

namespace MlNet.Sequences.Tests;

/// <summary>A network of a user's own, by the sample's temporal convolution.</summary>
[TestClass]
public sealed class CustomNetworkTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void It_learns_is_saved_and_scores_the_same_when_it_is_loaded()
    {
        var options = ToyConvolution.Options;
        options.NumberOfEpochs = 10;
        using var model = Train(options, rows: 400);
        var test = Toy.Tokens(_mlContext, 100, seed: 2);
        Assert.IsGreaterThan(0.95, _mlContext.BinaryClassification.EvaluateNonCalibrated(model.Transform(test)).Accuracy);

        using var loaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
        CollectionAssert.AreEqual(Toy.Scores(model, test), Toy.Scores(loaded, test));
        Assert.IsTrue(loaded.Model.WeightNames.Any(name => name.StartsWith("body.blocks.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_fit_with_dropout_of_the_modules_own_repeats_and_resumes_bit_for_bit()
    {
        float[] expected = Scores(_ => { });
        CollectionAssert.AreEqual(expected, Scores(_ => { }), "the same seed");

        using var folder = new ScratchFolder();
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Scores(options =>
        {
            options.CheckpointFolder = folder.Path;
            options.Callbacks = [new Fits.OnEpoch(epoch => _ = epoch.Epoch < 2 ? 0 : throw new TimeZoneNotFoundException())];
        }));
        CollectionAssert.AreEqual(
            expected, Scores(options => (options.CheckpointFolder, options.Resume) = (folder.Path, true)), "resumed");

        float[] Scores(Action<SequenceTrainerOptions> change)
        {
            var options = ToyConvolution.Options;
            (options.NumberOfEpochs, options.BlockDropout) = (3, 0.3);
            change(options);
            using var model = Train(options, rows: 80);
            return Toy.Scores(model, Toy.Tokens(_mlContext, 30, seed: 2));
        }
    }

    [TestMethod]
    public void Torchs_global_generator_is_left_as_it_was()
    {
        SequencesRuntime.Load();
        torch.random.manual_seed(11);
        byte[] before = GlobalGenerator.State();
        var options = ToyConvolution.Options;
        options.BlockDropout = 0.3;
        using var model = Train(options, rows: 40);
        CollectionAssert.AreEqual(before, GlobalGenerator.State());
    }

    [TestMethod]
    public void Its_settings_are_JSON_and_equal_by_value()
    {
        var options = ToyConvolution.Options;
        string json = options.ToJson();
        Assert.Contains("\"kernelSize\": 3", json);
        Assert.AreEqual(options, SequenceTrainerOptions.FromJson<TemporalConvolutionOptions>(json));
    }

    [TestMethod]
    public void Every_broken_rule_of_its_settings_is_listed_with_what_was_received()
    {
        var failure = Assert.ThrowsExactly<InvalidOptionsException>(
            () => _mlContext.BinaryClassification.Trainers.Sequence(
                new TemporalConvolutionOptions { Channels = 0, KernelSize = 1, EmbeddingSize = 0 }));
        foreach (string part in new[]
        {
            "Channels", "received 0", "KernelSize", "received 1", "EmbeddingSize must be at least 1",
        })
            Assert.Contains(part, failure.Message);
    }

    [TestMethod]
    public void Options_without_a_name_are_refused_and_the_attribute_is_shown()
    {
        var failure = Assert.ThrowsExactly<InvalidOptionsException>(
            () => _mlContext.BinaryClassification.Trainers.Sequence(new NamelessOptions()));
        Assert.Contains("[assembly: SequenceArchitecture(typeof(NamelessOptions), \"a name\")]", failure.Message);
    }

    [TestMethod]
    public void A_module_with_buffers_is_refused_before_training()
    {
        var failure = Assert.ThrowsExactly<NotSupportedException>(() => Train(Small<BufferedOptions>(), rows: 20));
        Assert.Contains("running_mean", failure.Message);
        Assert.Contains("LayerNorm", failure.Message);
    }

    [TestMethod]
    public void States_of_another_shape_are_an_error_that_has_both_shapes()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Train(Small<MisshapenOptions>(), rows: 20));
        Assert.Contains("'misshapen'", failure.Message);
        Assert.Contains("StateSize", failure.Message);
    }

    [TestMethod]
    public void A_process_without_the_assembly_is_told_which_one_it_needs()
    {
        var failure = Assert.ThrowsExactly<InvalidDataException>(() => CustomArchitectures.Create("Not.Here", "tcn", "{}"));
        Assert.Contains("'tcn' is in assembly 'Not.Here'", failure.Message);
        string known = typeof(TemporalConvolutionOptions).Assembly.GetName().Name!;
        Assert.Contains(
            "it names 'tcn'",
            Assert.ThrowsExactly<InvalidDataException>(() => CustomArchitectures.Create(known, "other", "{}")).Message);
        Assert.Contains(
            "stride",
            Assert.ThrowsExactly<InvalidDataException>(
                () => CustomArchitectures.Create(known, "tcn", """{"stride":2}""")).Message);
    }

    [TestMethod]
    public void An_export_says_that_there_is_no_writer_and_leaves_no_file()
    {
        using var folder = new ScratchFolder();
        using var model = Train(ToyConvolution.Options, rows: 20);
        var failure = Assert.ThrowsExactly<NotSupportedException>(
            () => _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx")));
        Assert.Contains("CustomBody", failure.Message);
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    private SequencePredictionTransformer Train(SequenceTrainerOptions options, int rows) =>
        _mlContext.BinaryClassification.Trainers.Sequence(options).Fit(Toy.Tokens(_mlContext, rows));

    private static T Small<T>()
        where T : CustomSequenceOptions, new() => new() { EmbeddingSize = 6, NumberOfEpochs = 1, Seed = 1 };

    public sealed class NamelessOptions : CustomSequenceOptions
    {
        protected internal override int StateSize => 6;

        protected internal override torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody() => new Passing(null);
    }

    public sealed class BufferedOptions : CustomSequenceOptions
    {
        protected internal override int StateSize => 6;

        protected internal override torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody() =>
            new Passing(torch.nn.BatchNorm1d(6));
    }

    public sealed class MisshapenOptions : CustomSequenceOptions
    {
        protected internal override int StateSize => 5;

        protected internal override torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody() => new Passing(null);
    }

    private sealed class Passing : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
    {
        internal Passing(torch.nn.Module? inner)
            : base(nameof(Passing))
        {
            if (inner is not null)
                register_module("inner", inner);
        }

        public override torch.Tensor forward(torch.Tensor vectors, torch.Tensor isStep) => vectors;
    }
}
