using System.CommandLine;
using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The library's own training as a user's program has it, in a process of its own: its memory is that of nothing else.
/// </summary>
internal static class OwnEpoch
{
    private const string CommandName = "own-once";
    private const int Seed = 1;

    /// <param name="Rows">The rows that each epoch trained on.</param>
    /// <param name="StartPeakMegabytes">The peak of memory when the rows were read and encoded, before the first step.</param>
    /// <param name="PeakMegabytes">The peak of memory at the end.</param>
    /// <param name="Epochs">What each epoch took.</param>
    internal sealed record Result(long Rows, double StartPeakMegabytes, double PeakMegabytes, IReadOnlyList<Epoch> Epochs);

    /// <param name="Number">The epoch, from 1.</param>
    /// <param name="Seconds">Training alone, without validation.</param>
    /// <param name="SamplesPerSecond">Reviews trained on in a second.</param>
    /// <param name="TrainingLoss">The mean loss, in nats.</param>
    /// <param name="ValidationAccuracy">On the test part, where the data have one; else on the rows held out.</param>
    /// <param name="PeakMegabytes">The most memory since the process began.</param>
    /// <param name="ResidentMegabytes">The memory at the epoch's end.</param>
    internal sealed record Epoch(
        int Number, double Seconds, double SamplesPerSecond, double TrainingLoss, double? ValidationAccuracy,
        double PeakMegabytes, double ResidentMegabytes);

    internal static Result Measure(string data, ModelSettings settings) => Json.Read<Result>(
        ChildProcess.LastLineOf(ChildProcess.Self(CommandName, "--data", data, "--settings", Json.Line(settings))));

    /// <summary>The command that such a process runs; it is not for people.</summary>
    internal static Command Create()
    {
        var data = new Option<string>("--data") { Required = true };
        var settings = new Option<string>("--settings") { Required = true };
        var command = new Command(CommandName, "The training that epoch measures.") { data, settings };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.WriteLine(
                Json.Line(Run(parsed.GetRequiredValue(data), Json.Read<ModelSettings>(parsed.GetRequiredValue(settings)))));
            return 0;
        });
        return command;
    }

    private static Result Run(string path, ModelSettings settings)
    {
        var mlContext = new MLContext(Seed);
        var reviews = Reviews.Load(mlContext, path);
        var encoder = EncodedReviews.Pipeline(mlContext, settings).Fit(reviews.Train);
        var watch = new Watch();
        settings.ToTrainer(mlContext, options =>
        {
            options.Callbacks.Add(watch);
            options.ValidationData = reviews.Test is null ? null : encoder.Transform(reviews.Test);
        }).Fit(encoder.Transform(reviews.Train));
        return new(watch.Rows, watch.StartPeakMegabytes, ProcessMemory.PeakMegabytes, watch.Epochs);
    }

    private sealed class Watch : IFitCallback, IEpochCallback
    {
        internal long Rows { get; private set; }

        internal double StartPeakMegabytes { get; private set; }

        internal List<Epoch> Epochs { get; } = [];

        public void OnFitStart(FitStart start) => (Rows, StartPeakMegabytes) = (start.TrainingRows, ProcessMemory.PeakMegabytes);

        public void OnEpochEnd(EpochMetrics epoch)
        {
            Epochs.Add(new(
                epoch.Epoch, epoch.TrainingSeconds, epoch.SamplesPerSecond, epoch.TrainingLoss, epoch.ValidationAccuracy,
                ProcessMemory.PeakMegabytes, ProcessMemory.ResidentMegabytes));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  epoch {epoch.Epoch}: {epoch.TrainingSeconds:F1} s, validation accuracy {epoch.ValidationAccuracy:P1}, peak " +
                $"{Epochs[^1].PeakMegabytes:F0} MB"));
        }
    }
}
