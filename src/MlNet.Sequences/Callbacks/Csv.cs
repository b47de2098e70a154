using System.Buffers;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>Lines of comma-separated values (RFC 4180), independent of the culture.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A line with its line end, in UTF-8.</summary>
    internal static byte[] Line(params IEnumerable<string> fields) =>
        Encoding.UTF8.GetBytes(string.Join(',', fields.Select(Quote)) + "\r\n");

    /// <summary>A number with enough digits to parse back exactly.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(Special) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
