using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary><c>evaluate</c>: how well a model does on labelled texts.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var data = Arguments.Path(
            "--data", "PATH", $"The texts to measure on: {LabelledData.Forms}. Of IMDB the test part is taken, of others all. Default: the test part of the sample.");
        var json = Arguments.Json("Print one JSON object to stdout instead of a table.");
        var command = new Command("evaluate", "Measures a model on labelled texts.") { model, data, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(data), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(string modelPath, string? dataPath, bool json, CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        var model = ModelFile.Load(mlContext, modelPath);
        var data = LabelledData.Load(mlContext, dataPath, messages, cancellationToken);
        var rows = data.ToEvaluate();
        messages.Say($"Measuring '{modelPath}' on {(data.Test is null ? "" : "the test part of ")}{data.Name}.");

        var metrics = BinaryMetrics.Measure(mlContext, model.Transformer, rows, $"The data of {data.Name}");
        if (json)
            Messages.WriteJson(metrics);
        else
            Messages.WriteTable(Tables.Metrics(metrics));
        return 0;
    }
}
