using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary><c>vectors</c>: trains word vectors on texts without labels, converts them, and queries them.</summary>
internal static class VectorsCommand
{
    private const string TokenColumn = "Tokens", MeanColumn = "Vector";

    internal static Command Create(Interruption interruption)
    {
        var command = new ToolCommand(
            "vectors", "Trains word vectors on texts without labels, finds similar words and analogies, and converts formats.");
        var options = new VectorOptions();
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed), interruption));
        return command;
    }

    private static int Run(VectorSettings settings, Interruption interruption)
    {
        try
        {
            Answer(settings, new Messages(), interruption.Token);
            return 0;
        }
        catch (Exception e) when (interruption.ExitCode is null
            && Failures.Unwrap(e) is KeyNotFoundException or ArgumentException or InvalidOperationException
                or InvalidDataException or InsufficientMemoryException)
        {
            throw new FailureException(Failures.Describe(e, settings.Names), e);
        }
    }

    private static void Answer(VectorSettings settings, Messages messages, CancellationToken cancellationToken)
    {
        var mlContext = messages.CreateContext(settings.Training.Seed);
        if (settings.Output is not null)
            OutputFile.CheckWritable(settings.Output);
        var report = new VectorReport { Output = settings.Output is { } path ? Path.GetFullPath(path) : null };
        WordVectors vectors;
        if (settings.Vectors is { } existing)
        {
            vectors = VectorFile.Load(mlContext, existing, cancellationToken);
            if (settings.Output is not null)
                Write(vectors, settings);
        }
        else
        {
            (vectors, report) = Train(mlContext, settings, report, messages, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        report = report with
        {
            Words = vectors.Words.Count,
            Dimension = vectors.Dimension,
            Format = settings.Output is null ? null : settings.Format,
            Nearest = settings.Nearest is { } word ? Neighbors(vectors.Nearest(word, settings.Count)) : null,
            Analogy = settings.Analogy is [var a, var b, var c] ? Neighbors(vectors.Analogy(a, b, c, settings.Count)) : null,
        };
        if (settings.Output is not null)
            messages.Say($"Saved {Format.Count(report.Words)} vectors of {report.Dimension} numbers as {report.Output}.");
        if (settings.Json)
            Messages.WriteJson(report);
        else if (report.Nearest is not null || report.Analogy is not null)
            Messages.WriteTable(Tables(settings, report));
    }

    private static (WordVectors Vectors, VectorReport Report) Train(
        MLContext mlContext, VectorSettings settings, VectorReport report, Messages messages,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var training = settings.Training;
        (training.CancellationToken, training.Progress) = (cancellationToken, new Lines(messages));
        var trainer = Trainer(mlContext, settings);
        var texts = UnlabelledTexts.Load(mlContext, settings.Data!, settings.TextColumn, messages, cancellationToken);
        messages.Say($"Training word vectors on the texts of '{settings.Data}'.");
        var words = mlContext.Transforms.Text
            .TokenizeIntoWordsAsKeys(TokenColumn, settings.TextColumn, settings.Words).Fit(texts);
        var model = trainer.Fit(words.Transform(texts));
        if (settings.Format == VectorFile.Model)
            ModelFile.Save(
                mlContext, new TransformerChain<ITransformer>(words, model), texts.Schema, settings.Output!);
        else
            Write(model.Vectors, settings);
        var summary = model.Summary;
        return (model.Vectors, report with
        {
            Algorithm = settings.Algorithm,
            Rows = summary.Rows,
            Tokens = summary.Tokens,
            Losses = summary.Losses,
            Seed = summary.Seed,
            Threads = summary.Threads,
            Seconds = clock.Elapsed.TotalSeconds,
        });
    }

    private static WordVectorEstimator Trainer(MLContext mlContext, VectorSettings settings)
    {
        try
        {
            return mlContext.Transforms.Text.TrainWordVectors(MeanColumn, TokenColumn, settings.Training);
        }
        catch (InvalidOptionsException e)
        {
            throw new UsageException(OptionMessage.Of(e)?.ToString(settings.Names.Of) ?? e.Message);
        }
    }

    private static void Write(WordVectors vectors, VectorSettings settings) =>
        OutputFile.Write(settings.Output!, stream => vectors.Save(stream, VectorFile.FormatOf(settings.Format)));

    private static VectorReport.Neighbor[] Neighbors(IEnumerable<WordNeighbor> neighbors) =>
        [.. neighbors.Select(neighbor => new VectorReport.Neighbor(neighbor.Word, neighbor.Similarity))];

    private static Rows Tables(VectorSettings settings, VectorReport report)
    {
        var tables = new List<IRenderable>();
        if (report.Nearest is { } nearest)
            tables.Add(Table($"Nearest to {settings.Nearest}", nearest));
        if (report.Analogy is { } analogy && settings.Analogy is [var a, var b, var c])
            tables.Add(Table($"To {c} as {b} is to {a}", analogy));
        return new(tables);
    }

    private static Table Table(string title, IEnumerable<VectorReport.Neighbor> neighbors)
    {
        var table = new Table().RoundedBorder().AddColumn(Cli.Tables.Escape(title)).AddColumn(Cli.Tables.Right("Similarity"));
        foreach (var neighbor in neighbors)
            table.AddRow(Cli.Tables.Escape(neighbor.Word), Format.Fixed(neighbor.Similarity));
        return table;
    }

    // A line for each epoch, and now and then one in between.
    private sealed class Lines(Messages messages) : IProgress<WordVectorProgress>
    {
        private readonly Stopwatch _silence = Stopwatch.StartNew();

        public void Report(WordVectorProgress value)
        {
            bool isEnd = value.Fraction * value.NumberOfEpochs >= value.Epoch;
            if (!isEnd && _silence.Elapsed.TotalSeconds < LineProgress.UsualSeconds)
                return;
            messages.Say(
                $"Epoch {value.Epoch}/{value.NumberOfEpochs}{(isEnd ? "" : $", {Format.Percent(value.Fraction)} of all")}: " +
                $"loss {Format.Fixed(value.Loss)}, {Format.Count(value.TokensPerSecond)} words/s");
            _silence.Restart();
        }
    }
}
