using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LanguageModelContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator =>
        MlContext.Transforms.Text.TrainLanguageModel(new() { Network = Toy.Options, NumberOfNegatives = 5 });

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Score"];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}

[TestClass]
public sealed class BidirectionalLanguageModelContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator
    {
        get
        {
            var options = Toy.Recurrent<GruOptions>();
            options.Bidirectional = true;
            return MlContext.Transforms.Text.TrainLanguageModel(new() { Network = options });
        }
    }

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Score"];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}

[TestClass]
public sealed class MaskedLanguageModelContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator =>
        MlContext.Transforms.Text.TrainLanguageModel(new() { Network = ToyTransformer.Options, NumberOfNegatives = 5 });

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Score"];

    // Up to rounding they don't.
    private protected override string[] BatchIndependent => [];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}

[TestClass]
public sealed class SequenceEmbeddingContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator => MlContext.Transforms.Text.ApplySequenceEmbedding(
        "Vector", Toy.Trainer(MlContext, Toy.Options).Fit(Toy.Tokens(MlContext, 40)));

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Vector"];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}
