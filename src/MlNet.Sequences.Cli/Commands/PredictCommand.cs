using System.CommandLine;
using System.Globalization;
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
            Description = "A text to classify; several can follow, and the option can be repeated.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var data = Arguments.Path("--data", "PATH", $"The texts to classify: {TextSource.Forms}.");
        var output = Arguments.Path("--output", "FILE", "Where the lines go, once all are there. Default: stdout, as they come.");
        var json = Arguments.Json("Write each line as a JSON object.");
        var command = new Command("predict", "Classifies texts.") { model, texts, data, output, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(texts) is null == result.GetResult(data) is null)
                result.AddError("predict needs either --text or --data.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(texts) ?? [], parsed.GetValue(data), parsed.GetValue(output), parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static int Run(
        string modelPath, IReadOnlyList<string> texts, string? dataPath, string? output, bool json, CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        if (output is not null)
            AtomicFile.CheckWritable(output);
        var rows = TextSource.Open(texts, dataPath, messages, cancellationToken);
        var model = ModelFile.Load(mlContext, modelPath);
        var scored = model.Transformer.Transform(mlContext.Data.LoadFromEnumerable(rows));
        if (output is null)
        {
            using var results = Messages.OpenResults();
            Write(scored, results, json);
            return 0;
        }

        long count = 0;
        AtomicFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            count = Write(scored, writer, json);
        });
        messages.Say($"{Format.Count(count)} lines written to '{output}'.");
        return 0;
    }

    private static long Write(IDataView scored, TextWriter writer, bool json)
    {
        if (!json)
            writer.WriteLine("Label\tProbability\tScore\tText");
        var schema = scored.Schema;
        var (textColumn, labelColumn, probabilityColumn, scoreColumn) =
            (schema[TrainingPipeline.TextColumn], schema["PredictedLabel"], schema["Probability"], schema["Score"]);
        using var cursor = scored.GetRowCursor([textColumn, labelColumn, probabilityColumn, scoreColumn]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(textColumn);
        var getLabel = cursor.GetGetter<bool>(labelColumn);
        var getProbability = cursor.GetGetter<float>(probabilityColumn);
        var getScore = cursor.GetGetter<float>(scoreColumn);
        var text = default(ReadOnlyMemory<char>);
        bool label = false;
        float probability = 0, score = 0;
        long count = 0;
        while (cursor.MoveNext())
        {
            getText(ref text);
            getLabel(ref label);
            getProbability(ref probability);
            getScore(ref score);
            count++;
            var line = new PredictionReport(text.ToString(), label, probability, score);
            writer.WriteLine(json ? Json.Line(line) : Tabbed(line));
        }

        return count;
    }

    // A table that train and evaluate read.
    private static string Tabbed(PredictionReport line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(line.Label ? "true" : "false")}\t{line.Probability:F4}\t{line.Score:F4}\t{OneLine(line.Text)}");

    private static string OneLine(string text) =>
        text.AsSpan().ContainsAny('\t', '\n', '\r') ? text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ') : text;
}
