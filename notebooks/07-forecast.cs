// Made of 07-forecast.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package MlNet.Sequences.Plots@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:property Nullable=disable
#:property PublishAot=false
// ML.NET generates code to read and write objects, which PublishAot, a script's default, turns off.

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using MlNet.Sequences.Plots;

// # 7. Forecast series
//
// Two meters, measured every hour for eight weeks: the load of a day and of a week, a slow rise, and noise.

var mlContext = new MLContext(seed: 1);
var random = new Random(1);
Hour Measure(string meter, int hour) => new()
{
    Meter = meter,
    Time = new DateTime(2026, 1, 5).AddHours(hour),
    Load = (float)((meter == "shop" ? 50 : 20) + 0.005 * hour + 2 * random.NextDouble()
        + 8 * Math.Sin(2 * Math.PI * (hour % 24 - 8) / 24) * (hour / 24 % 7 < 5 ? 1 : 0.3)),
};
var hours = Enumerable.Range(0, 24 * 7 * 8).SelectMany(hour => new[] { Measure("shop", hour), Measure("home", hour) }).ToList();
var rows = mlContext.Data.LoadFromEnumerable(hours);

// First the textbook: the same hour of the week before. The last week of each meter is the test part, and each forecast is of 24
// hours.

var evaluation = new ForecastEvaluationOptions
{
    LabelColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time",
    Seasonality = 24 * 7, NumberOfTestSteps = 24 * 7,
};
ForecastMetrics Test(IEstimator<ITransformer> estimator) => mlContext.Forecasting.CrossValidate(
    rows, estimator, new ForecastCrossValidationOptions { NumberOfFolds = 1, Evaluation = evaluation })[0].Metrics;
var naive = Test(mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
{
    InputColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time", Horizon = 24, Seasonality = 24 * 7,
}));
Console.WriteLine($"Seasonal naive: MASE {naive.MeanAbsoluteScaledError:F3}, MAE {naive.MeanAbsoluteError:F2}");

// Then one linear network for both meters. It reads two weeks, and takes the last value off and puts it back.

var options = new LinearForecastOptions
{
    InputColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time", WindowSize = 24 * 14, Horizon = 24,
    NumberOfEpochs = 20,
};
var linear = Test(mlContext.Forecasting.ForecastByLinear(options));
Console.WriteLine($"Linear: MASE {linear.MeanAbsoluteScaledError:F3}, MAE {linear.MeanAbsoluteError:F2}");
var (first, last) = (linear.BySteps[0].MeanAbsoluteError, linear.BySteps[23].MeanAbsoluteError);
Console.WriteLine($"An hour ahead: MAE {first:F2}; a day ahead: {last:F2}");

// The next steps are not in the data. `Forecast` returns a row a step, and Holt-Winters has bounds from the errors of its own
// forecasts.

var model = mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
{
    Method = BaselineMethod.AdditiveHoltWinters, InputColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time",
    Horizon = 24, Seasonality = 24 * 7, ConfidenceLevel = 0.9,
    ConfidenceLowerBoundColumn = "Lower", ConfidenceUpperBoundColumn = "Upper",
}).Fit(rows);
var tomorrow = model.Forecast(rows);
float[] Of(string column) => tomorrow.GetColumn<float>(column).Take(24).ToArray();   // the first meter
var time = tomorrow.GetColumn<DateTime>("Time").First();
Console.WriteLine($"{time:u}: {Of("Forecast")[0]:F1}, from {Of("Lower")[0]:F1} to {Of("Upper")[0]:F1}");

var past = hours.Where(hour => hour.Meter == "shop").Select(hour => hour.Load).TakeLast(24 * 4).ToArray();
display(ModelPlots.Forecast(past, Of("Forecast"), Of("Lower"), Of("Upper"), title: "Shop"));

// A model of series is saved and loaded like any other, with nothing to register.

string path = Path.Combine(Path.GetTempPath(), "load.zip");
mlContext.Model.Save(model, rows.Schema, path);
var loaded = (IForecastTransformer)new MLContext().Model.Load(path, out _);
Console.WriteLine(loaded.Forecast(rows).GetColumn<float>("Forecast").SequenceEqual(tomorrow.GetColumn<float>("Forecast")));

// What a notebook shows, printed.
static void display(object value) =>
    Console.WriteLine(
        value is System.Collections.IEnumerable many and not string ? string.Join('\n', many.Cast<object>()) : value);

public class Hour
{
    public string Meter { get; set; }
    public DateTime Time { get; set; }
    public float Load { get; set; }
}
