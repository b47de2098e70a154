using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A label, the number of its rows, and the line of the first one, 0 if the data have no lines.
/// </summary>
internal sealed record LabelFound(string Text, long Rows, long FirstLine);

/// <summary>Rows and their distinct labels, collected in one pass that reads no texts.</summary>
/// <param name="Rows">The rows, with the columns of <see cref="OwnColumns"/>.</param>
/// <param name="Name">What messages call them: "'reviews.tsv'".</param>
/// <param name="Labels">The distinct labels, in the order of their first rows.</param>
internal sealed record LabelSurvey(IDataView Rows, string Name, IReadOnlyList<LabelFound> Labels)
{
    internal long NumberOfRows => Labels.Sum(label => label.Rows);

    internal bool AreNumbers => Labels.All(label => TryParseNumber(label.Text, out _));

    /// <summary>The labels, sorted as numbers if all are numbers, otherwise as text.</summary>
    internal IReadOnlyList<string> InOrder()
    {
        var texts = Labels.Select(label => label.Text).Order(StringComparer.Ordinal);
        return [.. AreNumbers ? texts.OrderBy(text => TryParseNumber(text, out float number) ? number : 0) : texts];
    }

    internal string PlaceOf(LabelFound label) => label.FirstLine == 0 ? Name : $"{Name}, line {label.FirstLine}";

    internal static bool TryParseNumber(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);

    /// <exception cref="FailureException">No row has a label.</exception>
    internal static LabelSurvey Read(IDataView rows, string name)
    {
        var found = new Dictionary<string, (int Place, long Rows, long Line)>();
        var label = rows.Schema[OwnColumns.Label];
        var line = rows.Schema.GetColumnOrNull(OwnColumns.Line);
        using (var cursor = rows.GetRowCursor(line is null ? [label] : [label, line.Value]))
        {
            var getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(label);
            var getLine = line is null ? null : cursor.GetGetter<long>(line.Value);
            var text = default(ReadOnlyMemory<char>);
            var lookup = found.GetAlternateLookup<ReadOnlySpan<char>>();
            long number = 0;
            while (cursor.MoveNext())
            {
                getLabel(ref text);
                if (lookup.TryGetValue(text.Span, out var known))
                {
                    lookup[text.Span] = known with { Rows = known.Rows + 1 };
                    continue;
                }

                getLine?.Invoke(ref number);
                lookup[text.Span] = (found.Count, 1, number);
            }
        }

        return found.Count == 0
            ? throw new FailureException(
                $"{name} has no row with a label. Fill in the labels, or name another column with --label-column.")
            : new(rows, name, [
            .. found.OrderBy(pair => pair.Value.Place)
            .Select(pair => new LabelFound(pair.Key, pair.Value.Rows, pair.Value.Line))]);
    }
}
