using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A view's rows, each with the forecast from it and what precedes it in its series.</summary>
internal sealed class ForecastView : ChainedView
{
    private readonly ForecastMapping _mapping;
    private readonly MappedDataView _passThrough;
    private readonly Lazy<SeriesSet> _series;

    internal ForecastView(IDataView input, ForecastMapping mapping, SequenceTransformer step)
        : base(input, step)
    {
        (_mapping, _passThrough) = (mapping, new(input, mapping, step, threads: 1));
        _series = new(() => mapping.Model.Read(input));
    }

    // The rows are found in their series by their numbers.
    public override bool CanShuffle => false;

    public override DataViewSchema Schema => _mapping.OutputSchema;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return Array.Exists(columns, column => _mapping.AddedIndex(column) >= 0)
            ? new Cursor(Source.GetRowCursor(_mapping.InputColumnsFor(columns)), _mapping, _series.Value, columns)
            : _passThrough.GetRowCursor(columns);
    }

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        _mapping.AddedIndex(column) < 0 ? [_mapping.InputSchema[column.Index]] : [];

    /// <summary>Forecasts some rows ahead at once.</summary>
    private sealed class Cursor : DataViewRowCursor
    {
        // The first block is small, so that the first rows come soon; each next one is larger, up to a bound.
        private const int FirstBlock = 32, Growth = 4, NumbersInBlock = 1 << 20;

        private readonly DataViewRowCursor _input;
        private readonly ForecastMapping _mapping;
        private readonly SeriesSet _series;
        private readonly bool[] _active;
        private float[] _forecasts = [];
        private long _block = FirstBlock;
        private long _start, _end; // of the rows that are forecast

        internal Cursor(DataViewRowCursor input, ForecastMapping mapping, SeriesSet series, DataViewSchema.Column[] columns)
        {
            (_input, _mapping, _series) = (input, mapping, series);
            _active = MappedColumns.ActiveFlags(mapping.OutputSchema, columns);
        }

        public override DataViewSchema Schema => _mapping.OutputSchema;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override bool MoveNext() => _input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, _active, column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            MappedColumns.CheckActive(Schema, _active, column);
            int added = _mapping.AddedIndex(column);
            if (added < 0)
                return _input.GetGetter<TValue>(_mapping.InputSchema[column.Index]);
            int width = _mapping.Model.Width;
            return MappedColumns.AsGetter<TValue>(
                (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, width);
                    Current().Slice(added * width, width).CopyTo(editor.Values);
                    value = editor.Commit();
                }),
                column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private ReadOnlySpan<float> Current()
        {
            long row = _input.Position;
            if (row < 0)
                throw MappedColumns.AtNoRow();
            if (row >= _end)
                Forecast(row);
            return _forecasts.AsSpan((int)(row - _start) * _mapping.Model.Outputs, _mapping.Model.Outputs);
        }

        private void Forecast(long row)
        {
            if (row != _end)
                _block = 1; // rows were left out, and more may be
            int most = Math.Max(1, NumbersInBlock / _mapping.Model.Outputs);
            int count = (int)Math.Min(Math.Min(_block, most), _series.Rows - row);
            if (count <= 0)
                throw new InvalidOperationException(
                    $"A view must return the same rows each time; it has more than the {_series.Rows} that were read first. " +
                    "Keep the rows with Cache, or in a file.");
            var places = new ForecastPlace[count];
            for (int i = 0; i < count; i++)
            {
                var (series, step) = _series.PlaceOf(row + i);
                places[i] = new(_series.Series[series], step);
            }

            if (_forecasts.Length < count * _mapping.Model.Outputs)
                _forecasts = new float[count * _mapping.Model.Outputs];
            _mapping.Model.Score(_series, places, _forecasts);
            (_start, _end, _block) = (row, row + count, Math.Min(most, _block * Growth));
        }
    }
}
