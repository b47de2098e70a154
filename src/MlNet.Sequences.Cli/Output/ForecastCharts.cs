using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Fan charts of forecasts, in a page or an image.</summary>
internal static class ForecastCharts
{
    /// <summary>More charts than these make a page that nobody reads.</summary>
    private const int MostCharts = 20;

    /// <summary>How many times the forecast steps of history are drawn.</summary>
    private const int HistoryTimes = 4;

    /// <exception cref="FailureException">The file can't be written, or an image would need several charts.</exception>
    internal static void Write(string path, IReadOnlyList<ForecastRow> rows, IDataView data, SeriesTableColumns columns)
    {
        var charts = rows.GroupBy(row => (row.Series, row.Target)).Take(MostCharts).ToArray();
        bool isImage = path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
        if (isImage && charts.Length > 1)
            throw new FailureException(
                $"An image has one chart, and there are {charts.Length} series and targets: name a page, '{path[..^4]}.html'.");
        var histories = Histories(data, columns);
        Plot[] plots =
        [
            .. charts.Select(chart =>
            {
                ForecastRow[] steps = [.. chart.OrderBy(row => row.Step)];
                int target = chart.Key.Target is { } name ? columns.Targets.ToList().IndexOf(name) : 0;
                var history = histories[chart.Key.Series ?? ""].Select(values => values[target])
                    .TakeLast(HistoryTimes * steps.Length);
                bool hasBounds = steps[0].Lower is not null;
                return ModelPlots.Forecast(
                    [.. history], [.. steps.Select(step => step.Forecast)],
                    hasBounds ? [.. steps.Select(step => step.Lower!.Value)] : null,
                    hasBounds ? [.. steps.Select(step => step.Upper!.Value)] : null,
                    title: chart.Key.Series is { } series
                        ? string.Join(", ", ((string?[])[series, chart.Key.Target]).OfType<string>())
                        : chart.Key.Target ?? columns.Targets[0]);
            }),
        ];
        OutputFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(isImage ? plots[0].ToSvg() + "\n" : Page(plots));
        });
    }

    private static string Page(Plot[] plots)
    {
        var page = new Html().Raw(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" " +
            "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" " +
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n" +
            "<title>Forecasts</title>\n<style>body{max-width:48rem;margin:1rem auto;padding:0 1rem;font-family:system-ui," +
            "sans-serif}</style>\n</head>\n<body>\n<main>\n<h1>Forecasts</h1>\n");
        foreach (var plot in plots)
            page.Raw(plot.ToHtml()).Raw("\n");
        return page.Raw("</main>\n</body>\n</html>\n").ToString();
    }

    // In the order of time.
    private static Dictionary<string, IReadOnlyList<float[]>> Histories(IDataView data, SeriesTableColumns columns)
    {
        string[] names = columns.Series is { } series ? [.. data.GetColumn<string>(series)] : [];
        long[] times = columns.Time is not { } time ? []
            : data.Schema[time].Type is DateTimeDataViewType ? [.. data.GetColumn<DateTime>(time).Select(date => date.Ticks)]
            : [.. data.GetColumn<long>(time)];
        return data.GetColumn<float[]>(columns.TargetColumn)
            .Select((values, row) => (Row: row, Time: times.Length > 0 ? times[row] : row, values))
            .GroupBy(row => names.Length > 0 ? names[row.Row] : "")
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<float[]>)[.. group.OrderBy(row => row.Time).Select(row => row.values)]);
    }
}
