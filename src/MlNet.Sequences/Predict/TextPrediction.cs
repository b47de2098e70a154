using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// What a model predicts for a text: a class with its probability, a number or several, or a class or number for each token.
/// </summary>
public sealed class TextPrediction
{
    private readonly IReadOnlyList<string> _classNames;
    private readonly float[]? _probabilities;
    private IReadOnlyDictionary<string, float>? _byName;

    internal TextPrediction(float[] scores)
        : this(scores, [], -1, null)
    {
    }

    internal TextPrediction(IReadOnlyList<StepPrediction> steps)
        : this(scores: []) => Steps = steps;

    /// <param name="scores">The scores.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="predicted">The number of the predicted class, from 0; below 0 without classes.</param>
    /// <param name="probabilities">
    /// The probabilities of the classes, in the order of their names; null if the model returns none.
    /// </param>
    internal TextPrediction(float[] scores, IReadOnlyList<string> classNames, int predicted, float[]? probabilities)
    {
        (Scores, _classNames, _probabilities) = (scores, classNames, probabilities);
        PredictedLabel = predicted < 0 ? null : classNames[predicted];
    }

    /// <summary>
    /// A model of steps, such as one of <c>SequenceTagging</c>: the predictions for the tokens of the text, in order. Tokens that
    /// <c>PadSequence</c> cuts off have none. Empty for other models; those of steps have nothing else.
    /// </summary>
    public IReadOnlyList<StepPrediction> Steps { get; } = [];

    /// <summary>The name of the predicted class; null for regression, and for a model of steps.</summary>
    public string? PredictedLabel { get; }

    /// <summary>
    /// The probability of <see cref="PredictedLabel"/>, 0 to 1; null for regression, and for a model that returns scores without
    /// probabilities. A binary model with a changed threshold may predict the less likely class.
    /// </summary>
    public float? Probability => PredictedLabel is null || _probabilities is null ? null : Probabilities[PredictedLabel];

    /// <summary>
    /// The probabilities of all classes by name, in the order of the classes; empty if <see cref="Probability"/> is null.
    /// Classes that share a name are one.
    /// </summary>
    public IReadOnlyDictionary<string, float> Probabilities => _byName ??= ByName();

    /// <summary>
    /// The only one of <see cref="Scores"/>: the logit of the second of two classes, or a number; null if there are several.
    /// </summary>
    public float? Score => Scores is [var only] ? only : null;

    /// <summary>
    /// The model's column Score. Binary: the logit of the second class. Multiclass: a probability for each class. Regression: the
    /// number, or the numbers of a vector, in the unit of the training labels. Empty for a model of steps.
    /// </summary>
    public IReadOnlyList<float> Scores { get; }

    /// <summary>"positive (0.93)", or the numbers, or the tokens with theirs.</summary>
    public override string ToString() => Steps.Count > 0 ? string.Join(", ", Steps)
        : PredictedLabel is null
        ? string.Join(", ", Scores.Select(score => score.ToString(CultureInfo.InvariantCulture)))
        : string.Create(CultureInfo.InvariantCulture, $"{PredictedLabel} ({Probability ?? Score:0.00##})");

    private Dictionary<string, float> ByName()
    {
        var byName = new Dictionary<string, float>();
        for (int i = 0; i < (_probabilities?.Length ?? 0); i++)
            byName[_classNames[i]] = byName.GetValueOrDefault(_classNames[i]) + _probabilities![i];
        return byName;
    }
}
