using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>The steps from texts to vectors: tokens, pooled states, and, if asked for, their length.</summary>
internal static class TextEmbedding
{
    internal static IEstimator<ITransformer> Make(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, string folder, EmbedTextOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var encoder = EncoderFolder.Open(folder);
        var violations = new OptionViolations();
        OptionRules.AddViolations(options, violations);
        if (options.MaximumLength > encoder.Architecture.LongestSequence)
            violations.Add(
                nameof(options.MaximumLength), $"must not exceed the encoder's positions", options.MaximumLength,
                $"set {encoder.Architecture.LongestSequence} or less");
        violations.ThrowIfAny(nameof(EmbedTextOptions));

        var tokenization = encoder.Tokenization;
        tokenization.MaximumLength = options.MaximumLength ?? tokenization.MaximumLength;
        (tokenization.Truncation, tokenization.SecondInputColumnName) = (options.Truncation, options.SecondInputColumnName);
        var pooling = options.Pooling ?? encoder.Pooling;
        string tokens = $"{outputColumnName}.Tokens";
        var model = new SequencePredictionTransformer(
            encoder.Load(environment, outputColumnName, tokens, pooling), environment);
        return new EstimatorChain<ITransformer>()
            .Append(new TokenizingBySubwordsEstimator(environment, tokens, inputColumnName ?? outputColumnName, tokenization))
            .Append(new SequenceEmbeddingEstimator(
                environment, outputColumnName, model, tokens, pooling, options.Normalize ?? encoder.Normalizes))
            .Append(DroppedColumns.Of(environment, tokens));
    }
}
