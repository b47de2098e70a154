using System.Collections;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>The names of classes, in the order of their numbers.</summary>
/// <param name="names">The names.</param>
/// <param name="areValues">Whether they are numbers, dates and the like, so that "1.0" is the class "1".</param>
internal sealed class ClassNames(IReadOnlyList<string> names, bool areValues = false) : IReadOnlyList<string>
{
    internal static readonly ClassNames None = new([]);

    public int Count => names.Count;

    public string this[int index] => names[index];

    /// <summary>The class that a label of the data means, or null.</summary>
    internal string? Find(string label) =>
        names.Contains(label) ? label : areValues ? names.FirstOrDefault(name => HaveSameValue(name, label)) : null;

    public IEnumerator<string> GetEnumerator() => names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HaveSameValue(string name, string label)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (double.TryParse(name, NumberStyles.Float, invariant, out double number))
            return double.TryParse(label, NumberStyles.Float, invariant, out double other) && number == other;
        if (bool.TryParse(name, out bool flag))
            return BinaryLabels.TryParse(label, out bool other) && flag == other;
        return DateTimeOffset.TryParse(name, invariant, DateTimeStyles.AssumeUniversal, out var time)
            && DateTimeOffset.TryParse(label, invariant, DateTimeStyles.AssumeUniversal, out var otherTime) && time == otherTime;
    }
}
