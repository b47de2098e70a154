using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Explains the predictions for texts: which words made them. It finds the column of the texts and the steps that scoring needs
/// in the model, as <see cref="TextPredictor"/> does.
/// </summary>
/// <remarks>
/// Thread-safe. Tokens are as the text spells them if the model splits texts into words, and otherwise as its vocabulary has
/// them.
/// </remarks>
/// <example>
/// <code>
/// using var predictor = TextPredictor.Load(new MLContext(), "sentiment.zip");
/// using var explainer = TextExplainer.Create(predictor);
/// foreach (TokenContribution token in explainer.Explain("Slow, but moving.").Tokens)
///     Console.WriteLine($"{token.Token} {token.Value}");
/// </code>
/// </example>
public sealed class TextExplainer : IDisposable
{
    private readonly TextPredictor _predictor;
    private readonly TokenContributionTransformer _contributions;
    private readonly IReadOnlyList<ITransformer> _steps;
    private readonly IReadOnlyList<string> _names;
    private readonly StepTokens? _tokens;
    private readonly RowPredictors<TextExplanation>? _rows; // null if a step does not map row to row

    private TextExplainer(TextPredictor predictor, IScoringTransformer scoring, TokenContributionOptions options)
    {
        _predictor = predictor;
        var steps = TrainedModels.Steps(predictor.Model.Scorer).ToList();
        int place = steps.IndexOf((ITransformer)scoring);
        var (model, owned) = scoring.Share();
        _contributions = new(model, owned, options);
        _steps = [.. steps[..(place + 1)], _contributions, .. steps[(place + 1)..]];
        ITransformer chain = new TransformerChain<ITransformer>([.. _steps]);
        var schema = chain.GetOutputSchema(predictor.TextSchema);
        _tokens = StepTokens.Of(schema, scoring.Network!.FeatureColumnName, steps[..place]);
        _names =
        [
            .. predictor.ScoreColumnNames, .. _tokens?.Names ?? [],
            .. ContributionColumns.Of(scoring.Objective).Select(column => column.Name),
        ];
        _rows = chain.IsRowToRowMapper && predictor.TextColumnNames.Count == 1
            ? new(chain.GetRowToRowMapper(predictor.TextSchema), _names, CreateReader)
            : null;
    }

    /// <summary>Creates an explainer.</summary>
    /// <param name="predictor">The model, which the caller disposes.</param>
    /// <param name="options">What to explain, and how; null for integrated gradients. Default: null.</param>
    /// <exception cref="ArgumentException">
    /// A rule of the options is broken, or the model can't be explained: see
    /// <see cref="SequencesCatalog.CalculateTokenContributions"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static TextExplainer Create(TextPredictor predictor, TokenContributionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        var own = (options ?? new()).Copy();
        var scoring = ExplainedModel.Find(predictor.Model.Predictor);
        ExplainedModel.Check(scoring, own);
        return new(predictor, scoring, own);
    }

    /// <summary>The methods that can explain a model's predictions, the usual one first.</summary>
    /// <param name="predictor">The model.</param>
    /// <returns>The methods; none if the model can't be explained, and <see cref="Create"/> says why.</returns>
    public static IReadOnlyList<TokenContributionMethod> MethodsFor(TextPredictor predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        return predictor.Model.Predictor is IScoringTransformer scoring
            ? [.. Enum.GetValues<TokenContributionMethod>().Where(each => ExplainedModel.ReasonAgainst(scoring, each) is null)]
            : [];
    }

    /// <summary>How contributions are computed.</summary>
    public TokenContributionMethod Method => _contributions.Method;

    /// <summary>Explains the prediction for one text.</summary>
    /// <param name="text">The text; it may be empty.</param>
    /// <exception cref="InvalidOperationException">The model reads several columns of texts.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TextExplanation Explain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _rows is null ? Explain([text]).Single() : _rows.Predict(text);
    }

    /// <summary>Explains the predictions for many texts, in order, on all cores.</summary>
    /// <param name="texts">The texts, none of them null.</param>
    /// <param name="cancellationToken">Stops between texts.</param>
    /// <exception cref="InvalidOperationException">The model reads several columns of texts.</exception>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IEnumerable<TextExplanation> Explain(IEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _predictor.CheckOneColumn();
        return Explain(new TextView(_predictor.TextSchema, texts, cancellationToken), cancellationToken);
    }

    /// <summary>Explains the predictions for rows, in order, on all cores.</summary>
    /// <param name="rows">Rows with the columns of texts that the model reads; other columns are ignored.</param>
    /// <param name="cancellationToken">Stops between texts.</param>
    /// <exception cref="ArgumentException">A column is missing or has no texts.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IEnumerable<TextExplanation> Explain(IDataView rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var explained = _steps.Aggregate(rows, (view, step) => step switch
        {
            IScoringTransformer scoring => scoring.Transform(view, cancellationToken),
            TokenContributionTransformer contributions => contributions.Transform(view, cancellationToken),
            _ => step.Transform(view),
        });
        return Read();

        IEnumerable<TextExplanation> Read()
        {
            using var cursor = explained.GetRowCursor(_names.Distinct().Select(name => explained.Schema[name]));
            var read = CreateReader(cursor);
            while (cursor.MoveNext())
                yield return read();
        }
    }

    /// <summary>Frees what the explainer has besides the model.</summary>
    public void Dispose() => _contributions.Dispose();

    private Func<TextExplanation> CreateReader(DataViewRow row)
    {
        var readPrediction = _predictor.CreateReader(row);
        var readTokens = _tokens?.CreateReader(row);
        var getTokens = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[TokenContributionColumns.Tokens]);
        var getContributions = row.GetGetter<VBuffer<float>>(row.Schema[TokenContributionColumns.Contributions]);
        var getClass = row.Schema.GetColumnOrNull(TokenContributionColumns.Class) is { } column
            ? row.GetGetter<ReadOnlyMemory<char>>(column)
            : null;
        float[] numbers = new float[3];
        ValueGetter<float>[] getNumbers =
        [
            .. ((string[])[TokenContributionColumns.Score, TokenContributionColumns.Baseline, TokenContributionColumns.Gap])
                .Select(name => row.GetGetter<float>(row.Schema[name])),
        ];
        var (tokens, values, className) = (
            default(VBuffer<ReadOnlyMemory<char>>), default(VBuffer<float>), default(ReadOnlyMemory<char>));
        return () =>
        {
            getContributions(ref values);
            getTokens(ref tokens);
            getClass?.Invoke(ref className);
            for (int i = 0; i < numbers.Length; i++)
                getNumbers[i](ref numbers[i]);
            IEnumerable<string> names = readTokens?.Invoke().Select(step => step.Token)
                ?? tokens.DenseValues().Select(token => token.ToString());
            return new(
                readPrediction(), Method, getClass is null ? null : className.ToString(),
                [.. names.Zip(values.DenseValues(), (name, value) => new TokenContribution(name, value))],
                numbers[0], numbers[1], numbers[2]);
        };
    }
}
