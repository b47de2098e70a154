using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary><c>train</c>: texts with labels in, a model file out.</summary>
internal static class TrainCommand
{
    internal static Command Create(Interruption interruption)
    {
        var command = new ToolCommand("train", "Trains a network, or n-grams, on labeled texts and saves the model.");
        var options = new TrainOptions();
        options.AddTo(command);
        command.SetAction(parsed => Run(options, parsed, interruption));
        return command;
    }

    private static int Run(TrainOptions options, ParseResult parsed, Interruption interruption)
    {
        var messages = new Messages();
        var settings = options.Read(parsed, path => ModelFile.LoadNetwork(messages.CreateContext(), path, interruption.Token));
        var training = settings.Kind.IsNetwork
            ? (Training)new NetworkTraining(
                settings, messages, Invocation.AgainWithResume(parsed.Tokens.Select(token => token.Value)))
            : new NgramTraining(settings, messages);
        var watch = training.Watch;
        interruption.Work = watch;
        try
        {
            return Train(settings, training, messages, interruption.Token);
        }
        catch (Exception e) when (Failures.Unwrap(e) is IOException
            || (interruption.ExitCode is null
                && Failures.Unwrap(e) is ArgumentException or InvalidOperationException or InvalidDataException))
        {
            throw new FailureException(Failures.Describe(e, settings.Names), e);
        }
    }

    private static int Train(TrainSettings settings, Training training, Messages messages, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (watch, mlContext) = (training.Watch, messages.CreateContext(training.Seed));
        // Before data are read, as far as possible without them.
        TrainingPipeline.Check(mlContext, settings);
        OutputFile.CheckWritable(settings.Output);
        training.Prepare(mlContext, cancellationToken);
        var data = LabelledData.Load(mlContext, settings.Data, settings.Columns, messages, cancellationToken);
        var survey = LabelSurvey.Read(data.Train, data.Name);
        var task = settings.Task ?? TextTask.Infer(survey);
        var (classes, columns) = (task.ClassesOf(survey), settings.PipelineColumns);
        TrainingPipeline.Create(mlContext, settings, task); // Checks the options that other tasks take.
        settings.HoldOutBy(data.SamplingKey);
        var rows = task.MapToTrain(mlContext, survey, classes, settings.TrainingColumns, messages);

        // Before training, so that a long training does not fail on a label that only the test part has.
        var validation = settings.Validation is { } held
            ? task.MapToTrain(mlContext, Survey(held), classes, columns, messages)
            : null;
        string testName = settings.Test is { } path ? $"The data of '{path}'" : $"The test part of {data.Name}";
        var testSurvey = settings.Test is { } named ? Survey(named)
            : data.Test is { } part ? LabelSurvey.Read(part, testName)
            : null;
        var test = testSurvey is null
            ? null
            : task.Map(mlContext, testSurvey, classes, columns with { Label = Measurement.LabelColumn }, messages);

        var unlabeled = UnlabelledTexts.Find(mlContext, settings, data, messages, cancellationToken);
        var fit = training.Run(
            Title(settings, data, task, survey), task,
            () => TrainingPipeline.Create(mlContext, settings, task).Fit(rows.View, validation?.View, classes, unlabeled));
        double fitted = clock.Elapsed.TotalSeconds;

        // Saved before testing, so that a failure in the test does not lose the training.
        var schema = InputSchema(mlContext, rows.View, data.SamplingKey);
        Save(mlContext, fit, schema, settings, watch);
        var model = new LoadedModel(ScoringModel.Create(fit, schema));
        var report = training.Report(model, fitted) with
        {
            Test = test is null ? null : Measurement.Run(mlContext, model, test, testName),
        };
        watch.HasMeasured();
        string? example = settings.Columns.Texts.Count == 1 ? ExampleText.Find(data.Test ?? data.Train) : null;
        Show(report with { PeakMemoryMegabytes = PeakMemory() }, settings, messages, example);
        return 0;

        LabelSurvey Survey(string path)
        {
            var measured = LabelledData.Load(
                mlContext, path, settings.Columns with { SamplingKey = null }, messages, cancellationToken);
            return LabelSurvey.Read(measured.ToEvaluate(), measured.Name);
        }
    }

    // A model reads no sampling key.
    private static DataViewSchema InputSchema(MLContext mlContext, IDataView rows, string? samplingKey) =>
        samplingKey is null || rows.Schema.GetColumnOrNull(samplingKey) is null
            ? rows.Schema
            : mlContext.Transforms.DropColumns(samplingKey).Fit(rows).Transform(rows).Schema;

