using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>The results of one epoch.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>
    /// The mean loss over the epoch's training steps, dropout included: in nats for classification, and in standard deviations of
    /// the labels, or their squares, for regression.
    /// </summary>
    public required double TrainingLoss { get; init; }

    /// <summary>
    /// The metrics over all validation rows, by name: "Loss", for binary classification "Accuracy" and "AreaUnderRocCurve", for
    /// multiclass classification "Accuracy" and "MacroAccuracy", for regression "RootMeanSquaredError" and "MeanAbsoluteError",
    /// for language models "Perplexity". Empty if nothing is held out.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>The seconds that training took, without validation.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>The seconds that validation took.</summary>
    public required double ValidationSeconds { get; init; }

    /// <summary>The sequences trained on per second.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The loss over all validation rows, or null if nothing is held out.</summary>
    [JsonIgnore]
    public double? ValidationLoss => Get(MetricNames.Loss);

    /// <summary>
    /// The fraction of validation rows classified correctly, or null if nothing is held out or classified.
    /// </summary>
    [JsonIgnore]
    public double? ValidationAccuracy => Get(MetricNames.Accuracy);

    /// <summary>
    /// The area under the ROC curve over the validation rows, or null if nothing is held out or the task is not binary.
    /// </summary>
    [JsonIgnore]
    public double? ValidationAreaUnderRocCurve => Get(MetricNames.AreaUnderRocCurve);

    /// <summary>
    /// The mean of the classes' accuracies, or null if nothing is held out or the task is not multiclass.
    /// </summary>
    [JsonIgnore]
    public double? ValidationMacroAccuracy => Get(MetricNames.MacroAccuracy);

    /// <summary>
    /// The root of the mean squared error in the label's unit, or null if nothing is held out or the task is not regression.
    /// </summary>
    [JsonIgnore]
    public double? ValidationRootMeanSquaredError => Get(MetricNames.RootMeanSquaredError);

    /// <summary>
    /// The mean absolute error in the label's unit, or null if nothing is held out or the task is not regression.
    /// </summary>
    [JsonIgnore]
    public double? ValidationMeanAbsoluteError => Get(MetricNames.MeanAbsoluteError);

    /// <summary>
    /// The perplexity of the validation rows, the exponential of the loss, or null if nothing is held out or the network is not a
    /// language model.
    /// </summary>
    [JsonIgnore]
    public double? ValidationPerplexity => Get(MetricNames.Perplexity);

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(EpochMetrics), PrintMembers);

    private double? Get(string name) => Validation.TryGetValue(name, out double value) ? value : null;
}
