using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Fits that continue from a trained model.</summary>
public abstract class ContinueFromFixture
{
    private const double Rate = 1e-6;

    /// <summary>How far from its target <see cref="Pulled"/> may leave a weight.</summary>
    private protected const double Tolerance = 1e-4;

    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected static LstmOptions From(ITransformer model)
    {
        var options = Toy.Options;
        (options.ContinueFrom, options.LearningRate) = (model, Fits.Standstill);
        return options;
    }

    private protected static Dictionary<string, float[]> Weights(SequencePredictionTransformer model)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return ((ITrainedModel)model).Network.CopyWeights().ToDictionary(w => w.Key, w => w.Value.data<float>().ToArray());
    }

    // A rate times a decay of 1: AdamW's weights are where they are pulled to, but for its step of about the rate.
    private protected static LstmOptions Pulled(LstmOptions options, bool towardStart)
    {
        (options.Optimizer, options.LearningRateSchedule) = (SequenceOptimizer.AdamW, LearningRateSchedule.Constant);
        (options.LearningRate, options.WeightDecay, options.DecayTowardStart) = (Rate, 1 / Rate, towardStart);
        return options;
    }
}
