using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The options of forecast.</summary>
internal sealed class ForecastArguments
{
    internal const string DefaultOutput = "forecast.zip";

    private static readonly BaselineForecastOptions Defaults = new();

    private readonly Option<string?> _data = Arguments.Path(
        "--data", "PATH", "The series: a .csv or .tsv file with a header, or a .jsonl file, plain or compressed, with a row " +
        "for each time step. Required.").Or("-d");
    private readonly Option<KeptColumns?> _target = Arguments.Columns(
        "--target-column", "The column to forecast, or several, such as load,wind.");
    private readonly Option<string?> _series = Arguments.Column(
        ColumnNames.SeriesOption, "The column that tells to which series a row belongs. Default: one series");
    private readonly Option<string?> _time = Arguments.Column(
        ColumnNames.TimeOption, "The column with dates or whole numbers. Default: the rows of a series are in order");
    private readonly Option<bool> _fill = Arguments.Flag(
        "--fill-gaps", "Take steps without a row as missing; without it they are an error.");
    private readonly Option<string?> _model = Arguments.Path(
        "--model", "FILE", "A trained model (.zip), which forecasts the series of --data. Without it one is trained.").Or("-m");
    private readonly Option<string?> _method = Arguments.Word(
        "--method", $"How to forecast. Default: {ForecastMethods.Default}", ForecastMethods.Names);
    private readonly Option<int?> _horizon = Arguments.Integer("--horizon", "The steps to forecast.", 1, 100_000);
    private readonly Option<int?> _seasonality = Arguments.Integer(
        "--seasonality", "The steps in a season, such as 24 for the hours of a day. Default: 1, for none", 1, 100_000);
    private readonly Option<double?> _level = Arguments.Number(
        "--confidence-level", "The probability that a value lies within its bounds. Default: 0.9; 0 for no bounds",
        value => value is >= 0 and < 1, "a number from 0 to below 1");
    private readonly Option<int?> _window = Arguments.Integer(
        "--window-size", "The past steps that a network reads. Default: 168", 1);
    private readonly Option<int?> _segment = Arguments.Integer(
        "--segment-length", "The steps that gru and lstm read at once. Default: 24", 1);
    private readonly Option<int?> _hidden = Arguments.Integer(
        "--hidden-size", "The width of gru, lstm and transformer. Default: 128; 64 for transformer", 2);
    private readonly Option<int?> _epochs = Arguments.Integer(
        "--epochs", "How often a network sees the windows. Default: by their number", 1);
    private readonly Option<double?> _rate = Arguments.Number(
        "--learning-rate", "The highest learning rate. Default: by the network and the number of windows", value => value > 0,
        "a number above 0");
    private readonly Option<int?> _seed = Arguments.Integer("--seed", "Determines the random numbers. Default: 1", int.MinValue);
    private readonly Option<int?> _threads = Arguments.Integer("--threads", "The threads that train. Default: one per core", 1);
    private readonly Option<int?> _test = Arguments.Integer(
        "--test-steps", "The steps at the end of each series that are not trained on: forecasts within them are measured, " +
        "beside those of the seasonal naive method.", 1);
    private readonly Option<string?> _output = Arguments.Path(
        "--output", "FILE", $"Without --model the model file; default: {DefaultOutput}. With --model the forecasts; default: " +
        "stdout.").Or("-o");
    private readonly Option<string?> _chart = Arguments.Path(
        "--chart", "FILE", "A page (.html) with a fan chart of the forecasts of each series, of the first 20; or of one series " +
        "an image (.svg).");
    private readonly Option<bool> _json = Arguments.Json("Write JSON to stdout: a report, or a forecast a line.");

    private Option[] OfNetworks => [_window, _segment, _hidden, _epochs, _rate, _seed, _threads];

    private Option[] OfTraining => [_target, _series, _time, _fill, _method, _horizon, _level, .. OfNetworks];

    internal void AddTo(ToolCommand command) => command
        .With("Data", _data, _target, _series, _time, _fill)
        .With("Model", _model, _method, _horizon, _seasonality, _level)
        .With("Networks", OfNetworks)
        .With("Evaluation", _test)
        .With("Output", _output, _chart, _json);

