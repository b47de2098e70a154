using System.CommandLine;
using System.Diagnostics;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>resume</c>: kills a training process (SIGKILL) at a random moment, every other time while it writes a checkpoint, lets
/// another go on from what is left, and compares the weights at the end with those of an uninterrupted process.
/// </summary>
internal static class ResumeCommand
{
    internal static Command Create()
    {
        var data = new Option<string?>("--data")
        {
            HelpName = "PATH",
            Description =
                "The Large Movie Review Dataset, of whose first reviews a model of the default size is trained. Default: the " +
                "sample of this repository, and a smaller model.",
        };
        var times = new Option<int>("--times")
        {
            HelpName = "N",
            Description = "How often to kill. Default: 20",
            DefaultValueFactory = _ => 20,
        };
        var seed = new Option<int>("--seed")
        {
            HelpName = "N",
            Description = "Fixes the moments. Default: 1",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command(
            "resume", "Kills trainings at random moments and checks that they end like an uninterrupted one.") { data, times,
            seed };
        command.SetAction(parsed => Run(parsed.GetValue(data), parsed.GetValue(times), parsed.GetValue(seed)));
        return command;
    }

    private static int Run(string? data, int times, int seed)
    {
        var root = Directory.CreateTempSubdirectory("mlnet-sequences-resume-");
        try
        {
            var clock = Stopwatch.StartNew();
            var (expected, steps) = new TrainingProcess(data, Path.Combine(root.FullName, "undisturbed")).RunToEnd();
            double seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine($"Undisturbed: {seconds:F1} s, {steps} steps, weights {expected[..16]}…");
            var random = new Random(seed);
            int same = 0;
            for (int i = 1; i <= times; i++)
                same += KillAndResume(data, Path.Combine(root.FullName, $"{i}"), i, random.NextDouble(), seconds, expected)
                    ? 1
                    : 0;
            Console.WriteLine($"{same} of {times} ended with the weights of the undisturbed training.");
            return same == times ? 0 : 1;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static bool KillAndResume(string? data, string folder, int number, double moment, double seconds, string expected)
    {
        var process = new TrainingProcess(data, folder);
        var left = process.RunAndKill(TimeSpan.FromSeconds(seconds * moment), whileWriting: number % 2 == 0);
        var (weights, stepsLeft) = process.RunToEnd();
        bool isSame = weights == expected;
        Console.WriteLine(
            $"{number,3}: {(left.HadEnded ? "had ended" : "killed")} after {left.Seconds:F1} s, {left.Checkpoints} checkpoints " +
            $"there{(left.IsHalfWritten ? " and one half-written" : "")}; {stepsLeft} steps were left; " +
            $"{(isSame ? "the same weights" : $"OTHER WEIGHTS {weights}")}");
        return isSame;
    }
}
