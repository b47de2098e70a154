using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Fits that continue from a trained model.</summary>
public abstract class ContinueFromFixture
{
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
}
