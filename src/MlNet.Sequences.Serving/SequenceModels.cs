using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNet.Sequences.Serving;

/// <summary>
/// The served models. Texts from all callers meet in one queue and are scored together. Thread-safe; a singleton of the
/// application's services, for its own endpoints, too.
/// </summary>
public sealed class SequenceModels : IDisposable
{
    /// <summary>The name of the meter, for <c>AddMeter</c> of OpenTelemetry.</summary>
    public const string MeterName = "MlNet.Sequences.Serving";

    /// <summary>The name of the source of activities, for <c>AddSource</c> of OpenTelemetry.</summary>
    public const string ActivitySourceName = "MlNet.Sequences.Serving";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ModelSlot[] _slots; // by name, the greatest version first
    private readonly ScoringQueue _queue;
    private readonly ScoringWorkers _workers;
    private readonly ServingMetrics _metrics;
    private readonly ILogger<SequenceModels> _logger;
    private readonly TaskCompletionSource _loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    internal SequenceModels(IOptions<SequenceModelsOptions> options, ServingMetrics metrics, ILogger<SequenceModels> logger)
    {
        (Options, _metrics, _logger) = (options.Value, metrics, logger);
        _slots = [.. Options.Models.OrderByDescending(model => model.Version).Select(model => new ModelSlot(model))];
        _queue = new(Options);
        _metrics.Watch(_queue);
        _workers = new(_queue, metrics, Options.NumberOfWorkers);
    }

    /// <summary>
    /// Ends when all models are loaded and warmed up, or with the failure of the first that can't be. The application then stops.
    /// </summary>
    public Task Loading => _loading.Task;

    /// <summary>Whether every model is loaded and warmed up, and the service does not stop.</summary>
    public bool IsReady => Loading.IsCompletedSuccessfully && !_isStopping;

    /// <summary>Whether the service was told to stop.</summary>
    internal bool IsStopping => _isStopping;

    internal SequenceModelsOptions Options { get; }

    internal ServingMetrics Metrics => _metrics;

    internal ScoringQueue Queue => _queue;

    /// <summary>The models, in the order of the options, of a name the greatest version first.</summary>
    internal IReadOnlyList<ModelSlot> Slots => _slots;

