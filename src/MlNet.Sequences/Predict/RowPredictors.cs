using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Predicts single texts without a view: a row that passes through the model's mappers. Each serves one thread at a time and is
/// reused, so that there are as many as there were concurrent calls.
/// </summary>
/// <typeparam name="T">What is read from a row.</typeparam>
/// <param name="mapper">The model.</param>
/// <param name="names">The columns that are read.</param>
/// <param name="createReader">Reads the current row, with these columns active.</param>
internal sealed class RowPredictors<T>(
    IRowToRowMapper mapper, IReadOnlyList<string> names, Func<DataViewRow, Func<T>> createReader)
{
    private readonly ConcurrentBag<RowPredictor> _idle = [];
    private readonly Lock _creating = new();

    internal T Predict(string text)
    {
        if (!_idle.TryTake(out var row))
            row = Create();
        var prediction = row.Predict(text);
        _idle.Add(row); // not after an exception
        return prediction;
    }

    private RowPredictor Create()
    {
        var row = new TextRow(mapper.InputSchema);
        lock (_creating)
            return new(row, createReader(mapper.GetRow(row, names.Select(name => mapper.OutputSchema[name]))));
    }

    private sealed record RowPredictor(TextRow Row, Func<T> Read)
    {
        internal T Predict(string text)
        {
            Row.MoveTo(text);
            var prediction = Read();
            Row.Clear();
            return prediction;
        }
    }
}
