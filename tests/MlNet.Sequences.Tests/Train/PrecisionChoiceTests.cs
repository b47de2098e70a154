using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PrecisionChoiceTests
{
    private static readonly torch.Device Gpu = new(DeviceType.META); // stands for whatever is no CPU

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void A_GPU_computes_in_what_is_asked_for()
    {
        foreach (var precision in Enum.GetValues<TrainingPrecision>())
            Assert.AreEqual(precision, PrecisionChoice.Resolve(precision, Gpu, hasOwnKernels: true, _ => Assert.Fail()));
    }

    [TestMethod]
    public void A_CPU_says_what_it_does_not_do()
    {
        Assert.AreEqual(TrainingPrecision.Float32, Resolve(TrainingPrecision.Float32, hasOwnKernels: true).Precision);
        var (precision, warning) = Resolve(TrainingPrecision.TensorFloat32, hasOwnKernels: false);
        Assert.AreEqual(TrainingPrecision.Float32, precision);
        StringAssert.Contains(warning, "Precision TensorFloat32 requires an NVIDIA GPU");

        (precision, warning) = Resolve(TrainingPrecision.Bfloat16, hasOwnKernels: true);
        Assert.AreEqual(TrainingPrecision.Float32, precision);
        StringAssert.Contains(warning, "Bfloat16 has no effect");

        (precision, warning) = Resolve(TrainingPrecision.Bfloat16, hasOwnKernels: false);
        Assert.AreEqual(TrainingPrecision.Bfloat16, precision);
        Assert.AreEqual(Processor.HasBfloat16Tiles == false, warning is not null, "slow where the processor has no tiles for it");
    }

    [TestMethod]
    public void A_transformer_learns_in_bfloat16_and_scores_in_float32()
    {
        var mlContext = new MLContext(seed: 1);
        var data = Toy.Tokens(mlContext, 600);
        var options = ToyTransformer.Options;
        (options.NumberOfEpochs, options.LearningRate, options.ValidationFraction, options.Precision) = (
            6, 0.01, 0.1, TrainingPrecision.Bfloat16);
        using var model = (SequencePredictionTransformer)ToyTransformer.Trainer(mlContext, options).Fit(data);
        Assert.IsGreaterThan(
            0.95, mlContext.BinaryClassification.Evaluate(model.Transform(Toy.Tokens(mlContext, 200, seed: 9))).Accuracy);

        options.Precision = TrainingPrecision.Float32;
        using var other = (SequencePredictionTransformer)ToyTransformer.Trainer(mlContext, options).Fit(data);
        Assert.AreNotEqual(other.History.Epochs[0].TrainingLoss, model.History.Epochs[0].TrainingLoss, "bfloat16 rounds");
        // Numbers of bfloat16 have 16 bits of zeros behind them; scores of such would show it.
        float[] scores = [
            .. mlContext.Data.CreateEnumerable<Scored>(model.Transform(Toy.Tokens(mlContext, 50)), reuseRowObject: false)
            .Select(row => row.Score)];
        Assert.IsTrue(scores.Any(score => (BitConverter.SingleToUInt32Bits(score) & 0xFFFF) != 0));
    }

    private static (TrainingPrecision Precision, string? Warning) Resolve(TrainingPrecision asked, bool hasOwnKernels)
    {
        string? warning = null;
        return (PrecisionChoice.Resolve(asked, torch.CPU, hasOwnKernels, message => warning = message.ToString()), warning);
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
