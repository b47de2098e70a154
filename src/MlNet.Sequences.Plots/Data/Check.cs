using System.Globalization;

namespace MlNet.Sequences.Plots;

/// <summary>Checks what can be drawn, and reports the rest.</summary>
internal static class Check
{
    /// <summary>Finite, and small enough for differences to be finite.</summary>
    internal static bool CanBeDrawn(double value) => Math.Abs(value) < 1e300;

    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    internal static void Finite(IReadOnlyList<float> values, string what, string parameter)
    {
        ArgumentNullException.ThrowIfNull(values, parameter);
        NotEmpty(values.Count, what, parameter);
        for (int i = 0; i < values.Count; i++)
        {
            if (!float.IsFinite(values[i]))
                throw Wrong(what, "must be finite numbers", values[i], i, "Leave such rows out.", parameter);
        }
    }

    /// <exception cref="ArgumentException">There are no values, or one is not a probability.</exception>
    internal static void Probabilities(IReadOnlyList<float> values, string parameter)
    {
        ArgumentNullException.ThrowIfNull(values, parameter);
        NotEmpty(values.Count, "probabilities", parameter);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is not (>= 0 and <= 1))
                throw Wrong(
                    "probabilities", "must be from 0 to 1", values[i], i, "Pass the column Probability, not the scores.",
                    parameter);
        }
    }

    /// <exception cref="ArgumentException">The numbers of labels and values differ.</exception>
    internal static void SameCount(int values, int labels, string what, string parameter)
    {
        if (values != labels)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There must be a label for each of the {what}; received {values} {what} and {labels} labels. Pass the " +
                    $"labels of the same rows."),
                parameter);
        }
    }

    internal static void NotEmpty(int count, string what, string parameter)
    {
        if (count == 0)
            throw new ArgumentException(
                $"There must be {what} to draw; received none. Pass those of at least one row.", parameter);
    }

    private static ArgumentException Wrong(string what, string rule, float value, int row, string remedy, string parameter) =>
        new(string.Create(
        CultureInfo.InvariantCulture, $"The {what} {rule}; received {value} in row {row} (from 0). {remedy}"), parameter);
}
