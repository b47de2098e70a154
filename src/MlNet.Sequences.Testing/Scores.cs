using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Testing;

/// <summary>The column "Score" of trained models: a number, or one for each class.</summary>
internal static class Scores
{
    internal static float[][] Of(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var read = Reader(cursor, scored.Schema["Score"]);
        var scores = new List<float[]>();
        while (cursor.MoveNext())
            scores.Add(read());
        return [.. scores];
    }

    /// <summary>Reads the scores of a cursor's current row.</summary>
    internal static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<float>(column);
            return () =>
            {
                float score = 0;
                getter(ref score);
                return [score];
            };
        }

        var vector = row.GetGetter<VBuffer<float>>(column);
        return () =>
        {
            VBuffer<float> scores = default;
            vector(ref scores);
            return [.. scores.DenseValues()];
        };
    }
}
