using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary><c>pretrain</c>: trains a language model on texts without labels, which train continues from.</summary>
internal static class PretrainCommand
{
    internal static Command Create(Interruption interruption)
    {
        var command = new ToolCommand(
            "pretrain", "Trains a language model on texts without labels, which train --continue-from starts from.");
        var options = new PretrainOptions();
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            string again = Invocation.AgainWithResume(parsed.Tokens.Select(token => token.Value));
            return Run(options.Read(parsed), again, interruption);
        });
        return command;
    }

    private static int Run(PretrainSettings settings, string again, Interruption interruption)
    {
        var messages = new Messages();
        var network = settings.Options.Network;
        var watch = new TrainingWatch(network.CheckpointFolder, network.Resume, again);
        interruption.Work = watch;
        try
        {
            Train(settings, watch, messages, interruption.Token);
            return 0;
        }
        catch (Exception e) when (Failures.Unwrap(e) is IOException
            || (interruption.ExitCode is null
                && Failures.Unwrap(e) is ArgumentException or InvalidOperationException or InvalidDataException))
        {
            throw new FailureException(Failures.Describe(e, settings.Names), e);
        }
    }

    private static void Train(
        PretrainSettings settings, TrainingWatch watch, Messages messages, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var network = settings.Options.Network;
        var mlContext = messages.CreateContext(network.Seed);
        network.Callbacks = [watch, new FitWarnings(messages, settings.Names), new LanguageModelProgress(messages)];
        network.CancellationToken = cancellationToken;
        var trainer = Trainer(mlContext, settings);
        OutputFile.CheckWritable(settings.Output);
        var texts = UnlabelledTexts.Load(mlContext, settings.Data, settings.TextColumn, messages, cancellationToken);
        messages.Say($"Training {settings.Kind.Noun} on the texts of '{settings.Data}' to predict their words.");
        var words = mlContext.Transforms.Text
            .TokenizeIntoWordsAsKeys(network.FeatureColumnName, settings.TextColumn, settings.Words).Fit(texts);
        var model = trainer.Fit(words.Transform(texts));
        double seconds = clock.Elapsed.TotalSeconds;
        string saved = ModelFile.SaveSomewhere(
            mlContext, new TransformerChain<ITransformer>(words, model), texts.Schema, settings.Output,
            network.CheckpointFolder is { } folder ? [folder] : [], out var reason);
        watch.HasSaved(saved);
        watch.HasMeasured();
        if (reason is not null)
            throw new FailureException(
                $"{reason.Message} The trained model was saved as {saved} instead: move it to its destination.", reason);
        Show(Report(model, settings, seconds), settings, messages);
    }

    private static SequenceTrainer Trainer(MLContext mlContext, PretrainSettings settings)
    {
        try
        {
            return mlContext.Transforms.Text.TrainLanguageModel(settings.Options);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(OptionMessage.Of(e)?.ToString(settings.Names.Of) ?? e.Message);
        }
    }

    private static PretrainReport Report(SequencePredictionTransformer model, PretrainSettings settings, double seconds)
    {
        var history = model.History;
        return new(
            model.Architecture, model.Task, [.. history.Epochs.Select(PretrainReport.Epoch.Of)], history.KeptEpoch,
            history.Epochs.Single(epoch => epoch.Epoch == history.KeptEpoch).ValidationPerplexity, history.Seed,
            history.TrainingRows, history.ValidationRows, model.VocabularySize, model.NumberOfParameters, seconds,
            Path.GetFullPath(settings.Output),
            [.. history.WarningMessages.Select(warning => warning.ToString(settings.Names.Of))]);
    }

    private static void Show(PretrainReport report, PretrainSettings settings, Messages messages)
    {
        string perplexity = report.Perplexity is { } held ? $"perplexity {Format.Fixed(held)} on held-out texts, " : "";
        messages.Say(
            $"Trained on {Format.Count(report.Rows)} windows of texts: {perplexity}{Format.Seconds(report.Seconds)}; " +
            $"{Format.Count(report.VocabularySize)} words, {Format.Count(report.Parameters)} parameters.");
        messages.Say($"Saved as {report.Model}.");
        foreach (string warning in report.Warnings)
            messages.Say($"Before you use it: {warning}", "yellow");
        messages.SayCommand(
            $"Continue from it: {Invocation.Name} train --data PATH --continue-from {Invocation.Quote(settings.Output)}");
        if (settings.Json)
            Messages.WriteJson(report);
    }
}
