using Microsoft.ML;

namespace MlNet.Sequences.Testing;

/// <summary>
/// What a trainer of MlNet.Sequences must do besides the <see cref="EstimatorContract"/>, for any network that its options
/// describe: its model scores a sequence the same in any form. It creates its own rows; the options only need to train quickly.
/// </summary>
public sealed partial class SequenceTrainerContract : EstimatorContract
{
    private readonly SequenceTrainerOptions _options;
    private readonly SequenceContractTask _task;
    private readonly bool _numbers;

    /// <summary>Creates the contract of the options' trainer.</summary>
    /// <param name="options">
    /// The options of the library or your own, for a small network: it is trained on 60 sequences of at most 12 steps, for
    /// example for one epoch.
    /// </param>
    /// <param name="task">The task to train.</param>
    /// <param name="numbers">Whether each step has two numbers, rather than one of 20 tokens.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public SequenceTrainerContract(
        SequenceTrainerOptions options, SequenceContractTask task = SequenceContractTask.Binary, bool numbers = false)
        : base(
            Trainer(options, task), rows => Rows(options, task, numbers ? ContractRows.Numbers : ContractRows.Tokens, rows),
            options.FeatureColumnName, ColumnsOf(task))
    {
        (_options, _task, _numbers) = (options, task, numbers);

        // A score may differ in its last bits between batches.
        BatchIndependentColumns = [.. Outputs.Where(name => name == "PredictedLabel")];
        Tolerance = task is SequenceContractTask.Regression or SequenceContractTask.StepRegression ? 1e-4 : 1e-6;
    }

    /// <summary>
    /// How far scores of a sequence from different batches may differ, in the score's unit. Default: 1e-6, and 1e-4 for
    /// regression, where scores are about 100.
    /// </summary>
    public double Tolerance { get; init; }

    private bool IsPerStep => _task is SequenceContractTask.Tagging or SequenceContractTask.StepRegression;

    private static readonly MLContext SharedContext = new(seed: 1);

    private static SequenceTrainer Trainer(SequenceTrainerOptions options, SequenceContractTask task)
    {
        ArgumentNullException.ThrowIfNull(options);
        return task switch
        {
            SequenceContractTask.Binary => SharedContext.BinaryClassification.Trainers.Sequence(options),
            SequenceContractTask.Multiclass => SharedContext.MulticlassClassification.Trainers.Sequence(options),
            SequenceContractTask.Tagging => SharedContext.MulticlassClassification.Trainers.SequenceTagging(options),
            SequenceContractTask.StepRegression => SharedContext.Regression.Trainers.SequencePerStep(options),
            _ => SharedContext.Regression.Trainers.Sequence(options),
        };
    }

    private static string[] ColumnsOf(SequenceContractTask task) => task switch
    {
        SequenceContractTask.Binary => ["Score", "Probability", "PredictedLabel"],
        SequenceContractTask.Multiclass or SequenceContractTask.Tagging => ["Score", "PredictedLabel"],
        _ => ["Score"],
    };

    private static IDataView Rows(
        SequenceTrainerOptions options, SequenceContractTask task, Func<MLContext, int, IDataView> make, int count) =>
        Named(options, task, make(SharedContext, count));

    // Columns with the options' names.
    private static IDataView Named(SequenceTrainerOptions options, SequenceContractTask task, IDataView rows)
    {
        string label = task switch
        {
            SequenceContractTask.Binary => nameof(ContractRows.Row.IsPositive),
            SequenceContractTask.Multiclass => nameof(ContractRows.Row.Kind),
            SequenceContractTask.Tagging => nameof(ContractRows.Row.Tags),
            SequenceContractTask.StepRegression => nameof(ContractRows.Row.Amounts),
            _ => nameof(ContractRows.Row.Amount),
        };
        var named = SharedContext.Transforms.CopyColumns(options.LabelColumnName, label)
            .Append(SharedContext.Transforms.CopyColumns(options.FeatureColumnName, "Sequence"));
        return named.Fit(rows).Transform(rows);
    }

    private IDataView EmptySequences() =>
        Named(_options, _task, _numbers ? ContractRows.EmptyNumbers(SharedContext) : ContractRows.EmptyTokens(SharedContext));
}
