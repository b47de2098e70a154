using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The options of the n-gram trainer: logistic regression on the n-grams of token keys, each scaled by its naive Bayes
/// log-count ratio (Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012, section
/// 2).
/// </summary>
/// <remarks>
/// Plain values: change them until the trainer is made. The trainer checks them all at once when it is made and throws an
/// <see cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public sealed class NgramLogisticRegressionOptions
{
    internal const int DefaultNgramLength = 3;
    internal const int DefaultMinimumDocumentCount = 2;
    internal const double DefaultL2Regularization = 0.004;
    internal const int MaximumNgramLength = NgramVocabulary.MostTokens;

    /// <summary>The column with the labels. Default: "Label".</summary>
    [Category(OptionGroup.Columns)]
    public string LabelColumnName { get; set; } = SequenceTrainerDefaults.LabelColumnName;

    /// <summary>The column with the texts: a vector of token keys; a missing key is padding and left out. Default:
    /// "Features".</summary>
    [Category(OptionGroup.Columns)]
    public string FeatureColumnName { get; set; } = SequenceTrainerDefaults.FeatureColumnName;

    /// <summary>A Single column with the weight of each example in the loss and in the counts, 0 or more; null weighs all alike.
    /// Default: null.</summary>
    [Category(OptionGroup.Columns)]
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The most tokens of an n-gram: 3 takes single tokens, pairs and triples. From 1 to 8. Default: 3.</summary>
    [Range(1, MaximumNgramLength)]
    public int NgramLength { get; set; } = DefaultNgramLength;

    /// <summary>In how many training rows an n-gram must occur to be learned; 1 or more. Default: 2.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumDocumentCount { get; set; } = DefaultMinimumDocumentCount;

    /// <summary>
    /// How strongly weights are pulled toward 0: half of it times the sum of their squares is added to the sum of the examples'
    /// losses; above 0. Rows have unit length, so the default suits few and many rows, short and long texts. Default: 0.004.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double L2Regularization { get; set; } = DefaultL2Regularization;

    /// <summary>What is added to each n-gram's count in each class before the ratio is taken (α of Wang and Manning); above 0.
    /// Default: 1.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double CountSmoothing { get; set; } = 1;

    /// <summary>
    /// How much of the weights are the log-count ratios themselves, that is naive Bayes, and not what logistic regression made of
    /// them; from 0 to 1: 0 is logistic regression alone, 1 naive Bayes alone. Both parts have the same norm. Null is 0.2 for two
    /// classes, and 0 for several. Default: null.
    /// </summary>
    /// <remarks>
    /// Wang and Manning 2012, section 2.3, interpolate a support vector machine the same way ("trust NB unless the SVM is very
    /// confident").
    /// </remarks>
    [Range(0.0, 1)]
    public double? NaiveBayesFraction { get; set; }

    /// <summary>How much the examples of each class count in the loss. Default: <see cref="ClassWeights.None"/>.</summary>
    [Category(OptionGroup.Loss)]
    public ClassWeights ClassWeights { get; set; } = ClassWeights.None;

    /// <summary>
    /// Training ends when the gradient's norm has fallen to this fraction of its norm at the start, times the rarer class's
    /// fraction; above 0 and below 1. Default: 0.01, beyond which accuracy does not change.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double OptimizationTolerance { get; set; } = 0.01;

    /// <summary>The most Newton steps; 1 or more. Default: 50, of which five or so are taken.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int MaximumNumberOfIterations { get; set; } = 50;

    /// <summary>The threads that train, 1 or more, or null for one a core. The model is the same with any number. Default:
    /// null.</summary>
    [Category(OptionGroup.Machine)]
    [Range(1, int.MaxValue)]
    public int? NumberOfThreads { get; set; }

    /// <summary>Ends training early with an <see cref="OperationCanceledException"/>. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal NgramSettings Settings => new(
        NgramLength, MinimumDocumentCount, L2Regularization, CountSmoothing, OptimizationTolerance, MaximumNumberOfIterations,
        NaiveBayesFraction);

    /// <summary>
    /// The options as a JSON object, including defaults and nulls: names in camelCase, <see cref="ClassWeights"/> as "none",
    /// "balanced" or an object with each class's weight. Without the cancellation token.
    /// </summary>
    public string ToJson() => OptionsJson.Write(this).ToJsonString(OptionsJson.Conventions);

    /// <summary>
    /// Reads options from JSON as written by <see cref="ToJson"/>. Omitted options have their defaults. Comments and trailing
    /// commas are allowed. Ranges are checked when a trainer is made from the options, as always.
    /// </summary>
    /// <param name="json">The text of a JSON object.</param>
    /// <exception cref="ArgumentException">
    /// The text is not a JSON object, or it has an unknown name, a name twice or a value of another type than the option's; the
    /// message lists every one, with the nearest existing name.
    /// </exception>
    public static NgramLogisticRegressionOptions FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = new NgramLogisticRegressionOptions();
        OptionsJson.Read(json, options);
        return options;
    }

    internal NgramLogisticRegressionOptions Copy() => (NgramLogisticRegressionOptions)MemberwiseClone();

    internal ObjectiveOptions ObjectiveOptions => new(LabelColumnName, ClassWeights);

    /// <exception cref="ArgumentException">One or more values break a rule; the message lists every one.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        violations.Name(nameof(LabelColumnName), LabelColumnName);
        violations.Name(nameof(FeatureColumnName), FeatureColumnName);
        if (ExampleWeightColumnName is not null)
            violations.Name(nameof(ExampleWeightColumnName), ExampleWeightColumnName);
        OptionRules.AddViolations(this, violations);
        ClassWeights.AddViolations(ClassWeights, violations);
        violations.ThrowIfAny(nameof(NgramLogisticRegressionOptions));
    }
}
