using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The short reviews that come with the tool.</summary>
internal static class Sample
{
    /// <summary>Whether a model was trained on them, according to the digest of its training rows.</summary>
    internal static bool HasTrained(
        MLContext mlContext, LoadedModel model, Messages messages, CancellationToken cancellationToken)
    {
        if (model.DataSha256 is null || model.Scoring.InputColumns.Count != 1
            || model.Task == TextTask.Regression)
            return false;
        var data = LabelledData.Load(mlContext, null, ColumnNames.Default, messages, cancellationToken);
        var survey = LabelSurvey.Read(data.Train, data.Name);
        if (!survey.Labels.All(label => model.Task.Knows(label.Text, model.Classes)))
            return false;
        var rows = model.Task.Map(
            mlContext, survey, model.Classes, new ColumnNames(model.Texts.TextColumnNames, model.TrainedLabelColumn),
                messages);
        return model.WasTrainedOn(model.Scoring.Encoder.Transform(rows.View));
    }
}
