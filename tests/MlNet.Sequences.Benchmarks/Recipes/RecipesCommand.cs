using System.CommandLine;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>recipes</c>: accuracy, time and memory of the recipes, and of n-grams alone, over several seeds. Each run has a process of
/// its own; with <c>--results</c> a measurement of hours can be interrupted, and goes on where it was.
/// </summary>
internal static class RecipesCommand
{
    private static readonly string[] Names =
        [RecipeRun.Ngrams, .. Enum.GetNames<TextRecipe>().Select(name => name.ToLowerInvariant())];

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset, aclImdb_v1.tar.gz",
        };
        var only = new Option<string[]>("--only")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
            DefaultValueFactory = _ => Names,
            Description = $"What to measure: {string.Join(", ", Names)}. Default: all",
        };
        only.AcceptOnlyFromAmong(Names);
        var label = new Option<string>("--label")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "sentiment",
            Description = "What to learn: sentiment, or stars, eight classes. Default: sentiment",
        };
        label.AcceptOnlyFromAmong("sentiment", RecipeRun.Stars);
        var on = new Option<string>("--on")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
            Description =
                "What to measure on: the test part, or films, training reviews of a tenth of the films, which are then not " +
                "trained on: to choose by. Default: test",
        };
        on.AcceptOnlyFromAmong("test", RecipeRun.Films);
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 5,
            Description = "The seeds of each, from 1. Default: 5",
        };
        var results = new Option<string?>("--results")
        {
            HelpName = "FILE",
            Description = "Keeps each result as a line of JSON; what the file has is not measured again",
        };
        var command = new Command("recipes", "Measures the recipes for texts with and without labels.")
        {
            data, only, label, on, seeds, results,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(only), parsed.GetRequiredValue(label),
            parsed.GetRequiredValue(on), parsed.GetRequiredValue(seeds), parsed.GetValue(results)));
        return command;
    }

    private static int Run(string path, string[] names, string label, string on, int seeds, string? file)
    {
        Console.WriteLine(MachineDescription.OfThis());
        List<RecipeResult> known = file is not null && File.Exists(file)
            ? [.. File.ReadLines(file).Select(Json.Read<RecipeResult>)]
            : [];
        Console.WriteLine($"{label}, measured on {on}; mean and range over the seeds");
        Console.WriteLine("| recipe | seeds | accuracy | log-loss | seconds | processor seconds | peak memory |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (string name in Names.Intersect(names))
        {
            // Nothing about n-grams is random.
            var runs = Enumerable.Range(1, name == RecipeRun.Ngrams ? 1 : seeds).Select(seed => Find(name, seed)).ToArray();
            Console.WriteLine(
                $"| {name} | {runs.Length} | {Of(runs, run => 100 * run.Accuracy, "0.00")} % | " +
                $"{Of(runs, run => run.LogLoss, "0.0000")} | {Of(runs, run => run.TrainingSeconds, "0")} | " +
                $"{Of(runs, run => run.ProcessorSeconds, "0")} | {Of(runs, run => run.PeakMegabytes, "0")} MB |");
        }

        return 0;

        RecipeResult Find(string name, int seed)
        {
            if (known.FirstOrDefault(result => result.IsOf(name, label, on, seed)) is { } found)
                return found;
            string[] arguments = [RecipeRun.CommandName, path, name, label, on, $"{seed}"];
            string line = ChildProcess.LastLineOf(ChildProcess.Self(arguments).WithTheAllocatorTuned());
            Console.Error.WriteLine(line);
            if (file is not null)
                File.AppendAllText(file, line + Environment.NewLine);
            return Json.Read<RecipeResult>(line);
        }
    }

    private static string Of(IReadOnlyList<RecipeResult> runs, Func<RecipeResult, double> figure, string format)
    {
        double[] figures = [.. runs.Select(figure)];
        string mean = figures.Average().ToString(format, null);
        return figures.Length == 1
            ? mean
            : $"{mean} ({figures.Min().ToString(format, null)} to {figures.Max().ToString(format, null)})";
    }
}