    /// <exception cref="UsageException">Options contradict each other, or one is missing.</exception>
    /// <exception cref="FailureException">An output would overwrite an input.</exception>
    internal ForecastSettings Read(ParseResult parsed, CancellationToken cancellationToken)
    {
        string data = parsed.GetValue(_data)
            ?? throw new UsageException($"forecast needs {_data.Name} with the series; received none. Give a table.");
        string? model = parsed.GetValue(_model), output = parsed.GetValue(_output), chart = parsed.GetValue(_chart);
        int? test = parsed.GetValue(_test);
        if (model is null && (parsed.GetValue(_target) is null || parsed.GetValue(_horizon) is null))
            throw new UsageException(
                $"forecast trains with {_target.Name} and {_horizon.Name}, or forecasts with {_model.Name}; received neither. " +
                "Give both, or a model.");
        if (model is not null && OfTraining.FirstOrDefault(IsGiven) is { } unused)
            throw new UsageException(
                $"{Arguments.NameIn(parsed, unused)} is for training, and the model of {_model.Name} knows it. Leave one out.");
        string method = parsed.GetValue(_method) ?? ForecastMethods.Default;
        if (!ForecastMethods.Networks.Contains(method) && OfNetworks.FirstOrDefault(IsGiven) is { } ofNetwork)
            throw new UsageException(
                $"{Arguments.NameIn(parsed, ofNetwork)} is for networks, {_method.Name} " +
                $"{Words.List(ForecastMethods.Networks, "or")}; received {method}. Leave one out.");
        CheckIsRead(_segment, ["gru", "lstm"]);
        CheckIsRead(_hidden, ["gru", "lstm", "transformer"]);
        if (chart is not null && (model is null || test is not null))
            throw new UsageException(
                $"{_chart.Name} draws forecasts of what follows the data, with {_model.Name} and without {_test.Name}. Leave " +
                "it out, or forecast in another call.");
        if (model is not null && test is not null && output is not null)
            throw new UsageException(
                $"{_output.Name} is for forecasts or for a new model; with {_model.Name} and {_test.Name} there is neither. " +
                "Leave one out.");
        if (model is not null && test is null && parsed.GetResult(_seasonality) is not null)
            throw new UsageException($"{_seasonality.Name} is for training and for {_test.Name}. Leave it out.");
        if (model is null)
            output ??= DefaultOutput;
        new CommandFiles().Reads(_data.Name, data).Reads(_model.Name, model).Writes(_output.Name, output)
            .Writes(_chart.Name, chart).Check();
        return new(
            data, model, parsed.GetValue(_target)?.Names ?? [], parsed.GetValue(_series), parsed.GetValue(_time),
            parsed.GetValue(_fill), method, parsed.GetValue(_horizon) ?? 1,
            parsed.GetValue(_seasonality) ?? Defaults.Seasonality, parsed.GetValue(_level) ?? 0.9, test, output, chart,
            parsed.GetValue(_json))
        {
            WindowSize = parsed.GetValue(_window),
            SegmentLength = parsed.GetValue(_segment),
            HiddenSize = parsed.GetValue(_hidden),
            Epochs = parsed.GetValue(_epochs),
            LearningRate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed) ?? 1,
            Threads = parsed.GetValue(_threads),
            CancellationToken = cancellationToken,
            Names = new(
                [
                    (nameof(ForecastOptions.WindowSize), _window.Name),
                    (nameof(SegmentForecastOptions.SegmentLength), _segment.Name),
                    (nameof(SegmentForecastOptions.HiddenSize), _hidden.Name),
                    (nameof(ForecastOptions.Horizon), _horizon.Name),
                    (nameof(ForecastOptions.ConfidenceLevel), _level.Name),
                    (nameof(ForecastOptions.LearningRate), _rate.Name),
                    (nameof(IrregularTimes), _fill.Name),
                ],
                _ => false),
        };

        void CheckIsRead(Option option, string[] readers)
        {
            if (IsGiven(option) && !readers.Contains(method))
                throw new UsageException(
                    $"{Arguments.NameIn(parsed, option)} is for {_method.Name} {Words.List(readers, "or")}; received {method}. " +
                    "Leave one out.");
        }

        // A flag that is not given has a result, too.
        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }
}

/// <summary>The settings of forecast, with every default filled in.</summary>
/// <param name="Data">The table of series.</param>
/// <param name="Model">The trained model, or null to train one.</param>
/// <param name="Targets">The columns to forecast, in training.</param>
/// <param name="Series">The column of the series' names, in training.</param>
/// <param name="Time">The column of times, in training.</param>
/// <param name="FillGaps">Whether steps without a row are missing values.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="Horizon">The steps to forecast.</param>
/// <param name="Seasonality">The steps in a season.</param>
/// <param name="Level">The probability of the bounds; 0 for none.</param>
/// <param name="TestSteps">The steps to measure on, or null.</param>
/// <param name="Output">The model or the forecasts to write, or null for stdout.</param>
/// <param name="Chart">The charts to write, or null.</param>
/// <param name="Json">Whether stdout gets JSON.</param>
internal sealed record ForecastSettings(
    string Data, string? Model, IReadOnlyList<string> Targets, string? Series, string? Time, bool FillGaps, string Method,
    int Horizon, int Seasonality, double Level, int? TestSteps, string? Output, string? Chart, bool Json)
{
    internal int? WindowSize { get; init; }

    internal int? SegmentLength { get; init; }

    internal int? HiddenSize { get; init; }

    internal int? Epochs { get; init; }

    internal double? LearningRate { get; init; }

    internal int Seed { get; init; } = 1;

    internal int? Threads { get; init; }

    internal CancellationToken CancellationToken { get; init; }

    /// <summary>The user's names of the options.</summary>
    internal required OptionNames Names { get; init; }
}
