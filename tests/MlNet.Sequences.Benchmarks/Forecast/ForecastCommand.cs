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
            Description = "The folder with the files of the series",
        };
        var set = new Option<string>("--set")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "etth1",
            Description = "etth1 (seven channels, 96 hours ahead), etth1-ot (the oil temperature alone), m4 (the 414 hourly " +
                "series, 48 hours ahead) or bike (rented bikes, a day ahead). Default: etth1",
        };
        set.AcceptOnlyFromAmong("etth1", "etth1-ot", "m4", "bike");
        var network = new Option<string>("--network")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "gru",
            Description = "gru, lstm, transformer or linear. Default: gru",
        };
        network.AcceptOnlyFromAmong(ForecasterOf.Networks);
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
            var (folder, name, json) = (parsed.GetValue(data)!.FullName, parsed.GetValue(network)!, parsed.GetValue(settings)!);
            for (int seed = 1; seed <= parsed.GetValue(seeds); seed++)
            {
                var run = parsed.GetValue(set) switch
                {
                    "m4" => M4Series.Run(folder, name, json, seed),
                    "bike" => BikeSeries.Run(folder, name, json, seed),
                    var ett => EttSeries.Run(folder, ett == "etth1-ot", name, json, seed),
                };
                using (run.Model)
                    Console.WriteLine(
                        $"{parsed.GetValue(set)} {name} seed {seed}: {run.Describe()}" +
                        (parsed.GetValue(test) ? "; " + run.Test() : ""));
            }

            return 0;
        });
        return command;
    }
}
