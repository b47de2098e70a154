using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Gathers the rows of each sequence, which may lie anywhere in a view, and orders them by time. Everything is read when the
/// first row of the result is, and kept.
/// </summary>
internal sealed class SequenceCollector
{
    private readonly IDataView _input;
    private readonly CollectSequencesOptions _options;
    private readonly ScalarColumn _sequence;
    private readonly ScalarColumn? _time;
    private readonly ScalarColumn[] _kept;
    private readonly DataViewSchema.Column[] _numbers;
    private readonly int _channels;
    private readonly List<Collected> _sequences = [];

    private SequenceCollector(IDataView input, CollectSequencesOptions options)
    {
        var schema = input.Schema;
        (_input, _options) = (input, options);
        _sequence = ScalarColumn.Any(schema, "sequence", options.SequenceColumnName);
        _time = options.TimeColumnName is { } time ? ScalarColumn.Ordered(schema, "time", time) : null;
        _kept = [.. options.KeptColumnNames.Select(name => ScalarColumn.Any(schema, "kept", name))];
        _numbers = [.. options.InputColumnNames.Select(name => NumberColumn.Find(schema, "input", name))];
        _channels = _numbers.Sum(NumberColumn.WidthOf);
    }

    /// <param name="input">The rows, one for each time step.</param>
    /// <param name="options">The columns, which are valid options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal static IDataView Collect(IDataView input, CollectSequencesOptions options)
    {
        var collector = new SequenceCollector(input, options);
        var collected = new Lazy<IReadOnlyList<Collected>>(collector.Read);
        var type = new SequenceInput(VocabularySize: 0, collector._channels).ToType();
        return new RecordView<Collected>(
            [
                collector._sequence.ToColumn<Collected>(record => record.Index),
                .. collector._kept.Select(column => column.ToColumn<Collected>(record => record.Index)),
                RecordColumn<Collected>.Of(options.OutputColumnName, type, record => record.ToVector()),
            ],
            () => collected.Value.Count, () => collected.Value);
    }

    private List<Collected> Read()
    {
        ScalarColumn[] scalars = [_sequence, .. _time is null ? [] : (ScalarColumn[])[_time], .. _kept];
        using var cursor = _input.GetRowCursor([.. scalars.Select(column => column.Column).Concat(_numbers).Distinct()]);
        foreach (var column in scalars)
            column.Bind(cursor);
        NumberColumn[] readers = [.. _numbers.Select(column => NumberColumn.Create(cursor, column))];
        long values = 0;
        while (cursor.MoveNext())
        {
            values += _channels;
            if (values > _options.MaximumNumberOfValues)
                throw OptionMessage.Invalid(
                    $"The rows have more numbers than {nameof(_options.MaximumNumberOfValues):option} " +
                    $"({_options.MaximumNumberOfValues}): row {cursor.Position} has number {values}. Raise it, if there is " +
                    $"memory for them, or collect fewer columns or rows.");
            var sequence = Find(cursor.Position);
            foreach (var reader in readers)
                reader.Read(sequence.Append(reader.Width));
            if (_time is null)
                continue;
            sequence.Rows.Add((int)cursor.Position);
            _time.Keep();
        }

        foreach (var sequence in _sequences)
            sequence.Arrange(this);
        return _sequences;
    }

    private Collected Find(long row)
    {
        int index = _sequence.IndexOfValue();
        if (index == _sequences.Count)
        {
            _sequences.Add(new(index, _channels));
            foreach (var column in _kept)
                column.Keep();
        }

        foreach (var column in _kept)
        {
            if (!column.IsAt(index))
                throw new InvalidOperationException(
                    $"All rows of a sequence must have the same value in a kept column; in '{column.Column.Name}' the " +
                    $"sequence '{_sequence.TextAt(index)}' has '{column.TextAt(index)}' and, in row {row}, another one. " +
                    "Leave the column out, or mend the rows.");
        }

        return _sequences[index];
    }

    /// <summary>A sequence.</summary>
    /// <param name="index">Its number, in the order of the first rows.</param>
    /// <param name="channels">The numbers of a step.</param>
    private sealed class Collected(int index, int channels)
    {
        private int[]? _order; // of the steps; null where they lie in order

        internal int Index => index;

        /// <summary>The number of the row of each step, in the order of the rows; empty without times.</summary>
        internal List<int> Rows { get; } = [];

        /// <summary>The numbers, step after step.</summary>
        internal List<float> Values { get; } = [];

        /// <summary>Adds so many numbers, to be written.</summary>
        internal Span<float> Append(int count)
        {
            CollectionsMarshal.SetCount(Values, Values.Count + count);
            return CollectionsMarshal.AsSpan(Values)[^count..];
        }

        /// <summary>Orders the steps by time.</summary>
        internal void Arrange(SequenceCollector collector)
        {
            if (collector._time is not { } time)
                return;
            int[] rows = [.. Rows];
            if (time.Sort(rows) is >= 0 and var row)
                throw new InvalidOperationException(
                    $"The times of a sequence must be known and differ; in '{time.Column.Name}' the sequence " +
                    $"'{collector._sequence.TextAt(index)}' has '{time.TextAt(row)}' in row {row}, missing or twice. Remove " +
                    "such rows, or join them.");
            if (!rows.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(Rows)))
                _order = [.. rows.Select(row => Rows.BinarySearch(row))];
        }

        /// <summary>The numbers, <c>[time, channels]</c>.</summary>
        internal VBuffer<float> ToVector()
        {
            var values = CollectionsMarshal.AsSpan(Values);
            float[] vector = new float[values.Length];
            if (_order is null)
                values.CopyTo(vector);
            else
            {
                for (int step = 0; step < _order.Length; step++)
                    values.Slice(_order[step] * channels, channels).CopyTo(vector.AsSpan(step * channels));
            }

            return new(vector.Length, vector);
        }
    }
}
