using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Reads what an objective makes of a row's logits.</summary>
internal static class ObjectiveColumns
{
    internal static T Value<T>(Objective objective, string column, float[] logits)
    {
        T value = default!;
        ((ValueGetter<T>)objective.OutputColumns(scoreSetId: 1).Single(
            c => c.Column.Name == column).CreateGetter(() => logits))(ref value);
        return value;
    }
}
