using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(OnnxInputTransformer))]

namespace MlNet.Sequences;

/// <summary>Makes the input of an exported model of a column of sequences: int64 of keys, and steps of NaN as padding of numbers.</summary>
internal sealed class OnnxInputTransformer(string featureColumnName, SequenceInput input) : SequenceTransformer, ILoadableTransformer
{
    private const string SettingsEntry = "onnx-input.json";

    static string ILoadableTransformer.Kind => "onnx-input";

    static int ILoadableTransformer.FormatVersion => 1;

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new Mapping(inputSchema, input.Find(inputSchema, featureColumnName), input);

    private protected override void Save(ModelWriter writer) => writer.AddJson(SettingsEntry, new Settings(featureColumnName, input));

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        OnnxSession.CheckNative(); // before ML.NET's transformer, the next of the chain, fails less plainly
        var settings = reader.GetJson<Settings>(SettingsEntry);
        return new OnnxInputTransformer(settings.FeatureColumnName, settings.Input);
    }

    /// <summary>The time steps of a column, which must be the same in each row: so ML.NET's ONNX transformer wants its input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column's vectors have no fixed length.</exception>
    internal static int TimeOf(DataViewSchema.Column column, SequenceInput input)
    {
        int size = ((VectorDataViewType)column.Type).Size;
        return size > 0 ? size / Math.Max(1, input.Channels) : throw new ArgumentOutOfRangeException(
            nameof(column), $"Sequences must have one length for ML.NET's ONNX transformer; column '{column.Name}' is of type {column.Type}. Put " +
            "PadSequence before the trainer.");
    }

    private sealed record Settings(string FeatureColumnName, SequenceInput Input);

    private sealed class Mapping(DataViewSchema schema, DataViewSchema.Column column, SequenceInput input)
        : RowMapping(schema, new DataViewSchema.DetachedColumn(SequenceInputGraph.NameOf(input), TypeOf(column, input)))
    {
        private readonly int _items = TimeOf(column, input) * Math.Max(1, input.Channels);

        private protected override IEnumerable<int> Dependencies(int added) => [column.Index];

        internal override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0])
                return [null];
            var reader = SequenceReader.Create(row, row.Schema[column.Index], input);
            var sequence = new SequenceBuffer(input);
            return [input.IsTokens ? (ValueGetter<VBuffer<long>>)Tokens : (ValueGetter<VBuffer<float>>)Values];

            void Tokens(ref VBuffer<long> target) => Fill(ref target, 0, items =>
            {
                var tokens = sequence.TokensOf(0);
                for (int i = 0; i < tokens.Length; i++)
                    items[i] = tokens[i];
            });

            void Values(ref VBuffer<float> target) => Fill(ref target, float.NaN, items => sequence.ValuesOf(0).CopyTo(items));

            void Fill<T>(ref VBuffer<T> target, T padding, Action<Span<T>> copy)
            {
                sequence.Clear();
                reader.ReadInto(sequence);
                sequence.EndSequence();
                var editor = VBufferEditor.Create(ref target, _items);
                editor.Values.Fill(padding);
                copy(editor.Values);
                target = editor.Commit();
            }
        }

        private static VectorDataViewType TypeOf(DataViewSchema.Column column, SequenceInput input) => input.IsTokens
            ? new VectorDataViewType(NumberDataViewType.Int64, TimeOf(column, input))
            : new VectorDataViewType(NumberDataViewType.Single, TimeOf(column, input), input.Channels);
    }
}
