using Microsoft.ML;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>The packed contract, a test for each rule. A derived class says of which estimator.</summary>
public abstract class EstimatorContractTests
{
    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected abstract IEstimator<ITransformer> Estimator { get; }

    /// <summary>Rows for the estimator, with a column "Number" of their places.</summary>
    private protected abstract IDataView Data(int rows);

    /// <summary>The column that is transformed.</summary>
    private protected abstract string Input { get; }

    /// <summary>The columns that are added.</summary>
    private protected abstract string[] Outputs { get; }

    /// <summary>Those whose values don't depend on the rows that are computed together.</summary>
    private protected virtual string[] BatchIndependent => Outputs;

    public static IEnumerable<object[]> Rules
    {
        get
        {
            var mlContext = new MLContext();
            using var any = new EstimatorContract(
                mlContext.Transforms.CopyColumns("Copy", "Text"), _ =>
                    mlContext.Data.LoadFromEnumerable<object>([]), "Text", "Copy");
            return [.. any.RuleNames.Select(rule => new object[] { rule })];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rules), typeof(EstimatorContractTests))]
    public void It_keeps_the_rule(string rule)
    {
        using var contract = new EstimatorContract(Estimator, Data, Input, Outputs)
        {
            BatchIndependentColumns = BatchIndependent,
        };
        contract.Check(rule);
    }
}
