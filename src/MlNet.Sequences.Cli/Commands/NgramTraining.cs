using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The training of n-grams: no epochs, nothing random, nothing to continue from.</summary>
internal sealed class NgramTraining(TrainSettings settings, Messages messages) : Training
{
    internal override TrainingWatch Watch { get; } = new(folder: null, resumes: false, again: "");

    internal override int? Seed => null;

    internal override void Prepare(MLContext mlContext, CancellationToken cancellationToken) =>
        settings.Ngrams.CancellationToken = cancellationToken;

    internal override ITransformer Run(string title, TextTask task, Func<ITransformer> fit)
    {
        messages.Say(title);
        if (messages.IsLive)
            messages.Live.Show("Reading the texts and counting the n-grams …");
        try
        {
            return fit();
        }
        finally
        {
            if (messages.IsLive)
                messages.Live.Show("");
        }
    }

    internal override TrainReport Report(LoadedModel model, double fitted)
    {
        var ngrams = model.Ngrams!;
        var summary = ngrams.Summary;
        double trained = summary.TotalSeconds - summary.EncodingSeconds;
        return new TrainReport
        {
            Trainer = model.Trainer,
            Task = model.Task.Name,
            Classes = model.Classes,
            TrainSeconds = trained,
            LoadSeconds = fitted - trained,
            NgramsByLength = ngrams.Model.NumberOfNgramsByLength,
            TrainingLoss = summary.TrainingLoss,
            DataSha256 = summary.DataSha256,
            Warnings = [.. summary.WarningMessages.Select(warning => warning.ToString(settings.Names.Of))],
            Rows = summary.TrainingRows,
            Parameters = model.NumberOfParameters,
            Model = Path.GetFullPath(settings.Output),
            PeakMemoryMegabytes = 0,
        };
    }
}
