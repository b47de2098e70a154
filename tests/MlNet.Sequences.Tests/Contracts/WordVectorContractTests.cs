using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WordVectorContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator =>
        MlContext.Transforms.Text.TrainWordVectors("Mean", "Tokens", Texts.Options);

    private protected override string Input => "Tokens";

    private protected override string[] Outputs => ["Mean"];

    private protected override IDataView Data(int rows) =>
        Texts.Tokens(MlContext, Texts.OfTwoKinds(rows), Texts.OfTwoKinds(60));
}
