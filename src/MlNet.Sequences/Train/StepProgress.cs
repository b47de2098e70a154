using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>
/// An epoch's clock, which determines when observers of its steps are notified: a few times a second, and at the end.
/// </summary>
/// <param name="secondsBefore">The seconds that an earlier process spent on the epoch.</param>
internal sealed class StepProgress(double secondsBefore)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _due = Interval;

    /// <summary>The seconds that the epoch was trained for.</summary>
    internal double Seconds => secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Whether observers are to be notified now.</summary>
    internal bool IsDue(bool isLast)
    {
        bool due = isLast || _clock.Elapsed >= _due;
        if (due)
            _due = _clock.Elapsed + Interval;
        return due;
    }
}
