using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>
/// <c>predict</c>: reads texts and writes a line for each, in order. No more than a batch is in memory at a time.
/// </summary>
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
        var textColumn = Arguments.Column(
            ColumnNames.TextOption,
            "The column with the texts, in a table. Default: the one with the name in the training data");
        var keep = Arguments.Columns("--keep", "Columns of the table to write next to each prediction, such as id,name.");
        var keepAll = Arguments.Flag("--keep-all", "Write all columns of the table next to each prediction.");
        var output = Arguments.Path(
            "--output", "FILE", "The file for the lines, written when complete. Default: stdout, line by line.")
            .Or("-o");
        var json = Arguments.Json("Write each line as a JSON object.");
        var command = new Command(
            "predict", "Predicts the classes of texts, or a number for each.") { model, texts, data, textColumn,
            keep, keepAll, output, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(texts) is null == result.GetResult(data) is null)
                result.AddError("predict needs either --text or --data.");
            if (result.GetResult(keep) is not null && result.GetResult(keepAll) is not null)
                result.AddError("predict takes either --keep or --keep-all; received both. Leave one out.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(texts) ?? [], parsed.GetValue(data), parsed.GetValue(textColumn),
            parsed.GetValue(keepAll) ? KeptColumns.All : parsed.GetValue(keep) ?? KeptColumns.None, parsed.GetValue(output),
            parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        string modelPath, IReadOnlyList<string> texts, string? dataPath, string? textColumn, KeptColumns kept, string? output,
        bool json, CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        new CommandFiles().Reads("--model", modelPath).Reads("--data", dataPath).Writes("--output", output).Check();
        if (output is not null)
            OutputFile.CheckWritable(output);
        var model = ModelFile.LoadAny(mlContext, modelPath, cancellationToken);
        var source = TextSource.Open(mlContext, texts, dataPath, model.TextColumnsOf(textColumn), kept,
            model.HasTokens, messages, cancellationToken);
        var lines = new PredictionLines(model, source.KeptNames,
            model.Texts.Transform(model.ToRows(mlContext, source.Rows), cancellationToken), json);
        if (output is null)
        {
            using var results = Messages.OpenResults();
            lines.Write(results, text => Console.IsOutputRedirected ? text : Format.Visible(text));
            return 0;
        }

        long count = 0;
        OutputFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            count = lines.Write(writer, text => text);
        });
        messages.Say($"{Format.Count(count)} lines written to '{output}'.");
        return 0;
    }
}
