using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary><c>ensemble</c>: several trained models as one.</summary>
internal static class EnsembleCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var models = new Option<string[]>("--model", "-m")
        {
            HelpName = "FILE",
            Description = "A model file (.zip) that train saved; several can follow, and the option can be repeated.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            Required = true,
        };
        var data = Arguments.Path(
            "--data", "PATH",
            "The texts to fit the weights on, with labels, which no model was trained on: a folder or a table, as for train. " +
            "Default: none; the weights are equal").Or("-d");
        var text = Arguments.Column(
            ColumnNames.TextOption,
            "The column with the texts. Default: the one with the name in the training data").Or("--text");
        var label = Arguments.Column(
            ColumnNames.LabelOption,
            "The column with the labels. Default: the one with the name in the training data").Or("--label");
        var output = Arguments.Path("--output", "FILE", "The file for the ensemble. Default: ensemble.zip").Or("-o");
        var json = Arguments.Json("Print one JSON object to stdout instead of a table.");
        var command = new Command(
            "ensemble", "Joins trained models to one, with weights fitted on held-out texts.") { models, data, text, label,
            output, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is null && (result.GetResult(text) ?? result.GetResult(label)) is not null)
                result.AddError(
                    $"{ColumnNames.TextOption} and {ColumnNames.LabelOption} name columns of --data, which is missing. Add it, " +
                    "or leave them out.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(models)!, parsed.GetValue(data), parsed.GetValue(text), parsed.GetValue(label),
            parsed.GetValue(output) ?? "ensemble.zip", parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        string[] paths, string? dataPath, string? text, string? label, string output, bool json,
        CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var files = new CommandFiles().Reads("--data", dataPath).Writes("--output", output);
        foreach (string path in paths)
            files.Reads("--model", path);
        files.Check();
        OutputFile.CheckWritable(output);
        var mlContext = messages.CreateContext();
        LoadedModel[] models = [.. paths.Select(path => ModelFile.LoadAny(mlContext, path, cancellationToken))];
        var task = models[0].Task;
        for (int i = 1; i < models.Length; i++)
        {
            if (models[i].Task != task)
                throw new FailureException(
                    $"The models must be for one task; '{paths[0]}' is for {task.Name}, and '{paths[i]}' for " +
                    $"{models[i].Task.Name}. Leave one out.");
        }

        var schema = SchemaOf(models);
        var rows = dataPath is null ? null : Load(mlContext, dataPath, models, text, label, messages, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        using var ensemble = task.Join(mlContext, [.. models.Select(model => model.Scoring.Model)], schema, rows);
        cancellationToken.ThrowIfCancellationRequested();
        ModelFile.Save(mlContext, ensemble, schema, output);

        var report = EnsembleReport.Of(new LoadedModel(ScoringModel.Create(ensemble, schema))) with
        {
            Output = Path.GetFullPath(output),
        };
        if (json)
            Messages.WriteJson(report);
        else
            Messages.WriteTable(report.ToTable());
        messages.Say($"Ensemble of {Format.Count(models.Length)} models written to '{output}'.");
        return 0;
    }

    private static IDataView Load(
        MLContext mlContext, string path, LoadedModel[] models, string? text, string? label, Messages messages,
        CancellationToken cancellationToken)
    {
        string[] texts = [.. models.SelectMany(model => model.TextColumnNames).Distinct()];
        if (text is not null && texts.Length > 1)
            throw new FailureException(
                $"The models read the columns {Words.List(texts)}, but {ColumnNames.TextOption} names only one, {text}. Leave " +
                "it out, and give the table's columns the models' names.");
        var columns = new ColumnNames(text is null ? texts : [text], label ?? models[0].LabelColumn);
        var data = LabelledData.Load(mlContext, path, columns, messages, cancellationToken);
        if (data.All is null)
            throw new FailureException(
                $"{data.Name} has texts to train on and texts to measure models on, and none to fit weights on. Give --data a " +
                "table or a folder of other texts, or leave it out for equal weights.");
        var survey = LabelSurvey.Read(data.All, data.Name);
        messages.Say($"Fitting the weights on {data.Name}.");
        return models[0].Task.Map(
            mlContext, survey, models[0].Classes, columns with { Texts = texts, Label = Measurement.LabelColumn }, messages).View;
    }

    // The columns of all models' data; of equal names, the first model's.
    private static DataViewSchema SchemaOf(IEnumerable<LoadedModel> models)
    {
        var schema = new DataViewSchema.Builder();
        var names = new HashSet<string>();
        foreach (var column in models.SelectMany(model => model.Scoring.InputSchema ?? model.Scoring.InputColumns.AsEnumerable()))
        {
            if (!column.IsHidden && names.Add(column.Name))
                schema.AddColumn(column.Name, column.Type, column.Annotations);
        }

        return schema.ToSchema();
    }
}
