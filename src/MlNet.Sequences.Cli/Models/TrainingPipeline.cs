using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The pipeline that train fits: words, padding, network. It reads a text, and in training its label. Where training goes on from a model,
/// words and padding are the model's own.
/// </summary>
internal sealed class TrainingPipeline
{
    private const string Tokens = "Tokens";

    private readonly IReadOnlyList<ITransformer> _fitted;
    private readonly IEstimator<ITransformer>? _toFit;
    private readonly SequenceTrainer _trainer;

    private TrainingPipeline(IReadOnlyList<ITransformer> fitted, IEstimator<ITransformer>? toFit, SequenceTrainer trainer) =>
        (_fitted, _toFit, _trainer) = (fitted, toFit, trainer);

    /// <summary>The columns that it makes on the way to the network.</summary>
    internal static readonly IReadOnlyList<string> OwnColumns = [Tokens, new LstmOptions().FeatureColumnName];

    /// <exception cref="UsageException">Settings are out of their range; the message lists every one.</exception>
    internal static TrainingPipeline Create(MLContext mlContext, TrainSettings settings, TextTask task)
    {
        var trainer = settings.Trainer;
        try
        {
            if (settings.WordsOf is { } model)
            {
                trainer.FeatureColumnName = model.Predictor.FeatureColumnName;
                return new(model.Encoders, null, task.CreateTrainer(mlContext, trainer));
            }

            IEstimator<ITransformer> words = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(Tokens, settings.Columns.Text, maximumVocabularySize: settings.Vocabulary)
                .Append(mlContext.Transforms.PadSequence(trainer.FeatureColumnName, Tokens, settings.Length));
            if (settings.Cache is { } cache)
                words = words.CacheEncoded(mlContext, cache, settings.Data is { } data ? [data] : null);
            return new([], words, task.CreateTrainer(mlContext, trainer));
        }
        catch (ArgumentException e)
        {
            throw new UsageException(settings.Names.Translate(e.Message));
        }
    }

    /// <summary>A complete pipeline from the text on.</summary>
    internal ITransformer Fit(IDataView rows)
    {
        var words = _toFit?.Fit(rows);
        var steps = words is null ? _fitted : ModelFile.Flatten(words);
        var sequences = words?.Transform(rows) ?? steps.Aggregate(rows, (view, transformer) => transformer.Transform(view));
        return new Microsoft.ML.Data.TransformerChain<ITransformer>([.. steps, _trainer.Fit(sequences)]);
    }
}
