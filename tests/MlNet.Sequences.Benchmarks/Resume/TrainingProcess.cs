using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// A training in a process of its own, which writes checkpoints into a folder and goes on from what it finds there.
/// </summary>
internal sealed class TrainingProcess(string? data, string folder)
{
    private const string CommandName = "train-once";
    private const int Epochs = 2, PartOfImdb = 12;

    /// <param name="Seconds">From the start of the process to its end.</param>
    /// <param name="Checkpoints">The whole checkpoints that it left.</param>
    /// <param name="IsHalfWritten">Whether it also left one that was being written.</param>
    /// <param name="HadEnded">Whether it came to its end before it could be killed.</param>
    internal sealed record Remains(double Seconds, int Checkpoints, bool IsHalfWritten, bool HadEnded);

    /// <summary>Runs to the end.</summary>
    /// <returns>The SHA-256 of the weights that are saved, and the steps that were done.</returns>
    internal (string Weights, long Steps) RunToEnd()
    {
        using var process = Start();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The training failed with exit code {process.ExitCode}.");
        string[] words = output.Split();
        return (words[0], long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Kills the process at a moment, or in the midst of the next checkpoint that it writes from then on.</summary>
    internal Remains RunAndKill(TimeSpan moment, bool whileWriting)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start();
        process.WaitForExit(moment);
        while (whileWriting && !process.HasExited && !IsWriting())
        {
            // Without sleep: a checkpoint is written in a few hundredths of a second.
        }

        bool hadEnded = process.HasExited;
        process.Kill();
        process.WaitForExit();
        return new(clock.Elapsed.TotalSeconds, Files("*.safetensors").Length, IsWriting(), hadEnded);
    }

    /// <summary>The command that such a process runs; it is not for people.</summary>
    internal static Command Create()
    {
        var data = new Option<string?>("--data");
        var folder = new Option<string>("--folder") { Required = true };
        var command = new Command(CommandName, "A training that resume kills.") { data, folder };
        command.Hidden = true;
        command.SetAction(parsed => Train(parsed.GetValue(data), parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Train(string? path, string folder)
    {
        var mlContext = new MLContext(seed: 1);
        var rows = path is null ? LoadSample(mlContext) : LoadSomeOfImdb(mlContext, path);
        long? before = null, steps = 0;
        var options = new LstmOptions
        {
            NumberOfEpochs = Epochs,
            Seed = 1,
            WeightAverageDecay = 0.99,
            CheckpointFolder = folder,
            CheckpointEverySteps = 2,
            Resume = true,
            Callbacks = { new Watch(start => before = steps = start.StepsDone, saved => steps = saved.Step) },
        };
        if (path is null)
            (options.BatchSize, options.EmbeddingSize) = (4, 64);
        var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
            .Append(mlContext.BinaryClassification.Trainers.Lstm(options))
            .Fit(rows);
        Console.WriteLine($"{DigestOfWeights(mlContext, model, rows.Schema)} {steps - before}");
        return 0;
    }

    private static string DigestOfWeights(MLContext mlContext, ITransformer model, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        mlContext.Model.Save(model, schema, file);
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        using var weights = archive.Entries.Single(entry => entry.Name == "weights.safetensors").Open();
        return Convert.ToHexStringLower(SHA256.HashData(weights));
    }

    // Reviews of both classes, whatever order they are read in: those with certain lengths.
    private static IDataView LoadSomeOfImdb(MLContext mlContext, string path) => mlContext.Data.FilterByCustomPredicate<TextOnly>(
        mlContext.Data.LoadImdb(path).Train, review => review.Text.Length % PartOfImdb != 0);

    private static IDataView LoadSample(MLContext mlContext) => mlContext.Data.LoadFromTextFile<Review>(
        Path.Combine(AppContext.BaseDirectory, "data", "reviews-train.tsv"), hasHeader: true);

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(TrainingProcess).Assembly.Location);
        string[] arguments = [CommandName, "--folder", folder, .. data is null ? Array.Empty<string>() : ["--data", data]];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private bool IsWriting() => Files(WholeFile.TemporaryNames).Length > 0;

    private string[] Files(string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    private sealed class Watch(Action<FitStart> onStart, Action<CheckpointSaved> onSaved) : IFitCallback, ICheckpointCallback
    {
        public void OnFitStart(FitStart start) => onStart(start);

        public void OnCheckpointSaved(CheckpointSaved checkpoint) => onSaved(checkpoint);
    }

    private sealed class Review
    {
        [LoadColumn(0)]
        public string Text { get; set; } = "";

        [LoadColumn(1)]
        public bool Label { get; set; }
    }

    private sealed class TextOnly
    {
        public ReadOnlyMemory<char> Text { get; set; }
    }
}
