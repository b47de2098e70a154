using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BinaryLstmContractTests() : TrainerContractTests(SequenceContractTask.Binary, Toy.Options);

[TestClass]
public sealed class MulticlassLstmContractTests() : TrainerContractTests(SequenceContractTask.Multiclass, Toy.Options);

[TestClass]
public sealed class RegressionLstmContractTests() : TrainerContractTests(SequenceContractTask.Regression, Toy.Options);

[TestClass]
public sealed class BinaryGruContractTests() : TrainerContractTests(SequenceContractTask.Binary, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class MulticlassGruContractTests()
    : TrainerContractTests(SequenceContractTask.Multiclass, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class RegressionGruContractTests()
    : TrainerContractTests(SequenceContractTask.Regression, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class BinaryRnnContractTests() : TrainerContractTests(SequenceContractTask.Binary, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class MulticlassRnnContractTests()
    : TrainerContractTests(SequenceContractTask.Multiclass, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class RegressionRnnContractTests()
    : TrainerContractTests(SequenceContractTask.Regression, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class BinaryTransformerContractTests() : TrainerContractTests(SequenceContractTask.Binary, ToyTransformer.Options);

[TestClass]
public sealed class MulticlassTransformerContractTests()
    : TrainerContractTests(SequenceContractTask.Multiclass, ToyTransformer.Options);

[TestClass]
public sealed class RegressionTransformerContractTests()
    : TrainerContractTests(SequenceContractTask.Regression, ToyTransformer.Options);

[TestClass]
public sealed class LstmOverNumbersContractTests()
    : TrainerContractTests(SequenceContractTask.Binary, Toy.Options, numbers: true);

[TestClass]
public sealed class TransformerOverNumbersContractTests()
    : TrainerContractTests(SequenceContractTask.Multiclass, ToyTransformer.Options, numbers: true);

[TestClass]
public sealed class TaggingLstmContractTests() : TrainerContractTests(SequenceContractTask.Tagging, Toy.Options);

[TestClass]
public sealed class TaggingGruContractTests() : TrainerContractTests(SequenceContractTask.Tagging, Toy.Recurrent<GruOptions>());

[TestClass]
public sealed class TaggingRnnContractTests() : TrainerContractTests(SequenceContractTask.Tagging, Toy.Recurrent<RnnOptions>());

[TestClass]
public sealed class TaggingTransformerContractTests()
    : TrainerContractTests(SequenceContractTask.Tagging, ToyTransformer.Options);

[TestClass]
public sealed class StepRegressionLstmOverNumbersContractTests()
    : TrainerContractTests(SequenceContractTask.StepRegression, Toy.Options, numbers: true);

[TestClass]
public sealed class BidirectionalLstmContractTests() : TrainerContractTests(SequenceContractTask.Binary, Settings)
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
public sealed class BinaryCustomNetworkContractTests()
    : TrainerContractTests(SequenceContractTask.Binary, ToyConvolution.Options);

[TestClass]
public sealed class MulticlassCustomNetworkContractTests()
    : TrainerContractTests(SequenceContractTask.Multiclass, ToyConvolution.Options);

[TestClass]
public sealed class RegressionCustomNetworkOfNumbersContractTests() : TrainerContractTests(
    SequenceContractTask.Regression, ToyConvolution.Options, numbers: true);

[TestClass]
public sealed class TaggingCustomNetworkContractTests()
    : TrainerContractTests(SequenceContractTask.Tagging, ToyConvolution.Options);
