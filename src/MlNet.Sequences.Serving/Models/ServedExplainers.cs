namespace MlNet.Sequences.Serving;

/// <summary>
/// Explains a model's predictions. One explainer of each method is kept; it has copies of the network's weights.
/// </summary>
internal sealed class ServedExplainers : IDisposable
{
    private readonly TextPredictor _predictor;
    private readonly Dictionary<TokenContributionMethod, TextExplainer> _kept = [];

    private ServedExplainers(TextPredictor predictor) =>
        (_predictor, Methods) = (predictor, TextExplainer.MethodsFor(predictor));

    /// <summary>The methods that can explain the predictions, the usual one first; none if they can't be explained.</summary>
    internal IReadOnlyList<TokenContributionMethod> Methods { get; }

    /// <summary>
    /// Creates the explainers, and explains once by the usual method, so that no request pays for compiled code and allocated
    /// memory.
    /// </summary>
    internal static ServedExplainers Of(TextPredictor predictor, string sample)
    {
        var explainers = new ServedExplainers(predictor);
        try
        {
            if (explainers.Methods is [var usual, ..])
                explainers.Explain(sample, new() { Method = usual }, default);
            return explainers;
        }
        catch
        {
            explainers.Dispose();
            throw;
        }
    }

    /// <summary>Explains the prediction for a text. Called by several threads at once.</summary>
    /// <exception cref="ArgumentException">The model can't be explained so.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    internal TextExplanation Explain(string text, TokenContributionOptions options, CancellationToken cancellationToken)
    {
        if (IsUsual(options))
            return Explain(Keep(options), text, cancellationToken);
        using var explainer = TextExplainer.Create(_predictor, options);
        return Explain(explainer, text, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var explainer in _kept.Values)
            explainer.Dispose();
    }

    // On the worker's thread alone: as a view, and not as a row, which would take all cores.
    private static TextExplanation Explain(TextExplainer explainer, string text, CancellationToken cancellationToken) =>
        explainer.Explain([text], cancellationToken).Single();

    private TextExplainer Keep(TokenContributionOptions options)
    {
        lock (_kept)
        {
            if (!_kept.TryGetValue(options.Method, out var explainer))
                _kept.Add(options.Method, explainer = TextExplainer.Create(_predictor, options));
            return explainer;
        }
    }

    private static bool IsUsual(TokenContributionOptions options)
    {
        var usual = new TokenContributionOptions();
        return options.Class is null && options.BaselineToken is null && options.NumberOfSteps == usual.NumberOfSteps;
    }
}
