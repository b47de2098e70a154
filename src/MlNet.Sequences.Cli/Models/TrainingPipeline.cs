using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>The pipeline that train fits: words, padding, network. It reads a text, and in training its label.</summary>
internal static class TrainingPipeline
{
    private const string Tokens = "Tokens";

    /// <summary>The columns that it makes on the way to the network.</summary>
    internal static readonly IReadOnlyList<string> OwnColumns = [Tokens, new LstmOptions().FeatureColumnName];

    /// <exception cref="UsageException">Settings are out of their range; the message lists every one.</exception>
    internal static EstimatorChain<SequencePredictionTransformer> Create(MLContext mlContext, TrainSettings settings, TextTask task)
    {
        try
        {
            return mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(Tokens, settings.Columns.Text, maximumVocabularySize: settings.Vocabulary)
                .Append(mlContext.Transforms.PadSequence(settings.Trainer.FeatureColumnName, Tokens, settings.Length))
                .Append(task.CreateTrainer(mlContext, settings.Trainer));
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
