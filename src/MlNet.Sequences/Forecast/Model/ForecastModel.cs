namespace MlNet.Sequences;

/// <summary>A trained forecaster: its network, its columns, and how series are scaled. Immutable and thread-safe.</summary>
/// <param name="network">The network, which the model then owns.</param>
/// <param name="columns">The columns.</param>
/// <param name="scales">The scales of the series that it was trained on.</param>
internal sealed class ForecastModel(TrainedNetwork network, ForecastColumns columns, SeriesScales scales) : IDisposable
{
    internal TrainedNetwork Network => network;

    internal ForecastColumns Columns => columns;

    internal SeriesScales Scales => scales;

    internal ForecastArchitecture Architecture { get; } = (ForecastArchitecture)network.Architecture;

    internal ForecastObjective Objective { get; } = (ForecastObjective)network.Objective;

    /// <summary>The forecasts of a row in one column: the horizon times the targets.</summary>
    internal int Width => Architecture.Horizon * Architecture.Targets;

    /// <summary>The forecasts of a row in all columns.</summary>
    internal int Outputs => Width * Architecture.Values;

    /// <summary>Reads the series of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, of a wrong type, or of another width than in training.
    /// </exception>
    internal SeriesSet Read(Microsoft.ML.IDataView input, CancellationToken cancellationToken = default)
    {
        var set = SeriesReader.Read(input, columns.ToSeries(), cancellationToken);
        var widths = WidthsOf(set.Columns, columns);
        if (widths != (Architecture.Targets, Architecture.PastNumbers, Architecture.KnownNumbers, Architecture.StaticNumbers))
            throw new ArgumentOutOfRangeException(
                nameof(input),
                $"The columns must have as many numbers as in training, {Architecture.Targets} targets, " +
                $"{Architecture.PastNumbers} of the past, {Architecture.KnownNumbers} known and {Architecture.StaticNumbers} " +
                $"static; received {widths.Targets}, {widths.Past}, {widths.Known} and {widths.Static}.");
        return set;
    }

    /// <summary>The numbers of each kind in columns that were read.</summary>
    internal static (int Targets, int Past, int Known, int Static) WidthsOf(
        IReadOnlyList<SeriesChannels> read, ForecastColumns columns)
    {
        int[] widths = [.. read.Select(column => column.Width)];
        int known = 1 + columns.Past.Count, constant = known + columns.Known.Count;
        return (widths[0], widths[1..known].Sum(), widths[known..constant].Sum(), widths[constant..].Sum());
    }

    /// <summary>
    /// Forecasts what follows steps: for each the forecasts, the lower and the upper bounds, or NaN where there is no whole
    /// window with a value, or not all that should be known of the steps ahead.
    /// </summary>
    /// <param name="places">The last step of each window.</param>
    /// <param name="forecasts">Receives <see cref="Outputs"/> numbers for each.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal void Score(
        IReadOnlyList<ForecastPlace> places, Memory<float> forecasts, CancellationToken cancellationToken = default)
    {
        var windows = new SequenceBuffer(network.Input);
        var scored = new List<(int Place, SeriesScale Scale)>(places.Count);
        for (int i = 0; i < places.Count; i++)
        {
            if (Add(windows, places[i]) is { } scale)
                scored.Add((i, scale));
            else
                forecasts.Span.Slice(i * Outputs, Outputs).Fill(float.NaN);
        }

        float[] logits = new float[windows.Count * Outputs];
        network.Score(windows, logits, cancellationToken);
        for (int i = 0; i < scored.Count; i++)
        {
            var (place, scale) = scored[i];
            var own = forecasts.Span.Slice(place * Outputs, Outputs);
            for (int j = 0; j < own.Length; j++)
                own[j] = scale.Undo(logits[(i * Outputs) + j], j % Architecture.Targets);
        }
    }

    public void Dispose() => network.Dispose();

    // Adds a window, and returns the scale of its targets; null if it can't be forecast from.
    private SeriesScale? Add(SequenceBuffer windows, ForecastPlace place)
    {
        int channels = Architecture.Channels, first = place.Step + 1 - Architecture.WindowSize;
        if (first < 0)
            return null;
        var window = place.Series.Memory.Slice(first * channels, Architecture.WindowSize * channels);
        if (!HasTarget(window.Span) || !place.TryKnown(Architecture, out var known))
            return null;
        var scale = scales.Find(place.Series.Name) ?? (Architecture.Scaling == ForecastScaling.None
            ? SeriesScale.Identity(Architecture.Targets)
            : SeriesScale.Of([window], channels, 0, Architecture.Targets));
        var example = windows.AppendValues(Architecture.ExampleSteps * channels);
        scales.Apply(scale, window.Span, example);
        if (known.Length > 0)
            scales.Apply(scale, known.Span, example[window.Length..]);
        windows.EndSequence();
        return scale;
    }

    private bool HasTarget(ReadOnlySpan<float> window)
    {
        for (int at = 0; at < window.Length; at += Architecture.Channels)
        {
            if (window.Slice(at, Architecture.Targets).ContainsAnyInRange(float.NegativeInfinity, float.PositiveInfinity))
                return true;
        }

        return false;
    }
}
