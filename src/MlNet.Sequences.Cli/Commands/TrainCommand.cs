using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary><c>train</c>: texts with labels in, a model file out.</summary>
internal static class TrainCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var command = new Command("train", "Trains an LSTM on labelled texts and saves the model.");
        var options = new TrainOptions();
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed), cancellationToken));
        return command;
    }

    private static int Run(TrainSettings settings, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var messages = new Messages();
        var trainer = settings.Trainer;
        string title = $"Training on {(settings.Data is null ? "the sample" : $"'{settings.Data}'")}, {trainer.NumberOfEpochs} epochs.";
        var progress = TrainingProgress.Create(messages, title, trainer.BatchSize);
        trainer.Callbacks.Add(progress);
        trainer.CancellationToken = cancellationToken;

        var mlContext = messages.CreateContext(trainer.Seed);
        var pipeline = TrainingPipeline.Create(mlContext, settings.Vocabulary, settings.Length, trainer);
        AtomicFile.CheckWritable(settings.Output);
        var data = LabelledData.Load(mlContext, settings.Data, messages, cancellationToken);
        var model = progress.Run(() => pipeline.Fit(data.Train));
        double fitted = clock.Elapsed.TotalSeconds;

        // Saved before it is tested, so that nothing that happens then can cost the training.
        ModelFile.Save(mlContext, model, data.Train.Schema, settings.Output);
        var report = Report(model, fitted, settings.Output) with
        {
            Test = data.Test is null ? null : BinaryMetrics.Measure(mlContext, model, data.Test, $"The test part of {data.Name}"),
        };
        Show(report with { PeakMemoryMegabytes = PeakMemory() }, settings, messages);
        return 0;
    }

    private static TrainReport Report(TransformerChain<SequencePredictionTransformer> model, double fitted, string output)
    {
        var history = model.LastTransformer.History;
        double trained = history.TotalSeconds - history.EncodingSeconds;
        return new TrainReport
        {
            TrainSeconds = trained,
            LoadSeconds = fitted - trained,
            Epochs = [.. history.Epochs.Select(EpochReport.Of)],
            KeptEpoch = history.KeptEpoch,
            Seed = history.Seed,
            Rows = history.TrainingRows,
            ValidationRows = history.ValidationRows,
            Parameters = model.LastTransformer.NumberOfParameters,
            Model = Path.GetFullPath(output),
            PeakMemoryMegabytes = 0,
        };
    }

    private static void Show(TrainReport report, TrainSettings settings, Messages messages)
    {
        messages.People.Write(Tables.Epochs(report.Epochs, report.KeptEpoch));
        messages.Say(
            $"{Format.Count(report.Rows)} texts trained on and {Format.Count(report.ValidationRows)} validated with, read in " +
            $"{Format.Seconds(report.LoadSeconds)} and trained on in {Format.Seconds(report.TrainSeconds)}; " +
            $"{Format.Count(report.Parameters)} parameters; {Format.Count(report.PeakMemoryMegabytes)} MB at most.");
        if (report.Test is not null)
        {
            messages.Say("");
            messages.Say("On the test part:");
            messages.People.Write(Tables.Metrics(report.Test));
        }

        messages.Say($"Saved as {report.Model}.");
        messages.Say($"""Try it: {Invocation.Name} predict --model {Invocation.Quote(settings.Output)} --text "It starts slowly, and yet it won me over." """.TrimEnd());
        if (settings.Json)
            Messages.WriteJson(report);
    }

    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / 1e6, 1);
    }
}
