namespace MlNet.Sequences;

/// <summary>How the numbers of each series that was trained on are scaled, and those beside the targets.</summary>
/// <param name="Names">The series.</param>
/// <param name="Targets">The scale of the targets of each.</param>
/// <param name="Others">The scale of the other numbers, over all series.</param>
internal sealed record SeriesScales(IReadOnlyList<string> Names, IReadOnlyList<SeriesScale> Targets, SeriesScale Others)
{
    private Dictionary<string, int>? _places;

    /// <summary>Finds the scales.</summary>
    /// <param name="set">The series.</param>
    /// <param name="steps">How many steps of each are trained on.</param>
    /// <param name="network">Which channels are targets, and whether these are scaled.</param>
    internal static SeriesScales Of(SeriesSet set, IReadOnlyList<int> steps, ForecastArchitecture network)
    {
        ReadOnlyMemory<float>[] values =
            [.. set.Series.Select((series, i) => series.Memory[..(steps[i] * set.Channels)])];
        return new(
            [.. set.Series.Select(series => series.Name)],
            [.. values.Select(each => network.Scaling == ForecastScaling.None
                ? SeriesScale.Identity(network.Targets)
                : SeriesScale.Of([each], set.Channels, 0, network.Targets))],
            SeriesScale.Of(values, set.Channels, network.Targets, set.Channels - network.Targets));
    }

    /// <summary>The scale of a series' targets; null if it was not trained on.</summary>
    internal SeriesScale? Find(string name)
    {
        _places ??= Names.Select((each, place) => (each, place)).GroupBy(pair => pair.each)
            .ToDictionary(group => group.Key, group => group.First().place);
        return _places.TryGetValue(name, out int place) ? Targets[place] : null;
    }

    /// <summary>Whether there are scales of so many targets for each series, and of so many other numbers.</summary>
    internal bool Fit(int targets, int others) => Targets.Count == Names.Count
        && Targets.All(scale => scale.IsOf(targets)) && Others.IsOf(others);

    /// <summary>Scales the steps of a series.</summary>
    /// <param name="targets">The scale of its targets.</param>
    /// <param name="steps"><c>[steps, channels]</c>.</param>
    /// <param name="scaled">The same, scaled.</param>
    internal void Apply(SeriesScale targets, ReadOnlySpan<float> steps, Span<float> scaled)
    {
        int own = targets.Means.Length, channels = own + Others.Means.Length;
        for (int at = 0; at < steps.Length; at += channels)
        {
            targets.Apply(steps[at..], scaled[at..]);
            Others.Apply(steps[(at + own)..], scaled[(at + own)..]);
        }
    }
}
