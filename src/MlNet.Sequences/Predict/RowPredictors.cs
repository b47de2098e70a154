using System.Collections.Concurrent;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Predicts from single texts without a view: a row that goes through the model's mappers. Each is used by one thread at a time
/// and kept for the next, so that there are as many as there were calls at once.
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
        _idle.Add(row); // not one that threw
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
