using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A tokenizer bound to a schema: a Text column in, or two with pairs of texts; a column of vectors of keys out, whose key values
/// are the tokens.
/// </summary>
internal sealed class TokenMapping : RowMapping
{
    private readonly DataViewSchema.Column _text;
    private readonly DataViewSchema.Column? _second;
    private readonly Func<ITextEncoder> _makeEncoder;

    internal TokenMapping(
        DataViewSchema schema, TokenColumns columns, IReadOnlyList<string> tokens, Func<ITextEncoder> makeEncoder)
        : base(schema, MakeColumn(columns.Output, tokens))
    {
        _text = TokenColumns.InputRequirement.Find(schema, columns.Input);
        _second = columns.SecondInput is { } second ? TokenColumns.InputRequirement.Find(schema, second) : null;
        _makeEncoder = makeEncoder;
    }

    internal override bool IsCostly => true;

    private protected override IEnumerable<int> Dependencies(int added) =>
        _second is { } second ? [_text.Index, second.Index] : [_text.Index];

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) => [active[0] ? CreateGetter(input) : null];

    private ValueGetter<VBuffer<uint>> CreateGetter(DataViewRow input)
    {
        var getText = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[_text.Index]);
        var getSecond = _second is { } second ? input.GetGetter<ReadOnlyMemory<char>>(input.Schema[second.Index]) : null;
        var encoder = _makeEncoder();
        ReadOnlyMemory<char> text = default, pair = default;
        return (ref VBuffer<uint> destination) =>
        {
            getText(ref text);
            getSecond?.Invoke(ref pair);
            var keys = getSecond is null ? encoder.Encode(text.Span) : encoder.EncodePair(text.Span, pair.Span);
            var editor = VBufferEditor.Create(ref destination, keys.Length);
            keys.CopyTo(editor.Values);
            destination = editor.Commit();
        };
    }

    private static DataViewSchema.DetachedColumn MakeColumn(string name, IReadOnlyList<string> tokens)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        var type = new VectorDataViewType(TextDataViewType.Instance, tokens.Count);
        annotations.Add(AnnotationKinds.KeyValues, type, (ref VBuffer<ReadOnlyMemory<char>> values) =>
        {
            var editor = VBufferEditor.Create(ref values, tokens.Count);
            for (int i = 0; i < tokens.Count; i++)
                editor.Values[i] = tokens[i].AsMemory();
            values = editor.Commit();
        });
        return new(name, new VectorDataViewType(new KeyDataViewType(typeof(uint), tokens.Count)), annotations.ToAnnotations());
    }
}
