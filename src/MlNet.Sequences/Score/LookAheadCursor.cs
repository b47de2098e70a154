using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Reads rows ahead, scores them in batches of similar length, and returns them in order. Of the rows read ahead it keeps only
/// the requested columns, in reused memory.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    // The first window is small, so that the first rows come soon; each next one is larger, up to a bound on rows and on values.
    private const int FirstWindow = 32;
    private const int LargestWindow = 2048;
    private const int ValuesInWindow = 4_000_000;
    private const int Growth = 4;

    private readonly DataViewRowCursor _input;
    private readonly ScoreMapping _mapping;
    private readonly bool[] _active;
    private readonly SequenceReader _reader;
    private readonly SequenceBuffer _sequences;
    private readonly SlotLogits? _slots; // where each step has an answer
    private readonly ColumnWindow?[] _passed;
    private readonly Delegate?[] _added;
    private readonly ColumnWindow<DataViewRowId> _ids;
    private readonly long[] _batches;
    private readonly int _largest;
    private float[] _logits = [];
    private LogitLayout? _layout; // of the window
    private int _window = FirstWindow;
    private int _at = -1;
    private long _position = -1;
    private bool _ended;

    internal LookAheadCursor(DataViewRowCursor input, ScoreMapping mapping, DataViewSchema.Column[] activeColumns)
    {
        (_input, _mapping) = (input, mapping);
        _active = MappedColumns.ActiveFlags(mapping.OutputSchema, activeColumns);
        _sequences = new SequenceBuffer(mapping.Network.Input);
        _reader = SequenceReader.Create(input, mapping.Feature, mapping.Network.Input);
        _slots = mapping.MakeSlots();
        _added = mapping.CreateGetters(_active[mapping.InputSchema.Count..], CurrentLogits);

        DataViewSchema.Column[] passed = [.. mapping.InputSchema.Where(column => _active[column.Index])];
        long valuesInRow = passed.Sum(column => (long)((column.Type as VectorDataViewType)?.Size ?? 1));
        _largest = (int)Math.Clamp(ValuesInWindow / Math.Max(1, valuesInRow), FirstWindow, LargestWindow);
        _passed = new ColumnWindow?[mapping.InputSchema.Count];
        foreach (var column in passed)
            _passed[column.Index] = ColumnWindow.Create(input, column);
        _ids = ColumnWindow.Create(input.GetIdGetter());
        _batches = new long[_largest];
    }

    public override DataViewSchema Schema => _mapping.OutputSchema;

    public override long Position => _position;

    public override long Batch => _at < 0 ? 0 : _batches[_at];

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (_at + 1 >= _sequences.Count && !ReadWindow())
        {
            _position = -1;
            return false;
        }

        _at++;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => _ids.CreateGetter(CurrentSlot);

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, _active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(Schema, _active, column);
        int added = _mapping.AddedIndex(column);
        return MappedColumns.AsGetter<TValue>(
            added < 0 ? _passed[column.Index]!.MakeGetter(CurrentSlot) : _added[added], column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private bool ReadWindow()
    {
        // If the source or a row's sequence fails, no row read before it can be scored: the cursor has ended.
        (_ended, _at) = (true, -1);
        _mapping.CheckAlive();
        _sequences.Clear();
        _slots?.Clear();
        _ids.Clear();
        foreach (var column in _passed)
            column?.Clear();
        long size = 0;
        while (_sequences.Count < _window && size < ValuesInWindow && _input.MoveNext())
        {
            int slot = _sequences.Count;
            bool isWhole = _reader.ReadInto(_sequences);
            _sequences.EndSequence();
            _slots?.Add(_reader, isWhole);
            _ids.Append();
            _batches[slot] = _input.Batch;
            foreach (var column in _passed)
                size += column?.Append() ?? 0;
        }

        _layout = new LogitLayout(_sequences, _mapping.Network.Objective.Head);
        if (_logits.Length < _layout.Length)
            _logits = new float[_layout.Length];
        _mapping.Network.Score(_sequences, _logits.AsMemory(0, _layout.Length), _mapping.CancellationToken);
        _window = Math.Min(_largest, _window * Growth);
        _ended = _sequences.Count == 0;
        return !_ended;
    }

    private int CurrentSlot() => _at >= 0 ? _at : throw MappedColumns.AtNoRow();

    private ReadOnlySpan<float> CurrentLogits()
    {
        int slot = CurrentSlot();
        var logits = _logits.AsSpan(_layout!.StartOf(slot), _layout.CountOf(slot));
        return _slots is null ? logits : _slots.Spread(slot, logits);
    }
}
