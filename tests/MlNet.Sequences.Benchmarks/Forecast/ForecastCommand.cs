using System.CommandLine;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>forecast</c>: trains forecasters on public series, and measures them by the sets' own rules. Settings are to be chosen by
/// the validation loss; only <c>--test</c> shows the test part.
/// </summary>
internal static class ForecastCommand
{
    internal static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            HelpName = "FOLDER",
            Required = true,
            Description = "The folder with ETTh1.csv.gz",
        };
        var set = new Option<string>("--set")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "etth1",
            Description = "etth1 (seven channels, 96 hours ahead) or etth1-ot (the oil temperature alone). Default: etth1",
        };
        set.AcceptOnlyFromAmong("etth1", "etth1-ot");
        var network = new Option<string>("--network")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "gru",
            Description = "gru, lstm or linear. Default: gru",
        };
        network.AcceptOnlyFromAmong("gru", "lstm", "linear");
        var settings = new Option<string>("--settings")
        {
            HelpName = "JSON",
            DefaultValueFactory = _ => "{}",
            Description = "Options of the forecaster that differ from the benchmark's, such as {\"windowSize\": 336}",
        };
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            Description = "Trains with the seeds from 1 to this. Default: 1",
        };
        var test = new Option<bool>("--test") { Description = "Measures the test part, too" };
        var command = new Command("forecast", "Trains forecasters on public series, and measures their forecasts.")
        {
            data, set, network, settings, seeds, test,
        };
        command.SetAction(parsed =>
        {
            var series = EttSeries.Read(
                Path.Combine(parsed.GetValue(data)!.FullName, "ETTh1.csv.gz"), parsed.GetValue(set) == "etth1-ot");
            for (int seed = 1; seed <= parsed.GetValue(seeds); seed++)
            {
                var run = series.Run(parsed.GetValue(network)!, parsed.GetValue(settings)!, seed, parsed.GetValue(test));
                string trained = FormattableString.Invariant(
                    $"{parsed.GetValue(set)} {parsed.GetValue(network)} seed {seed}: validation MSE {run.ValidationMse:F4}, ") +
                    FormattableString.Invariant($"best epoch {run.Epoch} of {run.Epochs}, ") +
                    FormattableString.Invariant($"{run.SecondsPerEpoch:F2} s an epoch, {run.Seconds:F0} s in all");
                string tested = run.Test is not { } error ? "" : FormattableString.Invariant(
                    $"; test MSE {error.Mse:F4}, MAE {error.Mae:F4} over {error.Windows} windows, in {error.Seconds:F1} s");
                Console.WriteLine(trained + tested);
            }

            return 0;
        });
        return command;
    }
}
