using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A view of one column "Label" of keys of any type, with or without key values.</summary>
internal static class KeyColumn
{
    // Not LoadFromEnumerable, which counts single keys from 0 and fails for some of their types.
    internal static IDataView Of<T>(T[] keys, int count, params string[] values)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (values.Length > 0)
            new PrimitiveValues("String", values).AddTo(annotations, AnnotationKinds.KeyValues);
        var column = RecordColumn<T>.Of("Label", new KeyDataViewType(typeof(T), count), key => key, annotations.ToAnnotations());
        return new RecordView<T>([column], keys.Length, () => keys);
    }
}
