using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>epoch</c>: an epoch of the library's training against the plain loop in TorchSharp and, with <c>--pytorch</c>, in PyTorch,
/// and against the matrix products that the machine does, in one run.
/// </summary>
internal static class EpochCommand
{
    private const string ScriptName = "pytorch_epoch.py";

    internal static Command Create()
    {
        var command = new Command("epoch", "Measures an epoch of training against a plain loop and against the machine's limit.");
        var data = Reviews.PathOption(isRequired: true);
        data.Required = false;
        command.Options.Add(data);
        var synthetic = new Option<int?>("--synthetic")
        {
            HelpName = "N",
            Description =
                "In the place of --data: N made-up reviews, as long as IMDB's and always the same. IMDB has 25000 to train on.",
        };
        command.Options.Add(synthetic);
        var model = new ModelOptions(command);
        var steps = new Option<int>("--plain-steps")
        {
            HelpName = "N|all",
            DefaultValueFactory = _ => 60,
            CustomParser = ParseSteps,
            Description =
                "The steps of the plain loops that are timed, behind a warm-up of 5, and scaled to an epoch; or all of an " +
                "epoch. Default: 60",
        };
        var rounds = ModelOptions.Number("--rounds", 1, "How often all is measured; medians are reported.");
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var write = new Option<string?>("--write-batches")
        {
            HelpName = "FILE",
            Description = $"Writes the encoded batches and the first weights for {ScriptName}, and measures nothing.",
        };
        var pytorch = new Option<string?>("--pytorch")
        {
            HelpName = "PYTHON",
            Description =
                $"A Python that has PyTorch 1.13 or newer: runs {ScriptName} on the same batches and puts its figures beside.",
        };
        foreach (Option option in new Option[] { steps, rounds, json, write, pytorch })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null == result.GetValue(synthetic) is null)
                result.AddError("Either --data or --synthetic tells what to train on: name one of them.");
            if (result.GetValue(synthetic) < 2)
                result.AddError($"--synthetic must be 2 or more; it is {result.GetValue(synthetic)}.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(data), parsed.GetValue(synthetic), model.Read(parsed), parsed.GetValue(steps),
            parsed.GetValue(rounds), parsed.GetValue(json), parsed.GetValue(write), parsed.GetValue(pytorch)));
        return command;
    }

    private static int Run(
        string? path, int? synthetic, ModelSettings settings, int steps, int numberOfRounds, bool asJson, string? write,
        string? pytorch)
    {
        var mlContext = new MLContext(seed: 1);
        settings.ToTrainer(mlContext); // options that are out of their range fail here, before anything is read
        using var madeUp = synthetic is { } rows ? new MadeUpReviews(rows) : null;
        string data = path ?? madeUp!.Path;
        Say("Reading and encoding the reviews");
        var reviews = EncodedReviews.Encode(mlContext, Reviews.Load(mlContext, data).Train, settings);
        if (write is not null)
        {
            BatchFile.Write(write, reviews, settings);
            Say($"Wrote {reviews.Count} reviews to '{write}'");
            return 0;
        }

        string batches = Path.GetTempFileName();
        try
        {
            BatchFile.Write(batches, reviews, settings);
            var rounds = new List<Round>();
            for (int i = 0; i < numberOfRounds; i++)
            {
                Say($"Round {i + 1} of {numberOfRounds}");
                rounds.Add(MeasureRound(data, batches, settings, steps, pytorch));
            }

            var report = Round.Report(rounds, settings, reviews.Lengths);
            Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, EpochTable.Lines(report)));
            return 0;
        }
        finally
        {
            File.Delete(batches);
        }
    }

    private static Round MeasureRound(string data, string batches, ModelSettings settings, int steps, string? pytorch)
    {
        var (float32, bfloat16) = Rates(settings.Device);
        Say(steps == 0 ? "The plain loop: a whole epoch" : $"The plain loop: {steps} steps");
        var plain = PlainEpoch.Measure(batches, steps, isTuned: false);
        var tuned = PlainEpoch.Measure(batches, steps, isTuned: true);
        var script = pytorch is null ? null : RunScript(pytorch, batches, steps);
        Say($"The library: {settings.Epochs} epochs");
        var own = OwnEpoch.Measure(data, settings);
        var (float32After, bfloat16After) = Rates(settings.Device);
        return new((float32, float32After), (bfloat16, bfloat16After), plain, tuned, script, own);
    }

    private static (double[] Float32, double[] Bfloat16) Rates(string device) =>
        (MatrixRate.Measure(torch.float32, device), MatrixRate.Measure(torch.bfloat16, device));

    private static LoopResult RunScript(string python, string batches, int steps)
    {
        Say($"PyTorch: {ScriptName}");
        string script = Path.Combine(AppContext.BaseDirectory, "Epoch", ScriptName);
        string[] arguments = [script, batches, "--json", "--steps", steps == 0 ? "all" : $"{steps}"];
        return Json.Read<LoopResult>(
            ChildProcess.LastLineOf(new ProcessStartInfo(python, arguments).WithTheAllocatorAsItComes()));
    }

    // 0 is the whole epoch.
    private static int ParseSteps(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == "all")
            return 0;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) || steps == 0)
            result.AddError($"--plain-steps must be a number of 1 or more, or all; it is '{text}'.");
        return steps;
    }

    private static void Say(string what) => Console.Error.WriteLine(what);
}
