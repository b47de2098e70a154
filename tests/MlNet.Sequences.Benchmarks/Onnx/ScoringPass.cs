using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>All texts scored by a saved model, in a process that does nothing else.</summary>
/// <param name="Seconds">From all texts in memory to probabilities, the second time.</param>
/// <param name="ProcessorSeconds">What all processors spent on it: on a machine that does other things, too, this changes
/// less.</param>
/// <param name="PeakMemoryMegabytes">Of the process, the texts among it.</param>
/// <param name="Probabilities">Of true, in the order of the texts.</param>
internal sealed record ScoringPass(double Seconds, double ProcessorSeconds, double PeakMemoryMegabytes, float[] Probabilities)
{
    private const string CommandName = "onnx-score";

    /// <summary>Runs it.</summary>
    /// <param name="model">The saved model.</param>
    /// <param name="texts">JSON lines of <c>text</c>.</param>
    internal static ScoringPass Run(string model, string texts) =>
        Json.Read<ScoringPass>(ChildProcess.LastLineOf(ChildProcess.Self(CommandName, "--model", model, "--texts", texts)));

    /// <summary>The command that the process runs; it is not for people.</summary>
    internal static Command Create()
    {
        var model = new Option<string>("--model") { Required = true };
        var texts = new Option<string>("--texts") { Required = true };
        var command = new Command(CommandName, "One pass of what onnx measures.") { model, texts };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.WriteLine(Json.Line(Measure(parsed.GetRequiredValue(model), parsed.GetRequiredValue(texts))));
            return 0;
        });
        return command;
    }

    private static ScoringPass Measure(string modelPath, string textsPath)
    {
        var mlContext = new MLContext(seed: 1);
        var view = mlContext.Data.LoadFromEnumerable(File.ReadLines(textsPath).Select(Json.Read<Input>).ToArray());
        var model = mlContext.Model.Load(modelPath, out _);
        Score(); // the first makes threads and memory
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        float[] probabilities = Score();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        return new(seconds, (process.TotalProcessorTime - before).TotalSeconds, ProcessMemory.PeakMegabytes, probabilities);

        float[] Score() => [
            .. mlContext.Data.CreateEnumerable<Output>(model.Transform(view), reuseRowObject: true)
            .Select(row => row.Probability)];
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";
    }

    private sealed class Output
    {
        public float Probability { get; set; }
    }
}
