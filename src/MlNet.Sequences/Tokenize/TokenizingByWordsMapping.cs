using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The tokenizer bound to a schema: a Text column in, a column of key vectors out.</summary>
internal sealed class TokenizingByWordsMapping : RowMapping
{
    private readonly DataViewSchema.Column _text;
    private readonly Func<WordEncoder> _makeEncoder;

    internal TokenizingByWordsMapping(
        DataViewSchema schema, string outputColumnName, string inputColumnName, WordVocabulary vocabulary,
        Func<WordEncoder> makeEncoder)
        : base(schema, MakeColumn(outputColumnName, vocabulary))
    {
        _text = InputRequirement.Find(schema, inputColumnName);
        _makeEncoder = makeEncoder;
    }

    internal static ColumnRequirement InputRequirement { get; } = new(
        "input", "Text, one a row",
        column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType == TextDataViewType.Instance);

    /// <summary>The output column as a schema without data promises it.</summary>
    internal static SchemaShape.Column PromiseColumn(string name)
    {
        var words = new ColumnShape(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, IsKey: false);
        var keys = new ColumnShape(name, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, IsKey: true);
        return keys.ToSchemaColumn(words.ToSchemaColumn());
    }

    private protected override IEnumerable<int> Dependencies(int added) => [_text.Index];

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) => [active[0] ? CreateGetter(input) : null];

    private ValueGetter<VBuffer<uint>> CreateGetter(DataViewRow input)
    {
        var getText = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[_text.Index]);
        var encoder = _makeEncoder();
        ReadOnlyMemory<char> text = default;
        return (ref VBuffer<uint> destination) =>
        {
            getText(ref text);
            var keys = encoder.Encode(text.Span);
            var editor = VBufferEditor.Create(ref destination, keys.Length);
            keys.CopyTo(editor.Values);
            destination = editor.Commit();
        };
    }

    private static DataViewSchema.DetachedColumn MakeColumn(string name, WordVocabulary vocabulary)
    {
        var words = vocabulary.Words;
        var annotations = new DataViewSchema.Annotations.Builder();
        var type = new VectorDataViewType(TextDataViewType.Instance, words.Count);
        annotations.Add(AnnotationKinds.KeyValues, type, (ref VBuffer<ReadOnlyMemory<char>> values) =>
        {
            var editor = VBufferEditor.Create(ref values, words.Count);
            for (int i = 0; i < words.Count; i++)
                editor.Values[i] = words[i].AsMemory();
            values = editor.Commit();
        });
        return new(name, new VectorDataViewType(new KeyDataViewType(typeof(uint), words.Count)), annotations.ToAnnotations());
    }
}
