using System.CommandLine;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>small</c>: the trainers with their defaults on few rows, against <c>FeaturizeText</c> and SDCA on the same rows: the sample
/// of this repository, 300 made-up mails of four classes, and parts of IMDB.
/// </summary>
internal static class SmallCommand
{
    private static readonly string[] Names = [SmallSet.Baseline, SmallSet.Ngrams, "lstm", "gru", "rnn", "transformer"];

    internal static Command Create()
    {
        var data = new Option<string?>("--data")
        {
            HelpName = "PATH",
            Description =
                "The Large Movie Review Dataset, for parts of 1,000 and 5,000 of its training reviews. Default: without it",
        };
        var only = new Option<string[]>("--only")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
            DefaultValueFactory = _ => Names,
            Description = $"What to measure: {string.Join(", ", Names)}. Default: all",
        };
        only.AcceptOnlyFromAmong(Names);
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 5,
            Description = "The seeds, from 1. Default: 5",
        };
        var rows = new Option<int[]>("--rows")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "N",
            DefaultValueFactory = _ => [1_000, 5_000],
            Description = "The training reviews of --data to train on. Default: 1000 5000",
        };
        var command = new Command(
            "small", "Measures the trainers' defaults on few rows, over several seeds.") { data, rows, only, seeds };
        command.SetAction(parsed => Run(
            parsed.GetValue(data), parsed.GetRequiredValue(rows), parsed.GetRequiredValue(only), parsed.GetRequiredValue(seeds)));
        return command;
    }

    private static int Run(string? data, int[] rows, string[] names, int seeds)
    {
        if (seeds < 1)
            throw new FailureException($"--seeds must be 1 or more; received {seeds}. Give the number of seeds.");
        Console.WriteLine(MachineDescription.OfThis());
        Console.WriteLine($"| data | {string.Join(" | ", names)} |");
        Console.WriteLine($"| --- |{string.Concat(names.Select(_ => " --- |"))}");
        foreach (var set in SmallSet.All(data, rows))
        {
            var cells = names.Select(name => Cell([.. Enumerable.Range(1, seeds).Select(seed => set.Measure(name, seed))]));
            Console.WriteLine($"| {set.Name} | {string.Join(" | ", cells)} |");
        }

        return 0;
    }

    // Mean, and the range over the seeds.
    private static string Cell(double[] accuracies) =>
        FormattableString.Invariant(
            $"{100 * accuracies.Average():F1} ({100 * accuracies.Min():F1} to {100 * accuracies.Max():F1})");
}
