using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A column with the time of a row, read as whole numbers: ticks of 100 nanoseconds for dates and durations (of
/// <see cref="DateTimeOffset"/> in UTC), the value itself for numbers.
/// </summary>
internal abstract class TimeColumn(DataViewSchema.Column column)
{
    private const string Expected = "a date, a duration or a whole number";

    internal DataViewSchema.Column Column => column;

    /// <summary>Whether the times are dates, whose steps may be months.</summary>
    internal abstract bool IsDate { get; }

    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    internal static TimeColumn Of(DataViewSchema schema, string name)
    {
        var requirement = new ColumnRequirement(
            "time", Expected, shape => !shape.IsVector && !shape.IsKey && IsTime(shape.ItemType));
        var column = requirement.Find(schema, name);
        return column.Type switch
        {
            DateTimeDataViewType => new Typed<DateTime>(column, time => time.Ticks, ticks => new(ticks), isDate: true),
            DateTimeOffsetDataViewType => new Typed<DateTimeOffset>(
                column, time => time.UtcTicks, ticks => new(ticks, TimeSpan.Zero), isDate: true),
            TimeSpanDataViewType => new Typed<TimeSpan>(column, time => time.Ticks, ticks => new(ticks)),
            var type when type == NumberDataViewType.Single => new Typed<float>(column, time => Whole(time), number => number),
            var type when type == NumberDataViewType.Double => new Typed<double>(column, Whole, number => number),
            var type when type == NumberDataViewType.Int64 => new Typed<long>(column, time => time, number => number),
            var type when type == NumberDataViewType.Int32 => new Typed<int>(
                column, time => time, number => checked((int)number)),
            _ => new Typed<uint>(column, time => time, number => checked((uint)number)),
        };

        static bool IsTime(DataViewType type) =>
            type is DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType
            || type == NumberDataViewType.Single || type == NumberDataViewType.Double || type == NumberDataViewType.Int64
            || type == NumberDataViewType.Int32 || type == NumberDataViewType.UInt32;
    }

    /// <summary>Reads from a cursor from now on.</summary>
    internal abstract void Bind(DataViewRow row);

    /// <summary>The row's time; null if it is missing or not whole.</summary>
    internal abstract long? Read();

    /// <summary>A time as text.</summary>
    internal abstract string TextOf(long time);

    /// <summary>A column of times of the same type.</summary>
    internal abstract RecordColumn<TRecord> ToColumn<TRecord>(Func<TRecord, long> timeOf);

    // Up to 2^53, whole numbers have their own double.
    private static long? Whole(double time) => Math.Abs(time) <= 1L << 53 && time == Math.Floor(time) ? (long)time : null;

    private sealed class Typed<T>(DataViewSchema.Column column, Func<T, long?> read, Func<long, T> write, bool isDate = false)
        : TimeColumn(column)
        where T : IFormattable
    {
        private ValueGetter<T>? _get;
        private T _value = default!;

        internal override bool IsDate => isDate;

        internal override void Bind(DataViewRow row) => _get = row.GetGetter<T>(Column);

        internal override long? Read()
        {
            _get!(ref _value);
            return read(_value);
        }

        internal override string TextOf(long time) => write(time) switch
        {
            DateTime date => date.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            var other => other.ToString(null, CultureInfo.InvariantCulture),
        };

        internal override RecordColumn<TRecord> ToColumn<TRecord>(Func<TRecord, long> timeOf) =>
            RecordColumn<TRecord>.Of(Column.Name, Column.Type, record => write(timeOf(record)));
    }
}
