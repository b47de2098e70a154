using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Numbers: Single labels.</summary>
internal sealed class RegressionTask : TextTask
{
    internal override string Name => "regression";

    internal override IReadOnlyList<EpochMetric> EpochMetrics { get; } =
    [
        new(ValidationMetric.RootMeanSquaredError, "RMSE", Format.Fixed),
        new(ValidationMetric.MeanAbsoluteError, "MAE", Format.Fixed),
    ];

    internal override ValidationMetric DefaultMetric => ValidationMetric.Loss;

    internal override string Describe(LabelSurvey survey) => "regression";

    internal override ClassNames ClassesOf(LabelSurvey survey) => ClassNames.None;

    private protected override SequenceTrainer CreateNetwork(MLContext mlContext, SequenceTrainerOptions options) =>
        mlContext.Regression.Trainers.Sequence(options);

    internal override MetricsReport Evaluate(
        MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name) =>
        RegressionReport.Of(mlContext.Regression.Evaluate(scored, label));

    internal override EnsembleTransformer Join(
        MLContext mlContext, IReadOnlyList<ITransformer> models, DataViewSchema schema, IDataView? rows) =>
        rows is null
            ? mlContext.Regression.Ensemble(models, schema)
            : mlContext.Regression.Ensemble(models, rows, Measurement.LabelColumn);

    internal override Findings CreateFindings(IReadOnlyList<string> classes) => new RegressionFindings();

    internal override bool Knows(string label, ClassNames classes) => LabelSurvey.TryParseNumber(label, out _);

    private protected override void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, ClassNames classes, Messages messages)
    {
        string first = $"'{unknown[0].Text}'";
        if (unknown.Count == survey.Labels.Count)
        {
            throw new FailureException(
                $"{survey.PlaceOf(unknown[0])}: regression needs numbers as labels, but no label is a number: received {first} " +
                "first. Name another column with --label-column, or choose another --task.");
        }

        messages.Warn(
            $"{survey.Name}: left out {Format.Rows(unknown.Sum(label => label.Rows))} whose label is not a number, the first " +
            $"with {first}{(unknown[0].FirstLine == 0 ? "" : $" in line {unknown[0].FirstLine}")}.");
    }

    // Other labels become NaN, ML.NET's missing value.
    private protected override IDataView MapRows(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns) =>
        WithLabels(mlContext, survey, columns, mlContext.Transforms.Conversion.MapValue(
            columns.Label,
            survey.Labels.Select(
                label => KeyValuePair.Create(
                    label.Text, LabelSurvey.TryParseNumber(label.Text, out float number) ? number : float.NaN)),
            OwnColumns.Label));
}
