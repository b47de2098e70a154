using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Trainers over tokens; a derived class is an architecture, its settings and its task.</summary>
public abstract class TokenTrainerContract : TrainerContract
{
    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);

    private protected override IDataView EmptySequences() =>
        MlContext.Data.LoadFromEnumerable(new Toy.TokenRow[] { new() { Features = [] }, new() { Features = [0, 0, 0] } });
}

/// <summary>Trainers over steps of numbers.</summary>
public abstract class NumberTrainerContract : TrainerContract
{
    private protected override IDataView Data(int rows) => Toy.Numbers(MlContext, rows);

    private protected override IDataView EmptySequences()
    {
        float[] missing = [.. Enumerable.Repeat(float.NaN, Toy.NumberRow.Time * Toy.NumberRow.Channels)];
        return MlContext.Data.LoadFromEnumerable(new Toy.NumberRow[] { new() { Features = missing }, new() { Features = missing } });
    }
}

[TestClass]
public sealed class LstmOverTokensContractTests : TokenTrainerContract
{
    private protected override IEstimator<ITransformer> Estimator => Toy.Trainer(MlContext);
}

[TestClass]
public sealed class LstmOverNumbersContractTests : NumberTrainerContract
{
    private protected override IEstimator<ITransformer> Estimator => Toy.Trainer(MlContext);
}

[TestClass]
public sealed class BidirectionalLstmContractTests : TokenTrainerContract
{
    private protected override IEstimator<ITransformer> Estimator
    {
        get
        {
            var options = Toy.Options;
            (options.Bidirectional, options.NumberOfLayers, options.Pooling) = (true, 2, SequencePooling.MeanAndMax);
            return Toy.Trainer(MlContext, options);
        }
    }
}
