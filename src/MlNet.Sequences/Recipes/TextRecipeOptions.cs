using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The settings of a whole pipeline from texts to a classifier, with the values of a <see cref="TextRecipe"/>. Each can be
/// changed.
/// </summary>
/// <remarks>
/// Plain values: change them until the estimator is created. It then checks them all at once and throws an <see
/// cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public sealed class TextRecipeOptions
{
    internal const string DefaultTextColumnName = "Text";

    /// <param name="recipe">The recipe whose settings these are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The recipe is not a named value.</exception>
    public TextRecipeOptions(TextRecipe recipe)
    {
        if (!Enum.IsDefined(recipe))
            throw new ArgumentOutOfRangeException(
                nameof(recipe), recipe, $"A recipe must be one of {string.Join(", ", Enum.GetNames<TextRecipe>())}.");
        Recipe = recipe;
        Classifier = TextRecipes.Network(recipe);
        LanguageModel = TextRecipes.LanguageModel(recipe);
    }

    /// <summary>The recipe whose settings these are, unless they were changed.</summary>
    public TextRecipe Recipe { get; }

    /// <summary>The column with the texts, in the training data and in the data without labels. Default: "Text".</summary>
    public string TextColumnName { get; set; } = DefaultTextColumnName;

    /// <summary>
    /// Texts without labels, of the kind that will be classified: rows with the text column. The words are learned from them,
    /// too; the language model is trained on them and on the texts of the training data; and the classifier on both, with labels
    /// from n-grams (see <see cref="SelfTraining"/>). Null for the texts of the training data alone. Default: null.
    /// </summary>
    public IDataView? UnlabeledData { get; set; }

    /// <summary>How texts become words. Default: 30,000 words, and punctuation as words.</summary>
    public TokenizeIntoWordsAsKeysOptions Tokenization { get; set; } = new()
    {
        MaximumVocabularySize = TextRecipes.VocabularySize,
        StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation,
    };

    /// <summary>The most words of a text that the classifier reads; 1 or more. Default: 1000.</summary>
    [Range(1, int.MaxValue)]
    public int MaximumLength { get; set; } = TextRecipes.MaximumLength;

    /// <summary>
    /// The language model that the classifier starts from, whose network must have the classifier's shape; null for none. Its
    /// columns are not read, and its seed, device, threads and cancellation are the classifier's unless they are set. Default:
    /// null in <see cref="TextRecipe.Fast"/>, otherwise the classifier's network.
    /// </summary>
    public LanguageModelOptions? LanguageModel { get; set; }

    /// <summary>
    /// The classifier and its fit: its network, the columns with labels, weights and sampling keys, its seed, callbacks,
    /// checkpoints and cancellation. Its feature column is the one that the texts become. With a checkpoint folder, the language
    /// model's checkpoints are in a folder in it. Default: an LSTM of the recipe's size.
    /// </summary>
    public SequenceTrainerOptions Classifier { get; set; }

    /// <summary>
    /// Whether the classifier is trained on <see cref="UnlabeledData"/>, too (see <see
    /// cref="SequenceTrainerOptions.UnlabeledData"/>). Default: true.
    /// </summary>
    public bool SelfTraining { get; set; } = true;

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal TextRecipeOptions Copy() => (TextRecipeOptions)MemberwiseClone();

    /// <summary>Checks these options; those of the network, the words and the language model check themselves.</summary>
    /// <exception cref="ArgumentException">A rule is violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(TextColumnName), TextColumnName);
        if (Tokenization is null)
            violations.Add(nameof(Tokenization), $"must not be null", null, $"set TokenizeIntoWordsAsKeysOptions");
        if (Classifier is null)
            violations.Add(nameof(Classifier), $"must not be null", null, $"set LstmOptions or other options of a network");
        if (Classifier is { UnlabeledData: not null })
            violations.Add(
                nameof(Classifier), $"must leave its {nameof(UnlabeledData):option} to the recipe, which takes texts", "a view",
                $"set {nameof(UnlabeledData):option} of the recipe");
        if (Classifier is { ContinueFrom: not null } && LanguageModel is not null)
            violations.Add(
                nameof(LanguageModel), $"must be null for a classifier with {nameof(Classifier.ContinueFrom):option}",
                "both", $"set one of them to null");
        if (Classifier is not null && LanguageModel is { Network: { } network })
        {
            foreach (var difference in Classifier.Architecture.ShapeDifferences(network.Architecture))
                violations.Add(
                    nameof(LanguageModel), $"must have a network of the classifier's shape", difference,
                    $"set the same in both");
        }

        violations.ThrowIfAny(nameof(TextRecipeOptions));
    }
}
