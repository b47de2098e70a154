namespace MlNet.Sequences;

/// <summary>Numbers at regular steps of time. A missing number is NaN.</summary>
/// <param name="name">The series' name in its column; empty if there is only one.</param>
/// <param name="channels">The numbers of a step.</param>
/// <param name="values">The numbers, <c>[steps, channels]</c>.</param>
/// <param name="firstTime">The time of the first step.</param>
internal sealed class TimeSeries(string name, int channels, ReadOnlyMemory<float> values, long firstTime = 0)
{
    internal string Name => name;

    internal int Channels => channels;

    internal int Steps => values.Length / channels;

    internal long FirstTime => firstTime;

    /// <summary>The numbers, <c>[steps, channels]</c>.</summary>
    internal ReadOnlySpan<float> Values => values.Span;

    /// <summary>The numbers of a channel, one for each step.</summary>
    internal float[] ValuesOf(int channel)
    {
        float[] numbers = new float[Steps];
        for (int step = 0; step < numbers.Length; step++)
            numbers[step] = this[step][channel];
        return numbers;
    }

    /// <summary>The same, to be kept.</summary>
    internal ReadOnlyMemory<float> Memory => values;

    /// <summary>The numbers of a step.</summary>
    internal ReadOnlySpan<float> this[int step] => values.Span.Slice(step * channels, channels);
}
