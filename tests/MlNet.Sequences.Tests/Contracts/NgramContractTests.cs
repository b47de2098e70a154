using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>The n-gram trainer, of either task, keeps the contract of all estimators.</summary>
public abstract class NgramContractTests : EstimatorContractTests
{
    private readonly ToyTask _task;

    private protected NgramContractTests(ToyTask task) => _task = task;

    private protected override IEstimator<ITransformer> Estimator => Toy.NgramTrainer(MlContext, _task);

    private protected override string Input => "Features";

    private protected override string[] Outputs => _task == ToyTask.Binary
        ? ["Score", "Probability", "PredictedLabel"]
        : ["Score", "PredictedLabel"];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}

[TestClass]
public sealed class BinaryNgramContractTests() : NgramContractTests(ToyTask.Binary);

[TestClass]
public sealed class MulticlassNgramContractTests() : NgramContractTests(ToyTask.Multiclass);
