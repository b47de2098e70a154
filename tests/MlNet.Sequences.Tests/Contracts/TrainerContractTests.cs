using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Trainers over tokens; a derived class is an architecture, its settings and its task.</summary>
public abstract class TokenTrainerContract : TrainerContract
{
    private protected TokenTrainerContract(ToyTask task, SequenceTrainerOptions options)
        : base(task, options)
    {
    }

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);

    private protected override IDataView EmptySequences() =>
        Toy.View(MlContext, new Toy.TokenRow[] { new() { Features = [] }, new() { Features = [0, 0, 0] } });
}

/// <summary>Trainers over steps of numbers.</summary>
public abstract class NumberTrainerContract : TrainerContract
{
    private protected NumberTrainerContract(ToyTask task, SequenceTrainerOptions options)
        : base(task, options)
    {
    }

    private protected override IDataView Data(int rows) => Toy.Numbers(MlContext, rows);

    private protected override IDataView EmptySequences()
    {
        float[] missing = [.. Enumerable.Repeat(float.NaN, Toy.NumberRow.Time * Toy.NumberRow.Channels)];
        return Toy.View(MlContext, new Toy.NumberRow[] { new() { Features = missing }, new() { Features = missing } });
    }
}

[TestClass]
public sealed class BinaryLstmContractTests() : TokenTrainerContract(ToyTask.Binary, Toy.Options);

[TestClass]
public sealed class MulticlassLstmContractTests() : TokenTrainerContract(ToyTask.Multiclass, Toy.Options);

[TestClass]
public sealed class RegressionLstmContractTests() : TokenTrainerContract(ToyTask.Regression, Toy.Options);

[TestClass]
public sealed class BinaryGruContractTests() : TokenTrainerContract(ToyTask.Binary, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class MulticlassGruContractTests() : TokenTrainerContract(ToyTask.Multiclass, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class RegressionGruContractTests() : TokenTrainerContract(ToyTask.Regression, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class BinaryRnnContractTests() : TokenTrainerContract(ToyTask.Binary, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class MulticlassRnnContractTests() : TokenTrainerContract(ToyTask.Multiclass, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class RegressionRnnContractTests() : TokenTrainerContract(ToyTask.Regression, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class BinaryTransformerContractTests() : TokenTrainerContract(ToyTask.Binary, ToyTransformer.Options);

[TestClass]
public sealed class MulticlassTransformerContractTests() : TokenTrainerContract(ToyTask.Multiclass, ToyTransformer.Options);

[TestClass]
public sealed class RegressionTransformerContractTests() : TokenTrainerContract(ToyTask.Regression, ToyTransformer.Options);

[TestClass]
public sealed class LstmOverNumbersContractTests() : NumberTrainerContract(ToyTask.Binary, Toy.Options);

[TestClass]
public sealed class TransformerOverNumbersContractTests() : NumberTrainerContract(ToyTask.Multiclass, ToyTransformer.Options);

[TestClass]
public sealed class BidirectionalLstmContractTests() : TokenTrainerContract(ToyTask.Binary, Settings)
{
    private static LstmOptions Settings
    {
        get
        {
            var options = Toy.Options;
            (options.Bidirectional, options.NumberOfLayers, options.Pooling) = (true, 2, SequencePooling.MeanAndMax);
            return options;
        }
    }
}

/// <summary>A network of a user's own: the sample's.</summary>
[TestClass]
public sealed class BinaryCustomNetworkContractTests() : TokenTrainerContract(ToyTask.Binary, ToyConvolution.Options);

[TestClass]
public sealed class MulticlassCustomNetworkContractTests() : TokenTrainerContract(ToyTask.Multiclass, ToyConvolution.Options);

[TestClass]
public sealed class RegressionCustomNetworkOfNumbersContractTests() : NumberTrainerContract(
    ToyTask.Regression, ToyConvolution.Options);
