using System.Buffers;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>Lines of comma-separated values as RFC 4180 has them, the same in every culture.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A line with its end, in UTF-8.</summary>
    internal static byte[] Line(params IEnumerable<string> fields) =>
        Encoding.UTF8.GetBytes(string.Join(',', fields.Select(Quote)) + "\r\n");

    /// <summary>A number with as many digits as give it back exactly.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(Special) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
