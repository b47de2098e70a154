using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MlNet.Sequences.Serving;

/// <summary>The measurements of the service, as .NET's own metrics: OpenTelemetry and dotnet-counters read them.</summary>
internal sealed class ServingMetrics : IDisposable
{
    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    // Tokenizing is a part of scoring, and is measured by doing it again: for this many batches once.
    private const int BatchesPerTokenizing = 64;

    private readonly Meter _meter;
    private readonly Counter<long> _requests, _texts, _reloads;
    private readonly Histogram<double> _requestSeconds, _queueSeconds, _scoringSeconds, _explanationSeconds, _tokenizingSeconds;
    private readonly Histogram<int> _batchTexts;
    private readonly Histogram<long> _batchSteps;
    private int _batches;

    public ServingMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SequenceModels.MeterName);
        _requests = _meter.CreateCounter<long>(
            "mlnet_sequences.requests", "{request}", "Requests for predictions, by model, protocol and status.");
        _texts = _meter.CreateCounter<long>("mlnet_sequences.texts", "{text}", "Texts that were scored, by model.");
        _reloads = _meter.CreateCounter<long>(
            "mlnet_sequences.model.loads", "{load}", "Models loaded after their files were replaced, by model and result.");
        _requestSeconds = Durations("mlnet_sequences.request.duration", "The time from a request's arrival to its predictions.");
        _queueSeconds = Durations("mlnet_sequences.queue.duration", "The time that a text waits for a worker.");
        _scoringSeconds = Durations("mlnet_sequences.scoring.duration", "The time that scoring a batch takes.");
        _tokenizingSeconds = Durations(
            "mlnet_sequences.tokenizing.duration",
            $"The part of scoring that tokenizing a batch takes; of one batch in {BatchesPerTokenizing}.");
        _explanationSeconds = Durations(
            "mlnet_sequences.explanation.duration", "The time that explaining the prediction for a text takes.");
        _batchTexts = _meter.CreateHistogram("mlnet_sequences.batch.texts", "{text}", "The texts in a batch.", null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });
        _batchSteps = _meter.CreateHistogram("mlnet_sequences.batch.steps", "{step}", "The time steps in a batch.", null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [16, 64, 256, 1024, 2048, 4096, 8192, 16384, 65536] });

        Histogram<double> Durations(string name, string description) => _meter.CreateHistogram(
            name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>Reports the length of the queue from now on.</summary>
    internal void Watch(ScoringQueue queue) => _meter.CreateObservableGauge(
        "mlnet_sequences.queue.length", () => queue.Count, "{text}", "The texts that wait for a worker.");

    internal void Taken(ScoringBatch batch, long now)
    {
        if (!_queueSeconds.Enabled)
            return;
        foreach (var (job, _) in batch.Items)
            _queueSeconds.Record(Stopwatch.GetElapsedTime(job.Start, now).TotalSeconds, Model(batch));
    }

    internal void Scored(ScoringBatch batch, long start)
    {
        var model = Model(batch);
        _scoringSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, model);
        _batchTexts.Record(batch.Items.Count, model);
        _batchSteps.Record(batch.Steps, model);
        _texts.Add(batch.Items.Count, model);
    }

    /// <summary>Measures, now and then, how long tokenizing a batch takes. The model is in use.</summary>
    internal void MeasureTokenizing(ScoringBatch batch)
    {
        if (!_tokenizingSeconds.Enabled || Interlocked.Increment(ref _batches) % BatchesPerTokenizing != 1)
            return;
        string[] texts = [.. batch.Items.Select(item => item.Job.Texts[item.Index])];
        long start = Stopwatch.GetTimestamp();
        if (batch.Model.Steps.TryTokenize(texts))
            _tokenizingSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Model(batch));
    }

    internal void Explained(ScoringBatch batch, long start) =>
        _explanationSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Model(batch));

    internal void Answered(string model, string protocol, int status, long start)
    {
        KeyValuePair<string, object?> name = new("model", model), form = new("protocol", protocol);
        _requests.Add(1, name, form, new("status", status));
        _requestSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, name, form);
    }

    internal void Loaded(string model, bool hasFailed) =>
        _reloads.Add(1, new("model", model), new("result", hasFailed ? "failed" : "loaded"));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Model(ScoringBatch batch) => new("model", batch.Model.Name);
}
