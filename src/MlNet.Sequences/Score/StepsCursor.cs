using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Walks over the labeled steps of each row of a <see cref="StepsView"/>.</summary>
/// <param name="view">The view.</param>
/// <param name="active">The columns that were asked for.</param>
/// <param name="rows">The rows of its source.</param>
/// <param name="label">Reads a row's labels, classes in the model's order.</param>
/// <param name="score">Reads a row's scores, slot after slot.</param>
/// <param name="alignment">Matches the labels with the steps.</param>
internal sealed class StepsCursor(
    StepsView view, bool[] active, DataViewRowCursor rows, LabelEncoder.Reading label, ValueGetter<VBuffer<float>> score,
    StepAlignment alignment) : DataViewRowCursor
{
    private readonly List<(float Label, int Slot)> _steps = []; // of the row
    private readonly List<int> _slots = []; // of the steps that the model saw
    private readonly float[] _scores = new float[view.Classes]; // of the step
    private VBuffer<float> _rowScores;
    private int _step = -1;
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        while (!_ended && ++_step >= _steps.Count)
        {
            _step = -1;
            _ended = !rows.MoveNext();
            if (!_ended)
                ReadRow();
        }

        _position = _ended ? -1 : _position + 1;
        if (!_ended)
            ReadStep();
        return !_ended;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(Schema, active, column);
        Delegate getter = (column.Name, column.Type) switch
        {
            (StepsView.Score, VectorDataViewType) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> scores) =>
            {
                _ = Current;
                var editor = VBufferEditor.Create(ref scores, _scores.Length);
                _scores.CopyTo(editor.Values);
                scores = editor.Commit();
            }),
            (StepsView.Score, _) => (ValueGetter<float>)((ref float number) =>
            {
                _ = Current;
                number = _scores[0];
            }),
            (StepsView.PredictedLabel, _) => (ValueGetter<uint>)((ref uint key) =>
            {
                _ = Current;
                key = (uint)Array.IndexOf(_scores, _scores.Max()) + 1;
            }),
            (_, KeyDataViewType) => (ValueGetter<uint>)((ref uint key) => key = (uint)Current.Label + 1),
            _ => (ValueGetter<float>)((ref float number) => number = Current.Label),
        };
        return MappedColumns.AsGetter<TValue>(getter, column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)rows.Position, (ulong)Current.Slot);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rows.Dispose();
        (_ended, _position) = (true, -1);
        base.Dispose(disposing);
    }

    private (float Label, int Slot) Current => _position >= 0 ? _steps[_step] : throw MappedColumns.AtNoRow();

    private void ReadRow()
    {
        _steps.Clear();
        var labels = label();
        score(ref _rowScores);
        var scores = _rowScores.GetValues();
        int slots = scores.Length / view.Classes;
        if (labels.Length == slots && view.Classes > 1)
        {
            // A class where the model saw no step counts, too; numbers there may be padding.
            for (int slot = 0; slot < slots; slot++)
                Add(labels[slot], slot);
            return;
        }

        _slots.Clear();
        for (int slot = 0; slot < slots; slot++)
        {
            if (!float.IsNaN(scores[slot * view.Classes]))
                _slots.Add(slot);
        }

        var aligned = alignment.Align(labels, CollectionsMarshal.AsSpan(_slots), slots, rows.Position);
        for (int step = 0; step < aligned.Length; step++)
            Add(aligned[step], _slots[step]);
    }

    private void Add(float ownLabel, int slot)
    {
        if (!float.IsNaN(ownLabel))
            _steps.Add((ownLabel, slot));
    }

    // A step that the model did not see, such as a word without a key, counts as wrong: all classes are equally likely.
    private void ReadStep()
    {
        var (own, slot) = _steps[_step];
        _rowScores.GetValues().Slice(slot * view.Classes, view.Classes).CopyTo(_scores);
        if (_scores.Length == 1 || !float.IsNaN(_scores[0]))
            return;
        Array.Fill(_scores, 1f / _scores.Length);
        int wrong = own == 0 ? 1 : 0;
        _scores[wrong] = MathF.BitIncrement(_scores[wrong]);
    }
}
