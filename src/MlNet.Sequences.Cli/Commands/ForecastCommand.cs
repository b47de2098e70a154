using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary><c>forecast</c>: trains a model of series, measures it, and forecasts what follows.</summary>
internal static class ForecastCommand
{
    internal static Command Create(Interruption interruption)
    {
        var command = new ToolCommand(
            "forecast", "Forecasts series of numbers: trains a model, measures it, and writes what follows.");
        var arguments = new ForecastArguments();
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var settings = arguments.Read(parsed, interruption.Token);
            try
            {
                Run(settings, new Messages(), interruption.Token);
                return 0;
            }
            catch (Exception e) when (interruption.ExitCode is null
                && Failures.Unwrap(e) is ArgumentException or InvalidOperationException or InvalidDataException)
            {
                throw new FailureException(Failures.Describe(e, settings.Names), e);
            }
        });
        return command;
    }

    private static void Run(ForecastSettings settings, Messages messages, CancellationToken cancellationToken)
    {
        var mlContext = messages.CreateContext();
        if (settings.Output is not null)
            OutputFile.CheckWritable(settings.Output);
        if (settings.Model is null)
            Train(mlContext, settings, messages, cancellationToken);
        else
            Apply(mlContext, settings, messages, cancellationToken);
    }

    private static void Train(
        MLContext mlContext, ForecastSettings settings, Messages messages, CancellationToken cancellationToken)
    {
        var columns = new SeriesTableColumns(settings.Targets, settings.Series, settings.Time);
        var data = SeriesTable.Load(mlContext, settings.Data, columns, cancellationToken);
        messages.Say($"Training {settings.Method} on '{settings.Data}'.");
        var estimator = ForecastMethods.Create(mlContext, settings.Method, columns, settings);
        ITransformer model;
        ForecastReport report;
        if (settings.TestSteps is { } steps)
        {
            var evaluation = Evaluation(columns, settings, steps, settings.Level > 0);
            var fold = mlContext.Forecasting.CrossValidate(
                data, estimator, new() { NumberOfFolds = 1, Evaluation = evaluation })[0];
            model = fold.Model;
            report = ForecastReport.Of(settings.Method, fold.Metrics, Naive(mlContext, data, columns, settings, steps));
        }
        else
        {
            model = estimator.Fit(data);
            report = new(settings.Method);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ModelFile.Save(mlContext, model, data.Schema, settings.Output!);
        messages.Say($"Saved as {Path.GetFullPath(settings.Output!)}.");
        Show(report with { Model = Path.GetFullPath(settings.Output!) }, settings);
    }

    private static void Apply(
        MLContext mlContext, ForecastSettings settings, Messages messages, CancellationToken cancellationToken)
    {
        var (model, schema) = Load(mlContext, settings.Model!);
        var columns = SeriesTableColumns.Of(schema, model.InputColumnName, model.SeriesColumnName, model.TimeColumnName);
        var data = SeriesTable.Load(mlContext, settings.Data, columns, cancellationToken);
        if (settings.TestSteps is { } steps)
        {
            bool hasBounds = model.ConfidenceLowerBoundColumn is not null;
            var tested = settings with { Horizon = model.Horizon, FillGaps = model.IrregularTimes == IrregularTimes.Fill };
            var metrics = mlContext.Forecasting.Evaluate(
                model.Transform(data), Evaluation(columns, tested with { Level = model.ConfidenceLevel ?? 0 }, steps, hasBounds));
            Show(ForecastReport.Of(ForecastMethods.Of(model), metrics, Naive(mlContext, data, columns, tested, steps)), settings);
            return;
        }

        var rows = ForecastRows.Read(model.Forecast(data), model, columns);
        if (settings.Chart is not null)
            ForecastCharts.Write(settings.Chart, rows, data, columns);
        if (settings.Output is null)
        {
            using var results = Messages.OpenResults();
            ForecastRows.Write(results, rows, columns, settings.Json);
            return;
        }

        OutputFile.Write(settings.Output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            ForecastRows.Write(writer, rows, columns, settings.Json);
        });
        messages.Say($"{Format.Rows(rows.Count)} written to '{settings.Output}'.");
    }

    private static (IForecastTransformer Model, DataViewSchema Schema) Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path))
            throw new FailureException(
                $"'{path}' does not exist. Correct the path, or make a model with '{Tool.Name} forecast'.");
        var model = mlContext.Model.Load(path, out var schema);
        return model is IForecastTransformer forecaster && schema is not null
            ? (forecaster, schema)
            : throw new FailureException(
                $"'{path}' has no model of series: use one that '{Tool.Name} forecast' saved, or a program of MlNet.Sequences.");
    }

    private static ForecastEvaluationOptions Evaluation(
        SeriesTableColumns columns, ForecastSettings settings, int steps, bool hasBounds) => new()
        {
            LabelColumnName = columns.TargetColumn,
            SeriesColumnName = columns.Series,
            TimeColumnName = columns.Time,
            Seasonality = settings.Seasonality,
            NumberOfTestSteps = steps,
            ConfidenceLowerBoundColumn = hasBounds ? ForecastMethods.Lower : null,
            ConfidenceUpperBoundColumn = hasBounds ? ForecastMethods.Upper : null,
            ConfidenceLevel = hasBounds ? settings.Level : null,
            IrregularTimes = settings.FillGaps ? IrregularTimes.Fill : IrregularTimes.Error,
        };

    private static ForecastMetrics Naive(
        MLContext mlContext, IDataView data, SeriesTableColumns columns, ForecastSettings settings, int steps) =>
        mlContext.Forecasting.CrossValidate(
            data, ForecastMethods.Create(mlContext, ForecastMethods.Naive, columns, settings with { Level = 0 }),
            new() { NumberOfFolds = 1, Evaluation = Evaluation(columns, settings, steps, hasBounds: false) })[0].Metrics;

    private static void Show(ForecastReport report, ForecastSettings settings)
    {
        if (settings.Json)
            Messages.WriteJson(report);
        else if (report.Metrics is not null)
            Messages.WriteTable(report.ToTable());
    }
}
