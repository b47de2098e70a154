using System.Globalization;

namespace MlNet.Sequences.Plots;

/// <summary>Readable numbers, the same in every culture.</summary>
internal static class Words
{
    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Rows(long count) => count == 1 ? "1 row" : $"{Count(count)} rows";

    internal static string Share(double value) =>
        double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    internal static string Percent(double value) =>
        double.IsFinite(value) ? (100 * value).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>A name shortened to this many letters in the middle, since similar names often differ at their ends.</summary>
    internal static string CutInside(string name, int letters) => Canvas.Cut(name, letters / 2, letters / 2 - 1);

    /// <summary>Four significant digits.</summary>
    internal static string Value(double value) =>
        double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "-";
}
