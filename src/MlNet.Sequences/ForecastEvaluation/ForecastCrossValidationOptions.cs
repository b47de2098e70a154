using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>Where the folds of a rolling origin lie: see <c>mlContext.Forecasting.CrossValidate</c>.</summary>
/// <remarks>Plain values, read when the method is called.</remarks>
public sealed class ForecastCrossValidationOptions
{
    /// <summary>
    /// The columns, the seasonality and the bounds. Its <see cref="ForecastEvaluationOptions.NumberOfTestSteps"/> is the length
    /// of a fold's test part, and must be set: at least the horizon.
    /// </summary>
    public ForecastEvaluationOptions Evaluation { get; set; } = new();

    /// <summary>The number of folds, from 1 to 10000. Default: 5.</summary>
    [Range(1, 10_000)]
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// By how many steps the test part of a fold follows that of the one before; the last one ends with the data. Null for the
    /// length of a test part, so that they follow each other without overlap. Default: null.
    /// </summary>
    public int? StepBetweenFolds { get; set; }

    /// <summary>
    /// The number of steps before the test part that are trained on: a window of fixed size. Null for all of them: a window that
    /// expands from fold to fold. Default: null.
    /// </summary>
    public int? TrainingSteps { get; set; }

    /// <summary>
    /// The number of steps between the training rows and the test part that are not trained on, such as those that are not known
    /// yet when a forecast is made; from 0 to 1000000. They are history of the forecasts. Default: 0.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Gap { get; set; }

    internal ForecastCrossValidationOptions Copy()
    {
        var copy = (ForecastCrossValidationOptions)MemberwiseClone();
        copy.Evaluation = Evaluation.Copy();
        return copy;
    }

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Evaluation);
        Evaluation.Check();
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        if (Evaluation.NumberOfTestSteps is null)
            violations.Add(
                nameof(ForecastEvaluationOptions.NumberOfTestSteps), $"must be set", null,
                $"set the length of a fold's test part");
        (string Option, int? Value)[] steps =
            [(nameof(StepBetweenFolds), StepBetweenFolds), (nameof(TrainingSteps), TrainingSteps)];
        foreach (var (option, value) in steps)
        {
            if (value < 1)
                violations.Add(option, $"must be at least 1", value, $"set a number of steps, or null");
        }

        violations.ThrowIfAny(nameof(ForecastCrossValidationOptions));
    }
}
