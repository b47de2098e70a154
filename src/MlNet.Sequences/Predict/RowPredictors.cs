using System.Collections.Concurrent;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Predicts single texts without a view: a row that passes through the model's mappers. Each serves one thread at a time and is
/// reused, so that there are as many as there were concurrent calls.
/// </summary>
internal sealed class RowPredictors(IRowToRowMapper mapper, ScoreColumns columns)
{
    private readonly ConcurrentBag<RowPredictor> _idle = [];
    private readonly Lock _creating = new();

    internal TextPrediction Predict(string text)
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
            return new(row, columns.CreateReader(mapper.GetRow(row, columns.Names.Select(name => mapper.OutputSchema[name]))));
    }

    private sealed record RowPredictor(TextRow Row, Func<TextPrediction> Read)
    {
        internal TextPrediction Predict(string text)
        {
            Row.MoveTo(text);
            var prediction = Read();
            Row.Clear();
            return prediction;
        }
    }
}
