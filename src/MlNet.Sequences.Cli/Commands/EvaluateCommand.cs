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
        var text = Arguments.Column("--text", "The column with the texts. Default: that of the name that the model was trained on");
        var label = Arguments.Column("--label", "The column with the labels. Default: that of the name that the model was trained on");
        var json = Arguments.Json("Print one JSON object to stdout instead of a table.");
        var command = new Command("evaluate", "Measures a model on labelled texts, by the metrics of its task.") { model, data, text, label, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(data), parsed.GetValue(text), parsed.GetValue(label), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(string modelPath, string? dataPath, string? text, string? label, bool json, CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        var model = ModelFile.Load(mlContext, modelPath);
        var columns = new ColumnNames(text ?? model.TextColumn, label ?? model.Predictor.LabelColumnName);
        var data = LabelledData.Load(mlContext, dataPath, columns, messages, cancellationToken);
        var survey = LabelSurvey.Read(data.ToEvaluate(), data.Name);
        var rows = model.Task.Map(mlContext, survey, model.Classes, new ColumnNames(model.TextColumn, Measurement.LabelColumn), messages);
        messages.Say($"Measuring '{modelPath}' on {(data.Test is null ? "" : "the test part of ")}{data.Name}.");

        var metrics = Measurement.Run(mlContext, model, rows, $"The data of {data.Name}");
        if (json)
            Messages.WriteJson(metrics);
        else
            Messages.WriteTable(metrics.ToTable());
        return 0;
    }
}
