using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Any number of classes: keys whose values are the classes' names.</summary>
internal sealed class MulticlassTask : TextTask
{
    /// <summary>The k of the top-k accuracy.</summary>
    private const int Top = 3;

    internal override string Name => "multiclass";

    internal override IReadOnlyList<EpochMetric> EpochMetrics { get; } =
    [
        new(ValidationMetric.Accuracy, "Accuracy", Format.Percent),
        new(ValidationMetric.MacroAccuracy, "Macro accuracy", Format.Percent),
    ];

    internal override string Describe(LabelSurvey survey) =>
        $"multiclass classification ({survey.Labels.Count} classes: {List(survey.InOrder())})";

    internal override ClassNames ClassesOf(LabelSurvey survey) => new(survey.InOrder());

    private protected override SequenceTrainer CreateNetwork(MLContext mlContext, SequenceTrainerOptions options) =>
        mlContext.MulticlassClassification.Trainers.Sequence(options);

    internal override TextRecipeEstimator CreateRecipe(MLContext mlContext, TextRecipeOptions options) =>
        mlContext.MulticlassClassification.Trainers.TextRecipe(options);

    private protected override IEstimator<ITransformer> CreateNgrams(
        MLContext mlContext, NgramLogisticRegressionOptions options) =>
        mlContext.MulticlassClassification.Trainers.NgramLogisticRegression(options);

    internal override MetricsReport Evaluate(
        MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name) =>
        MulticlassReport.Of(
            mlContext.MulticlassClassification.Evaluate(scored, label, topKPredictionCount: classes.Count > Top ? Top : 0),
            classes);

    internal override EnsembleTransformer Join(
        MLContext mlContext, IReadOnlyList<ITransformer> models, DataViewSchema schema, IDataView? rows) =>
        rows is null
            ? mlContext.MulticlassClassification.Ensemble(models, schema)
            : mlContext.MulticlassClassification.Ensemble(models, rows, Measurement.LabelColumn);

    internal override Findings CreateFindings(IReadOnlyList<string> classes) => new MulticlassFindings(classes);

    internal override bool Knows(string label, ClassNames classes) => classes.Find(label) is not null;

    private protected override void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, ClassNames classes, Messages messages) =>
        throw new FailureException(
            $"{survey.PlaceOf(unknown[0])}: the model has no class '{unknown[0].Text}'; its classes are {List(classes)}. " +
            $"Correct the label, remove {(unknown[0].Rows == 1 ? "its row" : $"its {Format.Rows(unknown[0].Rows)}")}, or " +
            "name another column with --label-column.");

    private protected override IDataView MapRows(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns) =>
        WithLabels(
            mlContext, survey, columns,
            mlContext.Transforms.Conversion.MapValue(
                OwnColumns.Class, survey.Labels.Select(label => KeyValuePair.Create(label.Text, classes.Find(label.Text) ?? "")),
                OwnColumns.Label)
            .Append(mlContext.Transforms.Conversion.MapValueToKey(
                columns.Label, OwnColumns.Class,
                keyData: mlContext.Data.LoadFromEnumerable(classes.Select(name => new ClassRow { Name = name })))));

    private sealed class ClassRow
    {
        public string Name { get; set; } = "";
    }
}
