using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A column that a trained model adds, with the annotations of ML.NET's own trainers, computed from a row's logits.
/// </summary>
internal abstract class OutputColumn(string name, DataViewType type, DataViewSchema.Annotations annotations)
{
    /// <summary>Computes the value of a row from its logits.</summary>
    internal delegate void FromLogits<T>(ReadOnlySpan<float> logits, ref T value);

    /// <summary>The logits of a cursor's current row.</summary>
    internal delegate ReadOnlySpan<float> CurrentLogits();

    internal DataViewSchema.DetachedColumn Column { get; } = new(name, type, annotations);

    /// <summary>The column as an estimator promises it before there are data.</summary>
    internal SchemaShape.Column Shape => ColumnShapes.Of(Column);

    internal abstract Delegate CreateGetter(CurrentLogits current);

    internal static OutputColumn Create<T>(
        string name, DataViewType type, DataViewSchema.Annotations annotations, FromLogits<T> value) =>
        new Typed<T>(name, type, annotations, value);

    private sealed class Typed<T>(string name, DataViewType type, DataViewSchema.Annotations annotations, FromLogits<T> value)
        : OutputColumn(name, type, annotations)
    {
        internal override Delegate CreateGetter(CurrentLogits current)
        {
            ValueGetter<T> getter = (ref T result) => value(current(), ref result);
            return getter;
        }
    }
}
