using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Predicts from texts with a trained model. It finds the column of the texts, the classes and the steps that scoring needs in
/// the model, so that no row classes are needed.
/// </summary>
/// <remarks>
/// Thread-safe. Each text, even an empty one, is scored as by the model's pipeline: alone, in any batch and from any thread with
/// the same result up to float32 rounding (about 1e-6). Disposing does not wait: active predictions finish or throw an <see
/// cref="ObjectDisposedException"/>, like later ones.
/// </remarks>
/// <example>
/// <code>
/// using var predictor = TextPredictor.Load(new MLContext(), "sentiment.zip");
/// TextPrediction prediction = predictor.Predict("What a film!");
/// Console.WriteLine($"{prediction.PredictedLabel} {prediction.Probability}");
/// </code>
/// </example>
public sealed class TextPredictor : IDisposable
{
    // A view takes longer than this few texts.
    private const int MostOneByOne = 4;

    private readonly SharedResource<OwnedModel> _model;
    private readonly ScoreColumns _columns;
    private readonly IReadOnlyList<ITransformer> _steps;
    private readonly DataViewSchema _textSchema; // only the texts
    private readonly RowPredictors<TextPrediction>? _rows; // null if a step does not map row to row

    private TextPredictor(ScoringModel model, bool ownsModel)
    {
        Model = model;
        var inputs = model.InputColumns;
        if (inputs.Count == 0 || inputs.Any(column => column.Type is not TextDataViewType))
            throw new ArgumentException(ReadsOther(inputs), nameof(model));
        _columns = model.Columns ?? throw new ArgumentException(
            "The model must predict a class, a number or a vector for each text or token; received one " +
            $"{(model.Task.Length > 0 ? $"whose task is {model.Task}" : "that does something else")}. Use its transformer: " +
            $"{nameof(ScoringModel)}.{nameof(ScoringModel.Scorer)}.", nameof(model));
        TextColumnNames = [.. inputs.Select(column => column.Name)];
        _steps = [.. TrainedModels.Steps(model.Scorer)];
        var schema = new DataViewSchema.Builder();
        foreach (string name in TextColumnNames)
            schema.AddColumn(name, TextDataViewType.Instance);
        _textSchema = schema.ToSchema();
        _rows = model.Scorer.IsRowToRowMapper && inputs.Count == 1
            ? new(model.Scorer.GetRowToRowMapper(_textSchema), _columns.Names, _columns.CreateReader)
            : null;
        _model = new(new OwnedModel(ownsModel ? model.Model as IDisposable : null), bytes: 0);
    }

    /// <summary>The model.</summary>
    public ScoringModel Model { get; }

    /// <inheritdoc cref="ScoringModel.Task"/>
    public string Task => Model.Task;

    /// <inheritdoc cref="ScoringModel.ClassNames"/>
    public IReadOnlyList<string> ClassNames => Model.ClassNames;

    /// <summary>
    /// The columns of the model that <see cref="CreateReader"/> reads: Score, for two classes PredictedLabel and Probability, and
    /// for a model of steps those of its tokens.
    /// </summary>
    public IReadOnlyList<string> ScoreColumnNames => _columns.Names;

    /// <summary>The columns of texts alone, which rows of single texts have.</summary>
    internal DataViewSchema TextSchema => _textSchema;

    /// <summary>The columns of texts that the model reads: one, or several together.</summary>
    public IReadOnlyList<string> TextColumnNames { get; }

