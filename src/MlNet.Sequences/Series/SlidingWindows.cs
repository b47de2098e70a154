using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Rows of time steps to windows of the last steps. The series are read when the first window is, and kept; a window is copied
/// out of them when it is read.
/// </summary>
internal static class SlidingWindows
{
    /// <param name="input">The rows, one for each time step.</param>
    /// <param name="options">The columns, which are valid options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal static IDataView Of(IDataView input, SlidingWindowOptions options)
    {
        var columns = new SeriesColumns([.. options.InputColumnNames.Select(name => new SeriesColumns.Number(name))])
        {
            Series = options.SeriesColumnName,
            Time = options.TimeColumnName,
            IrregularTimes = options.IrregularTimes,
            MaximumNumberOfValues = options.MaximumNumberOfValues,
        };
        int channels = options.InputColumnNames.Sum(
            name => NumberColumn.WidthOf(NumberColumn.Find(input.Schema, "input", name)));
        var type = channels == 1
            ? new VectorDataViewType(NumberDataViewType.Single, options.WindowSize)
            : new VectorDataViewType(NumberDataViewType.Single, options.WindowSize, channels);
        string?[] names = [options.SeriesColumnName, options.TimeColumnName, .. options.KeptColumnNames];
        ScalarColumn[] kept = [.. names.OfType<string>().Select(name => ScalarColumn.Any(input.Schema, "kept", name))];
        if (options.TimeColumnName is { } time)
            TimeColumn.Of(input.Schema, time);
        var read = new Lazy<(SeriesSet Set, Window[] Windows)>(() =>
        {
            var set = SeriesReader.Read(input, columns);
            return (set, Find(set, input, kept, options));
        });
        return new RecordView<Window>(
            [
                .. kept.Select(column => column.ToColumn<Window>(window => window.Kept)),
                RecordColumn<Window>.Of(options.OutputColumnName, type, Values),
            ],
            () => read.Value.Windows.Length, () => read.Value.Windows);

        VBuffer<float> Values(Window window)
        {
            int size = options.WindowSize * channels;
            return new(size, read.Value.Set.Series[window.Series].Values.Slice(window.Start * channels, size).ToArray());
        }
    }

    // In the order of their last rows.
    private static Window[] Find(SeriesSet set, IDataView input, ScalarColumn[] kept, SlidingWindowOptions options)
    {
        var windows = new List<Window>();
        using var cursor = input.GetRowCursor([.. kept.Select(column => column.Column)]);
        foreach (var column in kept)
            column.Bind(cursor);
        for (long row = 0; row < set.Rows && cursor.MoveNext(); row++)
        {
            var (series, step) = set.PlaceOf(row);
            int start = step + 1 - options.WindowSize;
            if (start < 0 || (set.Series[series].Steps - 1 - step) % options.Stride != 0)
                continue;
            foreach (var column in kept)
                column.Keep();
            windows.Add(new(series, start, windows.Count));
        }

        return [.. windows];
    }

    /// <summary>A window.</summary>
    /// <param name="Series">Its series.</param>
    /// <param name="Start">Its first step.</param>
    /// <param name="Kept">The index of the values that were kept of its last row.</param>
    private readonly record struct Window(int Series, int Start, int Kept);
}
