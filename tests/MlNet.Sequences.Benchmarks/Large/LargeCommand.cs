using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>large</c>: trains a tiny model for an epoch over a file of the size that is asked for, and tells how much memory it took.
/// </summary>
internal static class LargeCommand
{
    private const double Spare = 1e9;

    internal static Command Create()
    {
        var gigabytes = new Option<double>("--gigabytes")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 10,
            Description = "The size of the file that is made, in 10^9 bytes. Default: 10",
        };
        gigabytes.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, out double value)
                && value is not (> 0 and <= 10_000))
                result.AddError($"--gigabytes must be above 0 and at most 10000; it is {token.Value}.");
        });
        var keep = new Option<string?>("--keep")
        {
            HelpName = "FILE",
            Description = "Where the file is made, and stays. Default: a temporary file, removed at the end",
        };
        var rows = new Option<long?>("--rows")
        {
            HelpName = "N",
            Description =
                "Trains on the file's first rows alone, by mlContext.Data.TakeRows. Default: on all of it, three passes",
        };
        rows.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && long.TryParse(token.Value, out long value) && value < 1)
                result.AddError($"--rows must be 1 or more; it is {value}.");
        });
        var command = new Command(
            "large", "Trains over a generated file that may be larger than memory, and measures the peak of memory.") { gigabytes,
            keep, rows };
        command.SetAction(parsed => Run(parsed.GetValue(gigabytes), parsed.GetValue(keep), parsed.GetValue(rows)));
        return command;
    }

    private static int Run(double gigabytes, string? keep, long? rows)
    {
        string path = Path.GetFullPath(
            keep ?? Path.Combine(Path.GetTempPath(), $"mlnet-sequences-large-{Environment.ProcessId}.tsv"));
        if (File.Exists(path))
            throw new FailureException($"'{path}' is there already, and is not written over: choose another name for --keep.");
        var drive = new DriveInfo(Path.GetDirectoryName(path)!);
        if (drive.AvailableFreeSpace < gigabytes * 1e9 + Spare)
            throw new FailureException(string.Create(
                CultureInfo.InvariantCulture,
                $"A file of {gigabytes} GB needs as much on the disk of '{path}' and 1 GB to spare; " +
                $"{drive.AvailableFreeSpace / 1e9:F1} GB are free. Lower --gigabytes, or name a file on another disk by " +
                $"--keep."));
        try
        {
            long start = Stopwatch.GetTimestamp();
            long written = LargeFile.Write(path, (long)(gigabytes * 1e9));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Wrote {new FileInfo(path).Length / 1e9:F2} GB, {written} rows, in " +
                $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; peak so far {ProcessMemory.PeakMegabytes:F0} MB"));
            Train(path, rows);
            return 0;
        }
        finally
        {
            if (keep is null)
                File.Delete(path);
        }
    }

    private static void Train(string path, long? rows)
    {
        var mlContext = new MLContext(seed: 1);
        var view = mlContext.Data.LoadFromTextFile<Reviews.Row>(path, hasHeader: true);
        if (rows is { } count)
            view = mlContext.Data.TakeRows(view, count);
        long start = Stopwatch.GetTimestamp();
        var watch = new Watch();
        var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 5_000)
            .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions
            {
                EmbeddingSize = 8,
                HiddenSize = 8,
                BatchSize = 256,
                NumberOfEpochs = 1,
                Callbacks = { watch },
            }))
            .Fit(view);
        var history = model.LastTransformer.History;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Trained on {history.TrainingRows} rows{(rows is null ? ", all of the file" : ", the first of the file")}, in " +
            $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {watch.EncodedSeconds(start):F0} s to the first step, then " +
            $"{history.Epochs[0].TrainingSeconds:F0} s; validation accuracy {history.Epochs[0].ValidationAccuracy:P1}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Peak of memory: {watch.PeakMegabytes:F0} MB before the first step, {ProcessMemory.PeakMegabytes:F0} MB at the " +
            $"end; the file has {new FileInfo(path).Length / 1e6:F0} MB, the machine " +
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e6:F0} MB"));
    }

    private sealed class Watch : IFitCallback
    {
        private long _began;

        internal double PeakMegabytes { get; private set; }

        internal double EncodedSeconds(long start) => Stopwatch.GetElapsedTime(start, _began).TotalSeconds;

        public void OnFitStart(FitStart start) =>
            (_began, PeakMegabytes) = (Stopwatch.GetTimestamp(), ProcessMemory.PeakMegabytes);
    }
}
