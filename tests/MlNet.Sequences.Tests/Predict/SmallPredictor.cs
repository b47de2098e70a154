using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A predictor over a small model from texts, of a test of its own.</summary>
public abstract class SmallPredictor
{
    private protected TransformerChain<ITransformer> Model { get; private set; } = null!;

    private protected TextPredictor Predictor { get; private set; } = null!;

    [TestInitialize]
    public void Create()
    {
        Model = ChainFromText.Of(new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 },
            new BinaryObjective());
        Predictor = TextPredictor.Create(Model, null);
    }

    [TestCleanup]
    public void Free()
    {
        Predictor.Dispose();
        Model.Dispose();
    }
}
