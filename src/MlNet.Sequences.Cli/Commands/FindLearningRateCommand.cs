using System.CommandLine;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary><c>find-learning-rate</c>: the loss by the learning rate, and a rate to start from.</summary>
internal static class FindLearningRateCommand
{
    private static readonly LearningRateRangeOptions Defaults = new();

    internal const string Name = "find-learning-rate";

    internal static Command Create(CancellationToken cancellationToken)
    {
        var command = new ToolCommand(Name, "Trains for a few steps at rising learning rates and suggests one for train.");
        var options = new TrainOptions();
        var steps = Arguments.Integer("--steps", $"Steps from the lowest rate to the highest. Default: {Defaults.Steps}", 20);
        var lowest = Arguments.Number(
            "--lowest", $"The first step's rate. Default: {Format.Short(Defaults.Lowest)}", x => x > 0, "a number above 0");
        var highest = Arguments.Number(
            "--highest", $"The last step's rate. Default: {Format.Short(Defaults.Highest)}", x => x > 0, "a number above 0");
        var plot = Arguments.Path("--output", "FILE", "A plot of the losses by learning rate (.svg or .html).").Or("-o");
        var json = Arguments.Json("Print one JSON object to stdout instead of a table.");
        command.With("The test", steps, lowest, highest).With("Output", plot, json);
        options.AddRangeTo(command);
        command.SetAction(parsed => Run(
            options, parsed,
            new LearningRateRangeOptions
            {
                Steps = parsed.GetValue(steps) ?? Defaults.Steps,
                Lowest = parsed.GetValue(lowest) ?? Defaults.Lowest,
                Highest = parsed.GetValue(highest) ?? Defaults.Highest,
            },
            parsed.GetValue(plot), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        TrainOptions options, ParseResult parsed, LearningRateRangeOptions range, string? plot, bool json,
        CancellationToken cancellationToken)
    {
        if (range.Lowest >= range.Highest)
        {
            throw new UsageException(
                $"--highest needs a rate above --lowest; received {Format.Short(range.Highest)} and " +
                $"{Format.Short(range.Lowest)}. Change one of them.");
        }

        if (plot is not null && Path.GetExtension(plot).ToLowerInvariant() is not (".svg" or ".html" or ".htm"))
            throw new UsageException(
                $"--output needs a file that ends in .svg or .html; received '{plot}'. Use one of these extensions.");

        var messages = new Messages();
        var settings = options.Read(
            parsed, path => ModelFile.LoadNetwork(messages.CreateContext(), path, cancellationToken)) with
        { Cache = null, Recipe = null };
        if (!settings.Kind.IsNetwork)
            throw new UsageException(
                $"{Name} needs a network, {Words.List(TrainerKind.Networks, "or")}; received --trainer {settings.Kind.Name}, " +
                "which has no learning rate. Choose a network.");
        new CommandFiles().Reads("--data", settings.Data).Writes("--output", plot).Check();
        if (plot is not null)
            OutputFile.CheckWritable(plot);
        settings.Network.CancellationToken = cancellationToken;
        try
        {
            var report = Measure(settings, range, messages, plot, cancellationToken);
            if (json)
                Messages.WriteJson(report);
            else
                Messages.WriteTable(report.ToTable());
            return 0;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && Failures.Unwrap(e) is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new FailureException(Failures.Describe(e, settings.Names), e);
        }
    }

    private static LearningRateReport Measure(
        TrainSettings settings, LearningRateRangeOptions options, Messages messages, string? plot,
        CancellationToken cancellationToken)
    {
        var mlContext = messages.CreateContext(settings.Network.Seed);
        TrainingPipeline.Check(mlContext, settings);
        settings.Network.InitialEmbeddings = InitialVectors.Resolve(
            mlContext, settings.Network.InitialEmbeddings, cancellationToken);
        var data = LabelledData.Load(mlContext, settings.Data, settings.Columns, messages, cancellationToken);
        var survey = LabelSurvey.Read(data.Train, data.Name);
        var task = settings.Task ?? TextTask.Infer(survey);
        var classes = task.ClassesOf(survey);
        settings.HoldOutBy(data.SamplingKey);
        var rows = task.MapToTrain(mlContext, survey, classes, settings.TrainingColumns, messages);
        messages.Say($"Training {settings.Kind.Noun} on {data.Name} for {options.Steps} steps at rising learning rates.");
        settings.Network.Callbacks = [new FitWarnings(messages, settings.Names)];
        var range = TrainingPipeline.Create(mlContext, settings, task).FindLearningRate(rows.View, classes, options);
        if (plot is not null)
        {
            ModelPlots.LearningRateRange(range).Save(plot);
            messages.Say($"Plot written to '{plot}'.");
        }

        return new(settings.Kind.Name, task.Name, range.Suggestion, range.Diverged, range.Seed, range.Points);
    }
}
