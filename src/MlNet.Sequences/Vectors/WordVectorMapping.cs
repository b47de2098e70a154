using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Word vectors bound to a schema: a column of keys in, a column with the mean of their vectors out.</summary>
internal sealed class WordVectorMapping(
    DataViewSchema schema, DataViewSchema.Column column, SequenceInput input, string outputColumnName, int[] places,
    WordVectors vectors)
    : RowMapping(
        schema,
        new DataViewSchema.DetachedColumn(
            outputColumnName, new VectorDataViewType(NumberDataViewType.Single, vectors.Dimension)))
{
    internal override bool IsCostly => true;

    private protected override IEnumerable<int> Dependencies(int added) => [column.Index];

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) => [active[0] ? CreateGetter(input) : null];

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row)
    {
        var reader = SequenceReader.Create(row, row.Schema[column.Index], input);
        var buffer = new SequenceBuffer(input);
        return (ref VBuffer<float> destination) =>
        {
            buffer.Clear();
            reader.ReadInto(buffer);
            buffer.EndSequence();
            var editor = VBufferEditor.Create(ref destination, vectors.Dimension);
            SetMean(buffer.TokensOf(0), editor.Values);
            destination = editor.Commit();
        };
    }

    private void SetMean(ReadOnlySpan<int> keys, Span<float> mean)
    {
        mean.Clear();
        int count = 0;
        foreach (int key in keys)
        {
            if (places[key] < 0)
                continue;
            TensorPrimitives.Add(mean, vectors.VectorAt(places[key]), mean);
            count++;
        }

        if (count > 0)
            TensorPrimitives.Divide(mean, count, mean);
    }
}
