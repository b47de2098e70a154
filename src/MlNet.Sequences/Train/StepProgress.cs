using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>How far an epoch is, and when its callbacks are due: a few times a second, and at the end.</summary>
internal sealed class StepProgress(int epoch, SequenceTrainerOptions options, long stepsInEpoch)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IStepCallback[] _callbacks = [.. options.Callbacks.OfType<IStepCallback>()];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _due = Interval;
    private long _steps;

    internal long Samples { get; private set; }

    internal double Seconds => _clock.Elapsed.TotalSeconds;

    /// <summary>Counts a step; true where its callbacks are due.</summary>
    internal bool Add(int samples)
    {
        Samples += samples;
        _steps++;
        bool due = _callbacks.Length > 0 && (_clock.Elapsed >= _due || _steps == stepsInEpoch);
        if (due)
            _due = _clock.Elapsed + Interval;
        return due;
    }

    internal void Report(double loss, double rate)
    {
        var metrics = new StepMetrics(
            epoch, options.NumberOfEpochs, _steps, Math.Max(_steps, stepsInEpoch), loss, Samples / Seconds, rate);
        foreach (var callback in _callbacks)
            callback.OnStepEnd(metrics);
    }
}
