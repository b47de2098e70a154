using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.Series;

[TestClass]
public sealed class SeriesReaderTests
{
    private static readonly DateTime Start = new(2020, 1, 31, 6, 0, 0);
    private static readonly string[] Values = ["Value"];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Rows_that_lie_anywhere_become_series_in_the_order_of_time()
    {
        var set = Read(Columns(), new("b", 2, 30), new("a", 0, 1), new("b", 1, 20), new("b", 0, 10), new("a", 1, 2));

        Assert.AreEqual("b,a", string.Join(",", set.Series.Select(series => series.Name)));
        CollectionAssert.AreEqual(new float[] { 10, 20, 30 }, set.Series[0].Values.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 2 }, set.Series[1].Values.ToArray());
        Assert.AreEqual(new TimeStep(TimeSpan.TicksPerHour), set.Step);
        Assert.AreEqual((0, 2), set.PlaceOf(0));
        Assert.AreEqual((1, 0), set.PlaceOf(1));
        Assert.AreEqual((0, 0), set.PlaceOf(3));
        Assert.AreEqual((1, 1), set.PlaceOf(4));
        Assert.AreEqual(Start.AddHours(4).Ticks, set.TimeOf(set.Series[1], 4));
    }

    [TestMethod]
    public void Without_times_and_names_the_rows_are_the_steps_of_one_series()
    {
        var set = Read(new(new SeriesColumns.Number("Value")), new("a", 9, 1), new("b", 4, float.NaN), new("c", 4, 3));

        CollectionAssert.AreEqual(new[] { 1, float.NaN, 3 }, set.Series.Single().Values.ToArray());
        Assert.AreEqual((0, 2), set.PlaceOf(2));
        Assert.AreEqual(5, set.TimeOf(set.Series[0], 5));
    }

    [TestMethod]
    public void Columns_of_numbers_keys_and_truth_values_are_channels_one_after_another()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            [new Wide { Pair = [1, 2], Holiday = true, Region = "x" }, new Wide { Pair = [3, 4], Region = "y" }]);
        rows = _mlContext.Transforms.Conversion.MapValueToKey("Region").Fit(rows).Transform(rows);

        var set = SeriesReader.Read(rows, new(new("Pair"), new("Holiday", AcceptsKeys: true), new("Region", AcceptsKeys: true)));

        CollectionAssert.AreEqual(new float[] { 1, 2, 1, 1, 3, 4, 0, 2 }, set.Series[0].Values.ToArray());
        Assert.AreEqual(new SeriesChannels("Region", 3, 1), set.Columns[2]);
        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => SeriesReader.Read(rows, new(new SeriesColumns.Number("Region"))));
        StringAssert.Contains(wrong.Message, "expected Single, or a vector of Single of a fixed size, got Key<UInt32>");
    }

    [TestMethod]
    public void A_key_names_its_series_by_its_value()
    {
        var rows = View(new("b", 0, 1), new("a", 0, 2));
        rows = _mlContext.Transforms.Conversion.MapValueToKey(nameof(Row.Meter)).Fit(rows).Transform(rows);

        Assert.AreEqual("b,a", string.Join(",", SeriesReader.Read(rows, Columns()).Series.Select(series => series.Name)));
    }

    [TestMethod]
    public void Months_are_regular_steps_also_at_their_ends()
    {
        // 31 January, 29 February, 31 March.
        var dates = Enumerable.Range(0, 3).Select(month => Start.AddMonths(month));
        var set = ReadDates([.. dates]);
        Assert.AreEqual(new TimeStep(0, Months: 1, IsMonthEnd: true), set.Step);
        Assert.AreEqual(Start.AddMonths(3).Ticks, set.TimeOf(set.Series[0], 3));

        set = ReadDates(new(2020, 2, 15), new(2020, 5, 15), new(2020, 8, 15));
        Assert.AreEqual(new TimeStep(0, Months: 3), set.Step);
        Assert.AreEqual(new DateTime(2021, 2, 15).Ticks, set.TimeOf(set.Series[0], 4));
        Assert.AreEqual(new DateTime(2019, 11, 15).Ticks, set.TimeOf(set.Series[0], -1));

        // The last days of February, as a series begins there.
        set = ReadDates(new(2021, 2, 28), new(2021, 3, 31), new(2021, 4, 30));
        Assert.AreEqual(new DateTime(2021, 5, 31).Ticks, set.TimeOf(set.Series[0], 3));
    }

    [TestMethod]
    public void Two_rows_of_one_time_are_an_error_that_names_series_row_and_time()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Read(Columns(), new("a", 0, 1), new("a", 1, 1), new("b", 0, 1), new("a", 1, 2)));

        StringAssert.Contains(error.Message, "the series 'a' of 'Meter' has 2020-01-31 07:00:00 in row 3, the same time");
        StringAssert.Contains(error.Message, "IrregularTimes");
    }

    [TestMethod]
    public void A_missing_row_is_an_error_that_names_series_row_and_time()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Read(Columns(), new("a", 0, 1), new("a", 1, 1), new("a", 3, 2), new("a", 4, 2)));

        StringAssert.Contains(
            error.Message,
            "the series 'a' of 'Meter' has 2020-01-31 09:00:00 in row 2, and the row before has 2020-01-31 07:00:00: not one " +
            "step of 01:00:00");
    }

    [TestMethod]
    public void Irregular_rows_are_filled_on_request()
    {
        var set = Read(
            Columns() with { IrregularTimes = IrregularTimes.Fill },
            new("a", 0, 1), new("a", 1, 2), new("a", 1, 3), new("a", 4, 4), new("a", 5, 5),
            new("a", 6.5, 6));

        CollectionAssert.AreEqual(new[] { 1, 3, float.NaN, float.NaN, 4, 5, 6 }, set.Series[0].Values.ToArray());
        Assert.AreEqual((0, 1), set.PlaceOf(1));
        Assert.AreEqual((0, 1), set.PlaceOf(2));
        Assert.AreEqual((0, 6), set.PlaceOf(5));
    }

    [TestMethod]
    public void The_step_may_be_given()
    {
        var set = Read(
            Columns() with { IrregularTimes = IrregularTimes.Fill, Step = new(TimeSpan.TicksPerHour / 2) },
            new("a", 0, 1), new("a", 1, 2));

        CollectionAssert.AreEqual(new[] { 1, float.NaN, 2 }, set.Series[0].Values.ToArray());
    }

    [TestMethod]
    public void More_numbers_than_the_bound_are_an_error_before_they_are_made()
    {
        var columns = Columns() with { MaximumNumberOfValues = 4 };
        Row[] rows = [new("a", 0, 1), new("a", 1, 1), new("a", 2, 1), new("a", 7, 1), new("a", 8, 1)];
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Read(columns, rows));
        StringAssert.Contains(error.Message, "MaximumNumberOfValues (4): 5 in row 4");

        error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Read(columns with { IrregularTimes = IrregularTimes.Fill }, rows[..4]));
        StringAssert.Contains(error.Message, "MaximumNumberOfValues (4): the series 'a' 8 with the steps that are filled in");
    }

    [TestMethod]
    public void Times_may_be_whole_numbers_and_must_be_known()
    {
        var numbers = new SeriesColumns(new SeriesColumns.Number("Value")) { Time = "Number" };
        var rows = _mlContext.Data.LoadFromEnumerable([new Numbered(20, 1), new Numbered(10, 2), new Numbered(30, 3)]);
        var set = SeriesReader.Read(rows, numbers);
        CollectionAssert.AreEqual(new float[] { 2, 1, 3 }, set.Series[0].Values.ToArray());
        Assert.AreEqual(40, set.TimeOf(set.Series[0], 3));

        rows = _mlContext.Data.LoadFromEnumerable([new Numbered(20, 1), new Numbered(10.5f, 2)]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => SeriesReader.Read(rows, numbers));
        StringAssert.Contains(error.Message, "in 'Number' has none in row 1");
    }

    [TestMethod]
    public void A_view_without_rows_has_no_series() => Assert.AreEqual(0, Read(Columns()).Series.Count);

    [TestMethod]
    public void A_time_between_two_steps_belongs_to_the_earlier_one()
    {
        var step = new TimeStep(10);
        Assert.AreEqual(-2, step.IndexOf(5, -6));
        Assert.AreEqual(-1, step.IndexOf(5, -5));
        Assert.AreEqual(0, step.IndexOf(5, 14));
        var month = new TimeStep(0, Months: 1);
        long first = new DateTime(2020, 1, 31).Ticks;
        Assert.AreEqual(0, month.IndexOf(first, new DateTime(2020, 2, 28).Ticks));
        Assert.AreEqual(1, month.IndexOf(first, new DateTime(2020, 2, 29).Ticks));
        Assert.AreEqual(-1, month.IndexOf(first, new DateTime(2020, 1, 30).Ticks));
    }

    private static SeriesColumns Columns() =>
        new([.. Values.Select(name => new SeriesColumns.Number(name))]) { Series = nameof(Row.Meter), Time = nameof(Row.Time) };

    private SeriesSet Read(SeriesColumns columns, params Row[] rows) => SeriesReader.Read(View(rows), columns);

    private SeriesSet ReadDates(params DateTime[] dates) =>
        SeriesReader.Read(View([.. dates.Select(date => new Row("a", (date - Start).TotalHours, 1))]), Columns());

    private IDataView View(params Row[] rows) => _mlContext.Data.LoadFromEnumerable(rows);

    private sealed class Row(string meter, double hours, float value)
    {
        public Row()
            : this("", 0, 0)
        {
        }

        public string Meter { get; set; } = meter;

        public DateTime Time { get; set; } = Start.AddHours(hours);

        public float Value { get; set; } = value;
    }

    private sealed class Numbered(float number, float value)
    {
        public Numbered()
            : this(0, 0)
        {
        }

        public float Number { get; set; } = number;

        public float Value { get; set; } = value;
    }

    private sealed class Wide
    {
        [VectorType(2)]
        public float[] Pair { get; set; } = [];

        public bool Holiday { get; set; }

        public string Region { get; set; } = "";
    }
}
