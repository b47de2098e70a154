using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Sentences as vectors of texts, tokens and tags, read from the file by each cursor, which holds one sentence.
/// </summary>
internal sealed class ConllView : IDataView, ISourcedView
{
    private readonly Func<ConllReader> _open;

    /// <param name="open">Opens the file.</param>
    /// <param name="options">The names of the columns.</param>
    internal ConllView(Func<ConllReader> open, ConllOptions options)
    {
        _open = open;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(options.TokenColumnName, new VectorDataViewType(TextDataViewType.Instance));
        schema.AddColumn(options.TagColumnName, new VectorDataViewType(TextDataViewType.Instance));
        if (options.LineColumnName is { } line)
            schema.AddColumn(line, NumberDataViewType.Int64);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public ViewSource? Source { get; init; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new FileCursor<ConllReader>(Schema, _open(), MappedColumns.ActiveFlags(Schema, columnsNeeded), Getter);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static Delegate Getter(int column, Func<ConllReader> current) => column switch
    {
        0 => Texts(() => current().Tokens),
        1 => Texts(() => current().Tags),
        _ => (ValueGetter<long>)((ref long line) => line = current().Line),
    };

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<IReadOnlyList<string>> current) =>
        (ref VBuffer<ReadOnlyMemory<char>> texts) =>
        {
            var own = current();
            var editor = VBufferEditor.Create(ref texts, own.Count);
            for (int i = 0; i < own.Count; i++)
                editor.Values[i] = own[i].AsMemory();
            texts = editor.Commit();
        };
}