    /// <summary>Loads a model saved by <c>mlContext.Model.Save</c>, which is freed when the predictor is disposed.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArgumentException">The model reads other columns than texts; the message names them.</exception>
    /// <inheritdoc cref="ScoringModel.Load" path="/exception"/>
    public static TextPredictor Load(MLContext mlContext, string path, CancellationToken cancellationToken = default)
    {
        var model = ScoringModel.Load(mlContext, path, cancellationToken);
        try
        {
            return new(model, ownsModel: true);
        }
        catch
        {
            (model.Model as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>Creates a predictor for a model, which the caller disposes.</summary>
    /// <param name="model">The result of a pipeline's Fit, <c>mlContext.Model.Load</c> or <c>ToOnnxPipeline</c>.</param>
    /// <param name="inputSchema">The columns of the data that it was trained on; null if unknown.</param>
    /// <exception cref="ArgumentException">
    /// No step of the model predicts, or it reads other columns than texts; the message names them.
    /// </exception>
    public static TextPredictor Create(ITransformer model, DataViewSchema? inputSchema) =>
        Create(ScoringModel.Create(model, inputSchema));

    /// <summary>Creates a predictor for a model, which the caller disposes.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">The model reads other columns than texts; the message names them.</exception>
    public static TextPredictor Create(ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model, ownsModel: false);
    }

    /// <summary>Predicts from one text.</summary>
    /// <param name="text">The text; it may be empty.</param>
    /// <exception cref="InvalidOperationException">The model reads several columns of texts.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public TextPrediction Predict(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_rows is null)
            return Predict([text]).Single();
        using var use = _model.Use();
        return _rows.Predict(text);
    }

    /// <summary>
    /// Predicts from many texts, in order. They are read as predictions are consumed, no more than about 2,000 ahead, and scored
    /// in batches of similar length on all cores.
    /// </summary>
    /// <param name="texts">The texts, none of them null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="InvalidOperationException">The model reads several columns of texts.</exception>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public IEnumerable<TextPrediction> Predict(IEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        CheckOneColumn();
        _model.Use().Dispose(); // throws if disposed
        return Predict(new TextView(_textSchema, texts, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Predicts from a list of texts at once, in order, by the faster way for their number: a few texts one by one, more of them
    /// in batches on all cores.
    /// </summary>
    /// <param name="texts">The texts, none of them null.</param>
    /// <param name="cancellationToken">Stops between texts or batches.</param>
    /// <returns>The predictions, one for each text.</returns>
    /// <inheritdoc cref="Predict(IEnumerable{string}, CancellationToken)" path="/exception"/>
    public IReadOnlyList<TextPrediction> PredictAll(
        IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count > MostOneByOne)
            return [.. Predict(texts, cancellationToken)];
        CheckOneColumn();
        var predictions = new TextPrediction[texts.Count];
        for (int i = 0; i < predictions.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            predictions[i] = Predict(texts[i] ?? throw TextView.NullText(i, nameof(texts)));
        }

        return predictions;
    }

    /// <summary>Predicts from rows, in order, as from texts.</summary>
    /// <param name="rows">
    /// Rows with the columns <see cref="TextColumnNames"/>; other columns are ignored.
    /// </param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">A column is missing or has no texts.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public IEnumerable<TextPrediction> Predict(IDataView rows, CancellationToken cancellationToken = default)
    {
        var scored = Transform(rows, cancellationToken);
        return Read();

        IEnumerable<TextPrediction> Read()
        {
            using var cursor = scored.GetRowCursor(_columns.Names.Select(name => scored.Schema[name]));
            var read = CreateReader(cursor);
            while (true)
            {
                TextPrediction prediction;
                using (_model.Use())
                {
                    if (!cursor.MoveNext())
                        yield break;
                    prediction = read();
                }

                yield return prediction;
            }
        }
    }

    /// <summary>
    /// Predicts from texts as they arrive, in order. Arrived texts are scored immediately, in batches, while later ones are
    /// awaited; no text waits for a later one, and no more than about 1,000 are in memory.
    /// </summary>
    /// <param name="texts">The texts, none of them null.</param>
    /// <param name="cancellationToken">Stops reading the texts, and scoring between batches.</param>
    /// <inheritdoc cref="Predict(IEnumerable{string}, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<TextPrediction> PredictAsync(IAsyncEnumerable<string> texts,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        CheckOneColumn();
        _model.Use().Dispose(); // throws if disposed
        return ReadAsync(cancellationToken);

        async IAsyncEnumerable<TextPrediction> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await using var arrived = ArrivedTexts.Read(texts, cancellation);
            while (await arrived.TakeAsync(cancellation).ConfigureAwait(false) is { } batch)
            {
                var predictions = await System.Threading.Tasks.Task.Run(() => PredictAll(batch, cancellation), cancellation)
                    .ConfigureAwait(false);
                foreach (var prediction in predictions)
                    yield return prediction;
            }
        }
    }

    /// <summary>
    /// The rows with scores added, scored in batches when they are read. Columns of the model that its scores
    /// do not depend on are left out.
    /// </summary>
    /// <inheritdoc cref="Predict(IDataView, CancellationToken)"/>
    public IDataView Transform(IDataView rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _model.Use().Dispose(); // throws if disposed
        return _steps.Aggregate(rows, (view, step) =>
            step is IScoringTransformer network ? network.Transform(view, cancellationToken) : step.Transform(view));
    }

    /// <summary>
    /// Reads predictions from rows returned by <see cref="Transform"/>: each call returns that of the cursor's current row.
    /// </summary>
    /// <param name="row">The cursor, with the columns <see cref="ScoreColumnNames"/> active.</param>
    public Func<TextPrediction> CreateReader(DataViewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _columns.CreateReader(row);
    }

    /// <summary>
    /// Disposes the predictor, and frees the model if the predictor loaded it, once active predictions are done.
    /// </summary>
    public void Dispose() => _model.Dispose();

    /// <exception cref="InvalidOperationException">The model reads several columns of texts.</exception>
    internal void CheckOneColumn()
    {
        if (TextColumnNames.Count > 1)
            throw new InvalidOperationException(
                $"A text alone needs a model that reads one column; this one reads {string.Join(", ", TextColumnNames)}. Give " +
                "rows with these columns: Predict(IDataView).");
    }

    private static string ReadsOther(IReadOnlyList<DataViewSchema.Column> inputs)
    {
        string what = inputs.Count == 0
            ? "no column"
            : string.Join(", ", inputs.Select(column => $"{column.Name} ({column.Type})"));
        return $"The model must read texts alone; it reads {what}. Score it with {nameof(ScoringModel)}." +
            $"{nameof(ScoringModel.Scorer)}, or with a PredictionEngine.";
    }

    /// <summary>What is freed with the predictor.</summary>
    private sealed class OwnedModel(IDisposable? model) : IDisposable
    {
        public void Dispose() => model?.Dispose();
    }
}
