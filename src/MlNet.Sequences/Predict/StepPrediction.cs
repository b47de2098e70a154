namespace MlNet.Sequences;

/// <summary>
/// What a model of steps predicts for one token of a text: a class with its probability, or a number. See <see
/// cref="TextPrediction.Steps"/>.
/// </summary>
public sealed class StepPrediction
{
    private readonly TextPrediction _prediction;

    internal StepPrediction(string token, TextPrediction prediction) => (Token, _prediction) = (token, prediction);

    /// <summary>
    /// The token: the word as the text spells it where TokenizeIntoWordsAsKeys makes the tokens, and otherwise the key value.
    /// </summary>
    public string Token { get; }

    /// <summary>The name of the predicted class; null for regression.</summary>
    public string? PredictedLabel => _prediction.PredictedLabel;

    /// <summary>The probability of <see cref="PredictedLabel"/>, 0 to 1; null for regression.</summary>
    public float? Probability => _prediction.Probability;

    /// <summary>
    /// The probabilities of all classes by name, in the order of the classes; empty for regression. Classes that share a name are
    /// one.
    /// </summary>
    public IReadOnlyDictionary<string, float> Probabilities => _prediction.Probabilities;

    /// <summary>The number, in the unit of the training labels; null for a class.</summary>
    public float? Score => PredictedLabel is null ? _prediction.Score : null;

    /// <summary>"Boston: PROPN (0.93)", or the number in place of the class.</summary>
    public override string ToString() => $"{Token}: {_prediction}";
}
