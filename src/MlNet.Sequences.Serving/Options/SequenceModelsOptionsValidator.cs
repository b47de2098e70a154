using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace MlNet.Sequences.Serving;

/// <summary>The rules of the options: every violation at once, each with the value received and the remedy.</summary>
internal sealed partial class SequenceModelsOptionsValidator : IValidateOptions<SequenceModelsOptions>
{
    // A timer takes no longer time.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, SequenceModelsOptions options)
    {
        var violations = new List<string>();
        CheckModels(options.Models, violations);
        AtLeastOne(nameof(options.NumberOfWorkers), options.NumberOfWorkers);
        AtLeastOne(nameof(options.MaximumStepsInBatch), options.MaximumStepsInBatch);
        AtLeastOne(nameof(options.LongTextSteps), options.LongTextSteps);
        AtLeastOne(nameof(options.MaximumQueueLength), options.MaximumQueueLength);
        AtLeastOne(nameof(options.MaximumRequestBytes), options.MaximumRequestBytes);
        AtLeastOne(nameof(options.MaximumTextsInRequest), options.MaximumTextsInRequest);
        AtLeastOne(nameof(options.MaximumTextLength), options.MaximumTextLength);
        AtLeastOne(nameof(options.MaximumExplainedSteps), options.MaximumExplainedSteps);
        Duration(nameof(options.BatchDelay), options.BatchDelay, mayBeZero: true);
        Duration(nameof(options.DrainDelay), options.DrainDelay, mayBeZero: true);
        Duration(nameof(options.RequestTimeout), options.RequestTimeout, mayBeZero: false);
        if (options.ReloadInterval != Timeout.InfiniteTimeSpan)
            Duration(nameof(options.ReloadInterval), options.ReloadInterval, mayBeZero: false);
        if (options.MaximumTextsInRequest > options.MaximumQueueLength)
            Add(nameof(options.MaximumTextsInRequest), $"must be at most {nameof(options.MaximumQueueLength)}, " +
                $"{options.MaximumQueueLength}", options.MaximumTextsInRequest, "lower it, or raise the other");
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);

        void AtLeastOne(string option, int value)
        {
            if (value < 1)
                Add(option, "must be at least 1", value, "set 1 or more");
        }

        void Duration(string option, TimeSpan value, bool mayBeZero)
        {
            if (value < TimeSpan.Zero || value > Longest || (value == TimeSpan.Zero && !mayBeZero))
                Add(option, $"must be {(mayBeZero ? "from 0" : "above 0")} to a day", value, "set a duration in that range");
        }

        void Add(string option, string rule, IFormattable value, string remedy) => violations.Add(
            $"{option} {rule}; received {value.ToString(null, CultureInfo.InvariantCulture)}: {remedy}.");
    }

    private static void CheckModels(IList<ModelLocation> models, List<string> violations)
    {
        if (models.Count == 0)
            violations.Add("Models must have at least one model; received none: call options.AddModel(name, path).");
        foreach (var model in models)
        {
            if (model.Name is null || !ModelName().IsMatch(model.Name))
                violations.Add(
                    "A model's name must be 1 to 64 letters, digits, '-', '_' and '.', starting with a letter or digit; " +
                    $"received '{model.Name}': choose another, since it is a part of URLs.");
            if (string.IsNullOrEmpty(model.Path))
                violations.Add($"The path of the model '{model.Name}' must not be empty: name a file.");
            if (model.Version < 1)
                violations.Add(
                    $"The version of the model '{model.Name}' must be above 0; received {model.Version}: set 1 or more.");
        }

        foreach (var same in models.GroupBy(model => (model.Name, model.Version)).Where(group => group.Count() > 1))
            violations.Add(
                $"Each model must have its own name and version; received '{same.Key.Name}', version {same.Key.Version}, " +
                $"{same.Count()} times: give the models different names or versions.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex ModelName();
}
