using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

// User code: losses, metrics and schedules. JSON can't hold it, and a fit's identity names it.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// A custom loss, which training minimizes instead of the task's; <see cref="LabelSmoothing"/>, <see cref="RegressionLoss"/>
    /// and <see cref="HuberDelta"/> must then be left unset. Not in JSON: set it in code. Null for the task's own. Default: null.
    /// </summary>
    [Category(OptionGroup.Loss)]
    public ISequenceLoss? Loss { get; set; }

    /// <summary>
    /// A custom learning-rate schedule instead of <see cref="LearningRateSchedule"/>, which must then be left unset. Not in JSON:
    /// set it in code. Null for the library's. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    public ILearningRateSchedule? Schedule { get; set; }

    /// <summary>
    /// Custom metrics, measured on the validation rows after each epoch and reported by their names. Epochs are compared by the
    /// first, unless <see cref="BestEpochMetric"/> is set. Not in JSON: add them in code. Default: none.
    /// </summary>
    [Category(OptionGroup.Validation)]
    public IList<ISequenceMetric> Metrics { get; set; } = [];

    /// <summary>Whether the learning rate depends on the epochs rather than the steps.</summary>
    internal bool ReducesOnPlateau => Schedule is null && LearningRateSchedule == LearningRateSchedule.ReduceOnPlateau;

    /// <summary>The metric that epochs are compared by.</summary>
    internal ComparedMetric ComparedMetricOf(Objective objective) => BestEpochMetric is { } metric ? metric
        : Metrics.Count > 0 ? ComparedMetric.Of(Metrics[0])
        : objective.DefaultMetric;

    /// <summary>
    /// The settings, and user code by its types and their settings: "loss": { "type": "Samples.FocalLoss", "gamma":
    /// 2 }.
    /// </summary>
    internal JsonObject Describe()
    {
        var settings = OptionsJson.Write(this);
        foreach (var (name, part) in Seams())
            settings[name] = part;
        return settings;
    }

    /// <summary>Throws if JSON would omit code that affects a fit.</summary>
    /// <exception cref="InvalidOperationException">There is such code.</exception>
    private void CheckJsonHoldsAll()
    {
        if (Seams().FirstOrDefault() is { Key: not null } part)
            throw OptionMessage.Invalid(
                $"JSON can't hold {OptionName.OfSetting(part.Key)}, which is code: {OptionsJson.Text(part.Value)}. Write " +
                $"options without it, and set it in code after they are read.");
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> Seams()
    {
        if (Loss is not null)
            yield return new("loss", Seam.Describe(Loss, OptionsJson.Conventions));
        if (Schedule is not null)
            yield return new("schedule", Seam.Describe(Schedule, OptionsJson.Conventions));
        if (Metrics is { Count: > 0 })
            yield return new("metrics", new JsonArray([.. Metrics.Select(DescribeMetric)]));
    }

    private static JsonObject DescribeMetric(ISequenceMetric metric)
    {
        var description = Seam.Describe(metric, OptionsJson.Conventions);
        (description["name"], description["isLowerBetter"]) = (metric.Name, metric.IsLowerBetter);
        return description;
    }

    private static bool IsSeam(PropertyInfo property) =>
        property.PropertyType == typeof(ISequenceLoss) || property.PropertyType == typeof(ILearningRateSchedule);
}
