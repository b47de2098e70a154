using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>The pipeline that train fits: words, padding, network. The place for further trainers and tasks.</summary>
internal static class TrainingPipeline
{
    internal const string TextColumn = "Text";

    /// <exception cref="UsageException">Settings are out of their range; the message lists every one.</exception>
    internal static EstimatorChain<SequencePredictionTransformer> Create(MLContext mlContext, int vocabulary, int length, LstmOptions options)
    {
        try
        {
            return mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", TextColumn, maximumVocabularySize: vocabulary)
                .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length))
                .Append(mlContext.BinaryClassification.Trainers.Lstm(options));
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
