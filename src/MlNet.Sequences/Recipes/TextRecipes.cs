namespace MlNet.Sequences;

/// <summary>
/// What the recipes set. Chosen on training reviews of films that were held out, as docs/accuracy.md explains.
/// </summary>
internal static class TextRecipes
{
    // N-grams learn much from the ends of long texts: with 500 words and Fast, films that were held out had a log-loss of 0.191,
    // and with 1,000 one of 0.178, in the same time.
    internal const int VocabularySize = 30_000, MaximumLength = 1_000;

    // A classifier of 64 in each direction had a log-loss of 0.253 from a language model of the next word, 0.237 from one of
    // the next five or twelve; with n-grams beside it 0.203, 0.199 and 0.201.
    internal const int Horizon = 5;

    // The whole softmax of validation costs several times as much as training on the same texts.
    internal const double ValidationFractionOfLanguageModel = 0.002;

    /// <summary>The classifier's network, and its language model's.</summary>
    internal static LstmOptions Network(TextRecipe recipe) => recipe switch
    {
        TextRecipe.Fast => new(),
        TextRecipe.Balanced => new() { EmbeddingSize = 128, HiddenSize = 128, Bidirectional = true },
        _ => new() { EmbeddingSize = 128, HiddenSize = 192, Bidirectional = true },
    };

    /// <summary>The epochs of the language model for many texts.</summary>
    internal static int FewestEpochsOfLanguageModel(TextRecipe recipe) => recipe == TextRecipe.Accurate ? 2 : 1;

    /// <summary>The language model that the classifier starts from, or null.</summary>
    internal static LanguageModelOptions? LanguageModel(TextRecipe recipe)
    {
        if (recipe == TextRecipe.Fast)
            return null;
        var network = Network(recipe);
        network.ValidationFraction = ValidationFractionOfLanguageModel;
        return new() { Network = network, Horizon = Horizon };
    }
}
