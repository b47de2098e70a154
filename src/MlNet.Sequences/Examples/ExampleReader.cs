using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Reads examples, sequence, label and weight, from a view into buffers, and counts unusable rows.
/// </summary>
internal sealed class ExampleReader : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly SequenceReader _sequence;
    private readonly LabelEncoder.Reading _label;
    private readonly ValueGetter<float>? _weight;
    private readonly LabelEncoder _labels;
    private readonly RowColumns _columns;
    private readonly bool _hasClasses;
    private readonly StepAlignment? _alignment; // null if a sequence has one label
    private readonly Func<long, long>? _samplingKey; // of a row's index

    /// <param name="view">The rows.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="input">The kind of sequences.</param>
    /// <param name="labels">Encodes the labels.</param>
    /// <param name="holdsOut">Whether rows may be held out, together with others of the same sampling key.</param>
    internal ExampleReader(
        IDataView view, RowColumns columns, SequenceInput input, LabelEncoder labels, bool holdsOut = false)
    {
        var (_, feature, label, weight) = columns.Find(view.Schema);
        var key = holdsOut ? columns.FindSamplingKey(view.Schema) : null;
        _cursor = view.GetRowCursor(
            ((DataViewSchema.Column?[])[feature, label, weight, key]).OfType<DataViewSchema.Column>());
        _samplingKey = key is { } shared ? SamplingKey.Reader(_cursor, shared) : null;
        _sequence = SequenceReader.Create(_cursor, feature, input);
        (_labels, _label) = (labels, labels.Reader(_cursor, label));
        _weight = weight is { } column ? _cursor.GetGetter<float>(column) : null;
        _columns = columns;
        _hasClasses = labels.Classes > 0;
        if (labels.Shape.IsPerStep)
            _alignment = new StepAlignment(
                columns.Label, columns.Feature,
                "Split both columns alike, leave the label of a step without one missing, and where PadSequence pads or " +
                "truncates the sequences, let it do the same with the labels.");
    }

    /// <summary>The rows left out because a label, a weight or a time step's number is missing.</summary>
    internal long SkippedRows { get; private set; }

    /// <summary>
    /// The classes at steps that are padding or have no token: they are not learned. Numbers there may be padding themselves.
    /// </summary>
    internal long LabelsOfPadding { get; private set; }

    /// <summary>The examples that the last row became: one, or several where the task cuts sequences.</summary>
    internal int Added { get; private set; }

    /// <summary>The index of the next row in the view, from 0.</summary>
    internal long NextRow { get; private set; }

    /// <summary>
    /// Appends the next usable row to the buffer chosen for its number, which is its index, or one that rows of the same sampling
    /// key share; false at the end.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A weight is below 0 or infinite, or a label is infinite or of an unknown class.
    /// </exception>
    internal bool ReadInto(Func<long, SequenceBuffer> bufferFor, CancellationToken cancellationToken)
    {
        while (_cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long row = NextRow++;
            var label = _label();
            float weight = 1;
            _weight?.Invoke(ref weight);
            if (weight < 0 || float.IsInfinity(weight))
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Example weights must be 0 or more and finite; column '{_columns.Weight}' has {weight} in row {row}. " +
                    $"Correct the weights."));
            if (label.IndexOfAny(float.PositiveInfinity, float.NegativeInfinity) is >= 0 and var infinite)
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Labels must be finite; column '{_columns.Label}' has {label[infinite]} in row {row}. Correct it, or " +
                    $"leave it missing (NaN)."));

            var buffer = bufferFor(_samplingKey?.Invoke(row) ?? row);
            if (HasLabel(label) && !float.IsNaN(weight) && _sequence.ReadInto(buffer)
                && (_alignment is null || HasLabel(label = Align(_alignment, label, row)))
                && (Added = _labels.EndSequence(buffer, label, weight)) > 0)
            {
                CheckFinite(buffer, row);
                return true;
            }

            buffer.DropSequence();
            SkippedRows++;
        }

        return false;
    }

    public void Dispose() => _cursor.Dispose();

    private ReadOnlySpan<float> Align(StepAlignment alignment, ReadOnlySpan<float> labels, long row)
    {
        var aligned = alignment.Align(labels, _sequence.Slots(), _sequence.SlotCount, row);
        if (_hasClasses)
            LabelsOfPadding += labels.Length - labels.Count(float.NaN) - (aligned.Length - aligned.Count(float.NaN));
        return aligned;
    }

    // Of the labels of steps some may be missing.
    private bool HasLabel(ReadOnlySpan<float> label) =>
        _alignment is null ? !label.Contains(float.NaN) : label.ContainsAnyExcept(float.NaN);

    // One infinite number turns the loss of its batch, and every metric, into infinity or NaN.
    private void CheckFinite(SequenceBuffer buffer, long row)
    {
        if (!buffer.Input.IsTokens
            && buffer.ValuesOf(buffer.Count - 1).IndexOfAny(float.PositiveInfinity, float.NegativeInfinity) is >= 0 and var place)
            throw new InvalidOperationException(
                $"Sequences must consist of finite numbers; column '{_columns.Feature}' has " +
                string.Create(CultureInfo.InvariantCulture, $"{buffer.ValuesOf(buffer.Count - 1)[place]} in row {row}. ") +
                "Correct it, or leave it missing (NaN): a row with such a time step is left out.");
    }
}