    /// <summary>Predicts from texts, together with those of other callers.</summary>
    /// <param name="model">The name of the model; null for the only one.</param>
    /// <param name="texts">The texts, none of them null.</param>
    /// <param name="version">The version; null for the greatest.</param>
    /// <param name="cancellationToken">Takes the texts out of the queue.</param>
    /// <returns>The predictions, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="PredictionRefusedException">
    /// The model is unknown or can't score a text, the texts are too many or too long, the queue is full, or the service starts
    /// or stops.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<IReadOnlyList<TextPrediction>> PredictAsync(
        string? model, IReadOnlyList<string> texts, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
                throw new ArgumentException(
                    $"The texts must not be null; number {i + 1} is. Leave it out, or give an empty text.", nameof(texts));
        }

        return PredictAsync(Find(model, version), texts, waitForPlace: false, cancellationToken);
    }

    /// <summary>Explains the prediction for a text: what each of its tokens contributes.</summary>
    /// <param name="model">The name of the model; null for the only one.</param>
    /// <param name="text">The text; it may be empty.</param>
    /// <param name="options">What to explain, and how; null for the usual method of the model. Default: null.</param>
    /// <param name="version">The version; null for the greatest.</param>
    /// <param name="cancellationToken">Takes the text out of the queue, and stops the explanation.</param>
    /// <exception cref="PredictionRefusedException">
    /// The model is unknown or can't be explained so, the text is too long, the queue is full, or the service starts or stops.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<TextExplanation> ExplainAsync(
        string? model, string text, TokenContributionOptions? options = null, int? version = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slot = Find(model, version);
        return (await ExplainAsync(slot, [text], served => options ?? served.UsualExplanation, cancellationToken)
            .ConfigureAwait(false))[0];
    }

    /// <summary>Stops the workers, once all that was accepted is scored, and frees the models.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _queue.Complete();
        _workers.Join();
        foreach (var slot in _slots)
            slot.Dispose();
    }

    /// <param name="slot">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="waitForPlace">Whether to wait where the queue is full, and not to refuse.</param>
    /// <param name="cancellationToken">Takes the texts out of the queue.</param>
    internal async Task<IReadOnlyList<TextPrediction>> PredictAsync(
        ModelSlot slot, IReadOnlyList<string> texts, bool waitForPlace, CancellationToken cancellationToken) =>
        await RunAsync(slot, texts, model => new PredictionJob(model, texts), "score", waitForPlace, cancellationToken)
            .ConfigureAwait(false);

    /// <param name="slot">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="choose">What to explain of the loaded model, and how.</param>
    /// <param name="cancellationToken">Takes the texts out of the queue, and stops explanations.</param>
    internal async Task<IReadOnlyList<TextExplanation>> ExplainAsync(
        ModelSlot slot, IReadOnlyList<string> texts, Func<ServedModel, TokenContributionOptions> choose,
        CancellationToken cancellationToken) =>
        await RunAsync(
            slot, texts,
            model =>
            {
                var job = new ExplanationJob(model, texts, choose(model), cancellationToken);
                TextLimits.CheckExplained(job, Options);
                return job;
            },
            "explain", waitForPlace: false, cancellationToken).ConfigureAwait(false);

    /// <summary>A model by its name and version.</summary>
    /// <exception cref="PredictionRefusedException">It does not exist, or the name is missing and there are several.</exception>
    internal ModelSlot Find(string? name, int? version)
    {
        string[] names = [.. _slots.Select(slot => slot.Name).Distinct()];
        if (name is null && names.Length > 1)
            throw new PredictionRefusedException(
                StatusCodes.Status400BadRequest,
                $"A request must name its model, since there are several: {ShownNames.List(names)}.", "model");
        name ??= names[0];
        ModelSlot[] versions = [.. _slots.Where(slot => slot.Name == name)];
        if (versions.Length == 0)
            throw new PredictionRefusedException(
                StatusCodes.Status404NotFound,
                $"There is no model '{CodePoints.Shorten(name, 60)}'.{ShownNames.Suggest(name, names)} The models: " +
                $"{ShownNames.List(names)}.", "model");
        return (version is null ? versions[0] : versions.FirstOrDefault(slot => slot.Version == version))
            ?? throw new PredictionRefusedException(
                StatusCodes.Status404NotFound,
                $"The model '{name}' has no version {version}. The versions: " +
                $"{string.Join(", ", versions.Select(slot => slot.Version))}.", "version");
    }

    /// <summary>Loads all models. Called once.</summary>
    /// <exception cref="Exception">A model can't be loaded; what <see cref="ModelSlot.Load"/> throws.</exception>
    internal void LoadAll(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var slot in _slots)
            {
                slot.Load(cancellationToken);
                _logger.Loaded(slot.Name, slot.Version, slot.Path, slot.Current!.Sha256);
            }

            _loading.TrySetResult();
        }
        catch (Exception e)
        {
            _loading.TrySetException(e);
            throw;
        }
    }

    /// <summary>Loads the models whose files were replaced. A damaged file changes nothing.</summary>
    internal void LoadReplaced(CancellationToken cancellationToken)
    {
        foreach (var slot in _slots.Where(slot => slot.HasNewFile()))
        {
            bool hasFailed = false;
            try
            {
                slot.Load(cancellationToken);
                _logger.Replaced(slot.Name, slot.Version, slot.Path, slot.Current!.Sha256);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                hasFailed = true;
                _logger.NotReplaced(e, slot.Name, slot.Version, slot.Path);
            }

            _metrics.Loaded(slot.Name, hasFailed);
        }
    }

    /// <summary>Reports from now on that the service is not ready; it goes on to answer.</summary>
    internal void Drain()
    {
        _isStopping = true;
        _queue.StopDelays();
    }

    private async Task<T[]> RunAsync<T>(
        ModelSlot slot, IReadOnlyList<string> texts, Func<ServedModel, ScoringJob<T>> create, string purpose, bool waitForPlace,
        CancellationToken cancellationToken)
    {
        TextLimits.Check(texts, Options);
        if (texts.Count == 0)
            return [];
        var model = slot.Use() ?? throw new PredictionRefusedException(
            StatusCodes.Status503ServiceUnavailable, "The model is not loaded yet. Try again.")
        { RetryAfter = RetryAfter };
        try
        {
            var job = create(model);
            await EnqueueAsync(job, waitForPlace, cancellationToken).ConfigureAwait(false);
            using var cancellation = cancellationToken.UnsafeRegister(_ =>
            {
                job.Cancel(cancellationToken);
                _queue.Remove(job);
            }, null);
            return await job.Results.ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Such as a text longer than the positions that a Transformer has learned.
            throw new PredictionRefusedException(
                StatusCodes.Status400BadRequest, $"The model can't {purpose} this: {Message(e)}", innerException: e);
        }
        finally
        {
            model.Release();
        }
    }

    // .NET appends the name of our parameter, which means nothing to a client.
    private static string Message(Exception exception) =>
        exception is ArgumentException { ParamName: { } name }
            ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : exception.Message;

    private async Task EnqueueAsync(ScoringJob job, bool waitForPlace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (waitForPlace)
            await _queue.AddAsync(job, cancellationToken).ConfigureAwait(false);
        else if (!_queue.TryAdd(job))
            throw new PredictionRefusedException(
                StatusCodes.Status429TooManyRequests,
                $"The queue is full: {_queue.Count} texts of at most {Options.MaximumQueueLength} wait. Try again later.")
            {
                RetryAfter = RetryAfter,
            };
    }
}
