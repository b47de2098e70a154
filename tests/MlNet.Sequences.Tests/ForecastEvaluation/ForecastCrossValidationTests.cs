using Microsoft.ML;

namespace MlNet.Sequences.Tests.ForecastEvaluation;

[TestClass]
public sealed class ForecastCrossValidationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Test_parts_roll_on_to_the_end_of_the_data_and_each_fold_trains_on_what_precedes_it()
    {
        var spy = new Spy(_mlContext.Forecasting.ForecastByBaseline(Baseline()));

        var folds = _mlContext.Forecasting.CrossValidate(Rows(("a", 10), ("b", 8)), spy, Options(folds: 3));

        // Test parts of two steps: from row 4, 6 and 8 of "a", and from 2, 4 and 6 of "b".
        CollectionAssert.AreEqual(
            new[] { "a0-3 b0-1", "a0-5 b0-3", "a0-7 b0-5" }, spy.Trained.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, folds.Select(fold => fold.Fold).ToArray());
        foreach (var fold in folds)
        {
            Assert.AreEqual(2, fold.Metrics.NumberOfForecasts);
            // The naive forecast of a line is wrong by 1 and 2, and in sample by 1.
            Assert.AreEqual(1.5, fold.Metrics.MeanAbsoluteError, 1e-6);
            Assert.AreEqual(1.5, fold.Metrics.MeanAbsoluteScaledError!.Value, 1e-6);
        }
    }

    [TestMethod]
    public void A_fixed_window_a_gap_and_overlapping_test_parts()
    {
        var spy = new Spy(_mlContext.Forecasting.ForecastByBaseline(Baseline()));
        var options = Options(folds: 2);
        (options.TrainingSteps, options.Gap, options.StepBetweenFolds) = (3, 1, 1);

        _mlContext.Forecasting.CrossValidate(Rows(("a", 10), ("b", 8)), spy, options);

        CollectionAssert.AreEqual(new[] { "a3-5 b1-3", "a4-6 b2-4" }, spy.Trained.ToArray());
    }

    [TestMethod]
    public void A_series_that_is_too_short_for_a_fold_has_no_part_in_it()
    {
        var spy = new Spy(_mlContext.Forecasting.ForecastByBaseline(Baseline()));

        var folds = _mlContext.Forecasting.CrossValidate(Rows(("a", 10), ("b", 4)), spy, Options(folds: 3));

        CollectionAssert.AreEqual(new[] { "a0-3", "a0-5", "a0-7 b0-1" }, spy.Trained.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 1, 2 }, folds.Select(fold => fold.Metrics.NumberOfForecasts).ToArray());
    }

    [TestMethod]
    public void Too_short_series_are_an_error()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Forecasting.CrossValidate(
            Rows(("a", 6)), _mlContext.Forecasting.ForecastByBaseline(Baseline()), Options(folds: 3)));

        Assert.Contains("6 steps before the end of the data; the longest has 6 steps", error.Message);
    }

    [TestMethod]
    public void Every_violation_of_the_options_is_listed()
    {
        var options = Options(folds: 0);
        (options.Evaluation.NumberOfTestSteps, options.TrainingSteps, options.StepBetweenFolds, options.Gap) = (null, 0, 0, -1);

        var error = Assert.Throws<ArgumentException>(() => _mlContext.Forecasting.CrossValidate(
            Rows(("a", 6)), _mlContext.Forecasting.ForecastByBaseline(Baseline()), options));

        foreach (string name in (string[])["NumberOfTestSteps", "NumberOfFolds", "TrainingSteps", "StepBetweenFolds", "Gap"])
            Assert.Contains(name, error.Message);
    }

    private static BaselineForecastOptions Baseline() =>
        new() { InputColumnName = "Load", SeriesColumnName = "Meter", Horizon = 2 };

    private static ForecastCrossValidationOptions Options(int folds) => new()
    {
        NumberOfFolds = folds,
        Evaluation = new() { LabelColumnName = "Load", SeriesColumnName = "Meter", NumberOfTestSteps = 2 },
    };

    // Lines of slope 1, one row of each series after another.
    private IDataView Rows(params (string Meter, int Length)[] series) => _mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, series.Max(each => each.Length)).SelectMany(step => series.Where(each => step < each.Length)
            .Select(each => new Row { Meter = each.Meter, Load = step })).ToArray());

    private sealed class Row
    {
        public string Meter { get; set; } = "";

        public float Load { get; set; }
    }

    /// <summary>Notes which rows of each series it is trained on.</summary>
    private sealed class Spy(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        internal List<string> Trained { get; } = [];

        public ITransformer Fit(IDataView input)
        {
            var rows = new MLContext().Data.CreateEnumerable<Row>(input, reuseRowObject: false)
                .GroupBy(row => row.Meter).OrderBy(group => group.Key);
            Trained.Add(string.Join(' ', rows.Select(group => $"{group.Key}{group.First().Load}-{group.Last().Load}")));
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }
}
