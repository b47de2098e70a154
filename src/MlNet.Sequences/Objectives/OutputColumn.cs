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

    /// <summary>
    /// The column with a value of this one for each slot of a sequence: a vector, or a matrix, row by row, if the values are
    /// vectors. At padding, where the logits are NaN, keys are missing and numbers NaN.
    /// </summary>
    /// <param name="outputs">The logits of a step.</param>
    internal abstract OutputColumn PerStep(int outputs);

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

        internal override OutputColumn PerStep(int outputs)
        {
            // Slot names belong to the values of one step.
            var kept = new DataViewSchema.Annotations.Builder();
            kept.Add(Column.Annotations, kind => kind != ScoreAnnotations.SlotNames);
            return value is FromLogits<VBuffer<float>> row
                ? Create<VBuffer<float>>(
                    Column.Name, new VectorDataViewType(NumberDataViewType.Single, 0, ((VectorDataViewType)Column.Type).Size),
                    kept.ToAnnotations(),
                    (ReadOnlySpan<float> logits, ref VBuffer<float> result) => Matrix(row, outputs, logits, ref result))
                : Create<VBuffer<T>>(
                    Column.Name, new VectorDataViewType((PrimitiveDataViewType)Column.Type), kept.ToAnnotations(),
                    (ReadOnlySpan<float> logits, ref VBuffer<T> result) => Vector(outputs, logits, ref result));
        }

        private void Vector(int outputs, ReadOnlySpan<float> logits, ref VBuffer<T> result)
        {
            var editor = VBufferEditor.Create(ref result, logits.Length / outputs);
            for (int slot = 0; slot < editor.Values.Length; slot++)
            {
                var own = logits.Slice(slot * outputs, outputs);
                // NaN has no class; a number stays NaN.
                if (typeof(T) != typeof(float) && float.IsNaN(own[0]))
                    editor.Values[slot] = default!;
                else
                    value(own, ref editor.Values[slot]);
            }

            result = editor.Commit();
        }

        private static void Matrix(
            FromLogits<VBuffer<float>> row, int outputs, ReadOnlySpan<float> logits, ref VBuffer<float> result)
        {
            var editor = VBufferEditor.Create(ref result, logits.Length);
            VBuffer<float> scores = default;
            for (int start = 0; start < logits.Length; start += outputs)
            {
                row(logits.Slice(start, outputs), ref scores);
                scores.CopyTo(editor.Values[start..]);
            }

            result = editor.Commit();
        }
    }
}
