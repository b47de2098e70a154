using System.CommandLine;
using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary><c>evaluate</c>: how well a model does on labeled texts.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var data = Arguments.Path(
            "--data", "PATH", $"The texts to measure on: {LabelledData.Forms}. For IMDB the test part is used, otherwise all " +
            "texts. Required unless the model was trained on the sample. Default: the test part of the sample").Or("-d");
        var text = Arguments.Column(
            ColumnNames.TextOption,
            "The column with the texts. Default: the one with the name in the training data").Or("--text");
        var label = Arguments.Column(
            ColumnNames.LabelOption,
            "The column with the labels. Default: the one with the name in the training data").Or("--label");
        var report = Arguments.Path(
            "--report", "FILE",
            "Write a page (.html) with the metrics, the curves, the worst errors with their texts, and the settings.");
        var json = Arguments.Json("Print one JSON object to stdout instead of a table.");
        var command = new Command(
            "evaluate", "Measures a model on labeled texts, with the metrics of its task.") { model, data, text, label, report,
            json };
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(data), parsed.GetValue(text), parsed.GetValue(label),
            parsed.GetValue(report), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        string modelPath, string? dataPath, string? text, string? label, string? reportPath, bool json,
        CancellationToken cancellationToken)
    {
        var messages = new Messages();
        new CommandFiles().Reads("--model", modelPath).Reads("--data", dataPath).Writes("--report", reportPath).Check();
        if (reportPath is not null)
            OutputFile.CheckWritable(reportPath);
        var mlContext = messages.CreateContext();
        var model = ModelFile.Load(mlContext, modelPath, cancellationToken);
        var task = model.Task; // before data are read: a language model has none
        if (dataPath is null && !Sample.HasTrained(mlContext, model, messages, cancellationToken))
        {
            throw new FailureException(
                $"--data is needed: '{modelPath}' was not trained on the tool's sample, so the sample's test part says " +
                "nothing about it. Name labeled texts that the model has not seen.");
        }

        var columns = new ColumnNames(model.TextColumnsOf(text), label ?? model.LabelColumn);
        var data = LabelledData.Load(mlContext, dataPath, columns, messages, cancellationToken);
        var survey = LabelSurvey.Read(data.ToEvaluate(), data.Name);
        var rows = task.Map(mlContext, survey, model.Classes,
            columns with { Texts = model.Texts.TextColumnNames, Label = Measurement.LabelColumn }, messages);
        messages.Say($"Measuring '{modelPath}' on {(data.Test is null ? "" : "the test part of ")}{data.Name}.");

        string name = $"The data of {data.Name}";
        var metrics = reportPath is null ? Measurement.Run(mlContext, model, rows, name) : MeasureAndReport();
        if (json)
            Messages.WriteJson(metrics);
        else
            Messages.WriteTable(metrics.ToTable());
        return 0;

        MetricsReport MeasureAndReport()
        {
            // Kept once they are read, so that measuring and reporting score each text once.
            var findings = model.Task.CreateFindings(model.Classes);
            var scored = mlContext.Data.Cache(model.Texts.Transform(rows.View, cancellationToken),
                [Measurement.LabelColumn, .. findings.Columns]);
            var measured = Measurement.Run(mlContext, model, scored, rows.Count, name);
            using var explanations = ErrorExplanations.Of(model);
            var content = new ReportContent
            {
                Model = model,
                ModelPath = modelPath,
                DataName = data.Name,
                Metrics = measured,
                Findings = findings,
                Mistakes = ReportContent.Gather(findings, scored, rows.View, columns.Texts.Count),
                Explanations = explanations,
                Lengths = () => ReportContent.DrawLengths(model, rows.View),
            };
            string page = ReportPage.Write(content);
            OutputFile.Write(reportPath, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
            messages.Say($"Report written to '{reportPath}'.");
            return measured;
        }
    }
}
