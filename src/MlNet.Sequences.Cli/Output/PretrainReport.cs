using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>The language model that a recipe's classifier starts from, in what train prints.</summary>
/// <param name="Seconds">The seconds of its fit, reading included.</param>
/// <param name="Rows">The windows of texts that it was trained on.</param>
/// <param name="Epochs">The passes over them.</param>
/// <param name="Perplexity">The perplexity of held-out texts; null if none were.</param>
internal sealed record LanguageModelReport(double Seconds, long Rows, int Epochs, double? Perplexity);

/// <summary>What pretrain prints. Property names are the JSON's: changing one changes the tool's interface.</summary>
/// <param name="Trainer">The network.</param>
/// <param name="Task">"language-model".</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="KeptEpoch">The epoch whose weights are kept.</param>
/// <param name="Perplexity">The perplexity of the held-out texts; absent where none are held out.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Rows">The windows that each epoch trained on.</param>
/// <param name="ValidationRows">The windows that are held out.</param>
/// <param name="VocabularySize">The words.</param>
/// <param name="Parameters">The weights.</param>
/// <param name="Seconds">From the first text to the last epoch.</param>
/// <param name="Model">The path of the model.</param>
/// <param name="Warnings">What the library says of the fit.</param>
internal sealed record PretrainReport(
    string Trainer, string Task, IReadOnlyList<PretrainReport.Epoch> Epochs, int KeptEpoch,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Perplexity, int Seed, long Rows,
    long ValidationRows, int VocabularySize, long Parameters, double Seconds, string Model, IReadOnlyList<string> Warnings)
{
    /// <param name="Number">The epoch, from 1.</param>
    /// <param name="Loss">The mean training loss.</param>
    /// <param name="ValidationPerplexity">The perplexity of the held-out texts.</param>
    /// <param name="Seconds">The seconds of training and validation.</param>
    internal sealed record Epoch(
        [property: JsonPropertyName("epoch")] int Number, double Loss,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValidationPerplexity, double Seconds)
    {
        internal static Epoch Of(EpochMetrics metrics) => new(
            metrics.Epoch, metrics.TrainingLoss, metrics.ValidationPerplexity,
            metrics.TrainingSeconds + metrics.ValidationSeconds);
    }
}
