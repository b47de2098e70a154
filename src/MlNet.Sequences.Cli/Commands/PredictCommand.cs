using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary><c>predict</c>: texts in, a line for each out, in their order. No more than a batch is held at a time.</summary>
internal static class PredictCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var texts = new Option<string[]>("--text")
        {
            HelpName = "TEXT",
            Description = "A text to score; several can follow, and the option can be repeated.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var data = Arguments.Path("--data", "PATH", $"The texts to score: {TextSource.Forms}.").Or("-d");
        var textColumn = Arguments.Column("--text-column", "The column with the texts, in a table. Default: that of the name that the model was trained on");
        var output = Arguments.Path("--output", "FILE", "Where the lines go, once all are there. Default: stdout, as they come.").Or("-o");
        var json = Arguments.Json("Write each line as a JSON object.");
        var command = new Command("predict", "Says what a model makes of texts: their classes, or a number for each.") { model, texts, data, textColumn, output, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(texts) is null == result.GetResult(data) is null)
                result.AddError("predict needs either --text or --data.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(texts) ?? [], parsed.GetValue(data), parsed.GetValue(textColumn), parsed.GetValue(output),
            parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        string modelPath, IReadOnlyList<string> texts, string? dataPath, string? textColumn, string? output, bool json,
        CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        if (output is not null)
            AtomicFile.CheckWritable(output);
        var model = ModelFile.Load(mlContext, modelPath, cancellationToken);
        var rows = TextSource.Open(texts, dataPath, textColumn ?? model.TextColumn, messages, cancellationToken);
        var scored = model.Score(model.ToRows(mlContext, rows));
        if (output is null)
        {
            using var results = Messages.OpenResults();
            Write(model, scored, results, json);
            return 0;
        }

        long count = 0;
        AtomicFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            count = Write(model, scored, writer, json);
        });
        messages.Say($"{Format.Count(count)} lines written to '{output}'.");
        return 0;
    }

    private static long Write(LoadedModel model, IDataView scored, TextWriter writer, bool json)
    {
        if (!json)
            writer.WriteLine(model.Task.PredictionHeader);
        var textColumn = scored.Schema[model.TextColumn];
        using var cursor = scored.GetRowCursor([textColumn, .. model.Task.PredictionColumns(scored.Schema)]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(textColumn);
        var read = model.Task.ReadPrediction(cursor, model.Classes);
        var text = default(ReadOnlyMemory<char>);
        long count = 0;
        while (cursor.MoveNext())
        {
            getText(ref text);
            count++;
            var line = read(text.ToString());
            writer.WriteLine(json ? Json.Line<object>(line) : line.ToLine());
        }

        return count;
    }
}