    /// <exception cref="FailureException">
    /// The model could not be saved in its place; the message says where it is, or how to get it.
    /// </exception>
    private static void Save(
        MLContext mlContext, ITransformer fit, DataViewSchema schema, TrainSettings settings, TrainingWatch watch)
    {
        string? checkpoints = watch.Folder;
        try
        {
            string saved = ModelFile.SaveSomewhere(
                mlContext, fit, schema, settings.Output, checkpoints is null ? [] : [checkpoints], out var reason);
            watch.HasSaved(saved);
            if (reason is not null)
                throw new FailureException(
                    $"{reason.Message} The trained model was saved as {saved} instead: move it to its destination.",
                    reason);
        }
        catch (FailureException e) when (!watch.HasModel && checkpoints is not null)
        {
            throw new FailureException(
                $"{e.Message} The checkpoints in '{checkpoints}' have the trained weights. Make room, and continue with: " +
                $"{watch.Again}", e);
        }
    }

    private static string Title(TrainSettings settings, LabelledData data, TextTask task, LabelSurvey survey)
    {
        var network = settings.Options as SequenceTrainerOptions;
        string epochs = network?.NumberOfEpochs is { } number ? $", {number} epoch{(number == 1 ? "" : "s")}" : "";
        string start = network?.ContinueFrom is null ? "" : ", starting from the given model's weights";
        string recipe = settings.Recipe is { } given ? $" by the recipe {Words.Of(given.Recipe)}" : "";
        string title = $"Training {settings.Kind.Noun}{recipe} on {data.Name} for {task.Describe(survey)}{epochs}{start}.";
        return network is not null && settings.Task is null && task == TextTask.Multiclass && survey.AreNumbers
            ? $"{title} The labels are numbers: --task regression learns them as numbers."
            : title;
    }

    private static void Show(TrainReport report, TrainSettings settings, Messages messages, string? example)
    {
        // A terminal already shows the epochs.
        if (!messages.IsLive && report.Epochs is { } epochs)
            messages.People.Write(Tables.Epochs(epochs, report.KeptEpoch));
        if (report.KeptEpochReason is { } reason)
            messages.Say(reason);
        else if (messages.IsLive && report.KeptEpoch is { } kept)
            messages.Say($"Epoch {kept} is kept.");
        if (report.Ngrams is { } beside)
            messages.Say(beside.Description);
        string validated = report.ValidationRows is { } held ? $", validated on {Format.Count(held)}" : "";
        string ngrams = report.NgramsByLength is { } counts
            ? $"{Format.Count(counts.Sum())} n-grams ({NgramReports.Lengths(counts)}), "
            : "";
        if (report.LanguageModel is { } model)
            messages.Say(
                $"A language model was trained first, for {Format.Seconds(model.Seconds)}: " +
                $"{(model.Perplexity is { } perplexity ? $"perplexity {Format.Fixed(perplexity)} of held-out texts, " : "")}" +
                $"{Format.Count(model.Rows)} windows of texts.");
        string unlabeled = report.UnlabeledRows is { } without ? $" and {Format.Count(without)} without labels" : "";
        messages.Say(
            $"Trained on {Format.Count(report.Rows)} texts{unlabeled}{validated}: " +
            $"{Format.Seconds(report.LoadSeconds)} to read, {Format.Seconds(report.TrainSeconds)} to train; {ngrams}" +
            $"{Format.Count(report.Parameters)} parameters; peak memory {Format.Count(report.PeakMemoryMegabytes)} MB.");
        if (report.Chosen is { Count: > 0 } chosen)
            messages.Say(
                $"Chosen for {Format.Count(report.Rows)} texts: " +
                $"{string.Join(", ", chosen.Select(choice => $"{choice.Key} {choice.Value}"))}.");
        if (report.StartsFrom is { } start)
            messages.Say(start);
        if (report.Test is not null)
        {
            messages.Say("");
            messages.Say(settings.Test is { } test ? $"On '{test}':" : "On the test part:");
            messages.People.Write(report.Test.ToTable());
        }

        messages.Say($"Saved as {report.Model}.");
        foreach (string warning in report.Warnings)
            messages.Say($"Before you use it: {warning}", "yellow");
        if (example is not null)
            messages.SayCommand(
                $"Try it: {Invocation.Name} predict --model {Invocation.Quote(settings.Output)} --text " +
                $"{Invocation.Quote(example)}");
        if (settings.Json)
            Messages.WriteJson(report);
    }

    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / 1e6, 1);
    }
}
