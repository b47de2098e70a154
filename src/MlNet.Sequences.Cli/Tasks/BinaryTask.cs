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

    internal override string PredictionHeader => "Label\tProbability\tScore\tText";

    internal override string Describe(LabelSurvey survey) => "binary classification";

    internal override IReadOnlyList<string> ClassesOf(LabelSurvey survey) => [];

    internal override SequenceTrainer CreateTrainer(MLContext mlContext, SequenceTrainerOptions options)
    {
        // The library calls the classes by the names of .NET's values.
        if (options.ClassWeights.ByClass.Count > 0)
            options.ClassWeights = ClassWeights.Of(options.ClassWeights.ByClass.ToDictionary(pair => NameOf(pair.Key), pair => pair.Value));
        var trainers = mlContext.BinaryClassification.Trainers;
        return options switch
        {
            LstmOptions lstm => trainers.Lstm(lstm),
            GruOptions gru => trainers.Gru(gru),
            RnnOptions rnn => trainers.Rnn(rnn),
            TransformerOptions transformer => trainers.Transformer(transformer),
            _ => throw new ArgumentException($"No trainer takes {options.GetType().Name}.", nameof(options)),
        };
    }

    internal override MetricsReport Evaluate(MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name)
    {
        try
        {
            return BinaryReport.Of(mlContext.BinaryClassification.Evaluate(scored, label));
        }
        catch (Exception e) when (Failures.Unwrap(e) is ArgumentOutOfRangeException { Message: var message } && message.Contains("AUC", StringComparison.Ordinal))
        {
            throw new FailureException($"{name} has texts of one class alone, and what is measured compares two. Add some of the other.", e);
        }
    }

    internal override IEnumerable<DataViewSchema.Column> PredictionColumns(DataViewSchema schema) =>
        [schema["PredictedLabel"], schema["Probability"], schema["Score"]];

    internal override Func<string, PredictionReport> ReadPrediction(DataViewRow row, IReadOnlyList<string> classes)
    {
        var getLabel = row.GetGetter<bool>(row.Schema["PredictedLabel"]);
        var getProbability = row.GetGetter<float>(row.Schema["Probability"]);
        var getScore = row.GetGetter<float>(row.Schema["Score"]);
        return text =>
        {
            bool label = false;
            float probability = 0, score = 0;
            getLabel(ref label);
            getProbability(ref probability);
            getScore(ref score);
            return new BinaryPrediction(text, label, probability, score);
        };
    }

    internal override Findings CreateFindings(IReadOnlyList<string> classes) => new BinaryFindings();

    private protected override bool Knows(string label, IReadOnlyList<string> classes) => BinaryLabels.TryParse(label, out _);

    private protected override void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, IReadOnlyList<string> classes, Messages messages) =>
        throw new FailureException(
            $"{survey.PlaceOf(unknown[0])}: the label '{unknown[0].Text}' is none of {BinaryLabels.Spellings}. Correct it, name another " +
            "column with --label, or train on classes of any names with --task multiclass.");

    private protected override IEstimator<ITransformer> MapLabels(
        MLContext mlContext, LabelSurvey survey, IReadOnlyList<string> classes, string from, string to) =>
        mlContext.Transforms.Conversion.MapValue(
            to, survey.Labels.Select(label => KeyValuePair.Create(label.Text, BinaryLabels.TryParse(label.Text, out bool value) && value)), from);

    private static string NameOf(string name) => BinaryLabels.TryParse(name, out bool value) ? value.ToString() : name;
}
