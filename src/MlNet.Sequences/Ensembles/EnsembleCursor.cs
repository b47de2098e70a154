using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Walks over rows with an ensemble's scores. The source is read once; each model reads its rows ahead and scores them in its
/// own batches.
/// </summary>
internal sealed class EnsembleCursor : DataViewRowCursor
{
    private readonly EnsembleMapping _mapping;
    private readonly bool[] _active;
    private readonly SharedRows _rows;
    private readonly DataViewRowCursor _passed;
    private readonly MemberCursors _members;
    private readonly Delegate?[] _added;
    private readonly float[] _scores, _sum;
    private bool _isAdded; // whether the sum is the row's

    internal EnsembleCursor(IDataView source, EnsembleMapping mapping, DataViewSchema.Column[] activeColumns, Random? rand)
    {
        _mapping = mapping;
        _active = MappedColumns.ActiveFlags(mapping.OutputSchema, activeColumns);
        int outputs = mapping.Model.Objective.Outputs;
        (_scores, _sum) = (new float[mapping.Model.Members.Count * outputs], new float[outputs]);
        _added = mapping.CreateGetters(_active[mapping.InputSchema.Count..], CurrentSum);
        DataViewSchema.Column[] needed = [.. mapping.InputColumnsFor(activeColumns)];
        _rows = new SharedRows(source.GetRowCursor(needed, rand), mapping.InputSchema, needed);
        try
        {
            _passed = _rows.View.GetRowCursor(mapping.InputSchema.Where(column => _active[column.Index]));
            _members = new MemberCursors(mapping.Model.Members, _rows.View, mapping.CancellationToken);
            _rows.Seal();
        }
        catch
        {
            _rows.Dispose();
            throw;
        }
    }

    public override DataViewSchema Schema => _mapping.OutputSchema;

    public override long Position => _passed.Position;

    public override long Batch => _passed.Batch;

    public override bool MoveNext()
    {
        bool isRow = _passed.MoveNext();
        _members.MoveNext(isRow);
        _isAdded = false;
        return isRow;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => _passed.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, _active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(Schema, _active, column);
        int added = _mapping.AddedIndex(column);
        return added < 0
            ? _passed.GetGetter<TValue>(_mapping.InputSchema[column.Index])
            : MappedColumns.AsGetter<TValue>(_added[added], column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using (_rows)
            using (_passed)
            {
                _rows.Stop();
                _members.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> CurrentSum()
    {
        if (_passed.Position < 0)
            throw MappedColumns.AtNoRow();
        if (!_isAdded)
        {
            _members.Read(_scores, _sum.Length);
            _mapping.Model.Add(_scores, _sum);
            _isAdded = true;
        }

        return _sum;
    }
}
