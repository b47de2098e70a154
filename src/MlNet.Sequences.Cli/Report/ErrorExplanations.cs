using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Draws which words made the prediction for a text.</summary>
internal sealed class ErrorExplanations : IDisposable
{
    // Occlusion scores as many texts as a text has words.
    private const int MostLetters = 20_000;

    private readonly TextExplainer _explainer;

    private ErrorExplanations(TextExplainer explainer) => _explainer = explainer;

    /// <summary>Explains a model's predictions; null for a model that can't be explained.</summary>
    internal static ErrorExplanations? Of(LoadedModel model) =>
        model.Texts.TextColumnNames.Count == 1 && TextExplainer.MethodsFor(model.Texts) is [var usual, ..]
            ? new(TextExplainer.Create(model.Texts, new() { Method = usual }))
            : null;

    /// <summary>The plot; null for a text without words, or too long a one.</summary>
    internal Plot? Draw(string text)
    {
        if (text.Length > MostLetters)
            return null;
        var explanation = _explainer.Explain(text);
        return explanation.Tokens.Count == 0 ? null : ModelPlots.TokenContributions(explanation);
    }

    public void Dispose() => _explainer.Dispose();
}
