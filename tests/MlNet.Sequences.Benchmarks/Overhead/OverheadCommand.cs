using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary><c>overhead</c>: what checkpoints, callbacks and logs cost, as parts of an epoch of the default model.</summary>
internal static class OverheadCommand
{
    private const int StepsBetweenCheckpoints = 100;

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset: aclImdb_v1.tar.gz or the folder that it unpacks to.",
        };
        var command = new Command(
            "overhead", "Measures what checkpoints and callbacks cost in an epoch of the default model.") { data };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data)));
        return command;
    }

    private static int Run(string path)
    {
        var root = Directory.CreateTempSubdirectory("mlnet-sequences-overhead-");
        try
        {
            var mlContext = new MLContext(seed: 1);
            var watched = new TimedCallbacks(
                new CsvLogger(Path.Combine(root.FullName, "epochs.csv")) { StepsPath = Path.Combine(root.FullName, "steps.csv") },
                new TensorBoardLogger(Path.Combine(root.FullName, "events")),
                new ProgressPrinter());
            var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
                .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
                .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions
                {
                    NumberOfEpochs = 1,
                    NgramLength = 0,
                    CheckpointFolder = Path.Combine(root.FullName, "checkpoints"),
                    CheckpointEverySteps = StepsBetweenCheckpoints,
                    Callbacks = { watched },
                }))
                .Fit(mlContext.Data.LoadImdb(path).Train);
            Report(model.LastTransformer, watched, root);
            return 0;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static void Report(SequencePredictionTransformer model, TimedCallbacks watched, DirectoryInfo root)
    {
        var epoch = model.History.Epochs[0];
        var file = root.GetFiles("checkpoint-*.safetensors", SearchOption.AllDirectories)[0];
        var plain = Enumerable.Range(0, watched.Checkpoints.Count).Select(_ => SecondsToWrite(file)).ToArray();
        double pauses = watched.Checkpoints.Sum(checkpoint => checkpoint.PauseSeconds);
        Console.WriteLine(
            $"An epoch: {epoch.TrainingSeconds:F1} s, of which {watched.Checkpoints.Count} checkpoints stopped {pauses:F2} s");
        Console.WriteLine(
            $"A checkpoint of {file.Length / 1e6:F1} MB stops training for " +
            $"{Milliseconds(watched.Checkpoints.Select(c => c.PauseSeconds))}");
        Console.WriteLine($"and is whole after {Milliseconds(watched.Checkpoints.Select(c => c.Seconds))}");
        Console.WriteLine($"The same bytes written and flushed, nothing else: {Milliseconds(plain)}");
        Console.WriteLine(
            $"Callbacks (CSV of epochs and steps, TensorBoard, progress): {watched.Calls} calls, {1000 * watched.Seconds:F1} " +
            $"ms, {100 * watched.Seconds / (epoch.TrainingSeconds - pauses):F3} % of the epoch");
    }

    private static double SecondsToWrite(FileInfo file)
    {
        byte[] bytes = File.ReadAllBytes(file.FullName);
        string path = file.FullName + ".plain";
        var clock = Stopwatch.StartNew();
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static string Milliseconds(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return $"{1000 * sorted[0]:F0} to {1000 * sorted[^1]:F0} ms, median {1000 * sorted[sorted.Length / 2]:F0} ms";
    }
}
