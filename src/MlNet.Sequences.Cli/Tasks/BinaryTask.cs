using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Two classes, yes and no: Boolean labels.</summary>
internal sealed class BinaryTask : TextTask
{
    internal override string Name => "binary";

    internal override IReadOnlyList<EpochMetric> EpochMetrics { get; } =
    [
        new(ValidationMetric.Accuracy, "Accuracy", Format.Percent), new(ValidationMetric.AreaUnderRocCurve, "AUC", Format.Fixed),
    ];

    internal override string Describe(LabelSurvey survey) => $"binary classification ({Words.List(ClassesOf(survey))})";

    internal override ClassNames ClassesOf(LabelSurvey survey) =>
        new([.. BinaryLabels.NamesOf(survey.Labels.Select(label => label.Text))]);

    internal override IDataView NameClasses(IDataView rows, string label, ClassNames classes) =>
        new NamedClassesView(rows, label, classes);

    private protected override SequenceTrainer CreateNetwork(MLContext mlContext, SequenceTrainerOptions options)
    {
        options.ClassWeights = Named(options.ClassWeights);
        return mlContext.BinaryClassification.Trainers.Sequence(options);
    }

    internal override TextRecipeEstimator CreateRecipe(MLContext mlContext, TextRecipeOptions options)
    {
        options.Classifier.ClassWeights = Named(options.Classifier.ClassWeights);
        return mlContext.BinaryClassification.Trainers.TextRecipe(options);
    }

    private protected override IEstimator<ITransformer> CreateNgrams(
        MLContext mlContext, NgramLogisticRegressionOptions options)
    {
        options.ClassWeights = Named(options.ClassWeights);
        return mlContext.BinaryClassification.Trainers.NgramLogisticRegression(options);
    }

    internal override MetricsReport Evaluate(
        MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name)
    {
        try
        {
            return BinaryReport.Of(mlContext.BinaryClassification.Evaluate(scored, label), classes);
        }
        catch (Exception e) when (
            Failures.Unwrap(e) is ArgumentOutOfRangeException { Message: var message }
            && message.Contains("AUC", StringComparison.Ordinal))
        {
            throw new FailureException(
                $"{name} has texts of only one class, and the metrics compare two. Add texts of the other.", e);
        }
    }

    internal override EnsembleTransformer Join(
        MLContext mlContext, IReadOnlyList<ITransformer> models, DataViewSchema schema, IDataView? rows) =>
        rows is null
            ? mlContext.BinaryClassification.Ensemble(models, schema)
            : mlContext.BinaryClassification.Ensemble(models, rows, Measurement.LabelColumn);

    internal override Findings CreateFindings(IReadOnlyList<string> classes) => new BinaryFindings(classes);

    internal override bool Knows(string label, ClassNames classes) => Read(label, classes) is not null;

    private protected override void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, ClassNames classes, Messages messages) =>
        throw new FailureException(
            $"{survey.PlaceOf(unknown[0])}: the label '{unknown[0].Text}' is not one of " +
            $"{BinaryLabels.Spellings}{OtherNames(classes)}. Correct it, name another " +
            "column with --label-column, or train on any class names with --task multiclass.");

    private protected override IDataView MapRows(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns) =>
        WithLabels(mlContext, survey, columns, mlContext.Transforms.Conversion.MapValue(
            columns.Label, survey.Labels.Select(label => KeyValuePair.Create(label.Text, Read(label.Text, classes) ?? false)),
            OwnColumns.Label));

    // A model of another program may have any names; the usual spellings are accepted, too.
    private static bool? Read(string label, ClassNames classes) =>
        label == classes[1] ? true : label == classes[0] ? false : BinaryLabels.TryParse(label, out bool value) ? value : null;

    private static string OtherNames(ClassNames classes) =>
        BinaryLabels.TryParse(classes[0], out _) ? "" : $", nor one of the model's classes, {Words.List(classes)}";

    // The library names the classes by .NET's values.
    private static ClassWeights Named(ClassWeights weights) => weights.ByClass.Count == 0 ? weights
        : ClassWeights.Of(weights.ByClass.ToDictionary(pair => NameOf(pair.Key), pair => pair.Value));

    private static string NameOf(string name) => BinaryLabels.TryParse(name, out bool value) ? value.ToString() : name;
}
