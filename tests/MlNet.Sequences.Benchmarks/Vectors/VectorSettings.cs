using System.Globalization;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The settings that both programs train with.</summary>
/// <param name="Algorithm">"skip-gram" or "cbow".</param>
/// <param name="Dimension">The length of a vector.</param>
/// <param name="Epochs">The epochs.</param>
internal sealed record VectorSettings(string Algorithm, int Dimension, int Epochs)
{
    internal const string SkipGram = "skip-gram", Cbow = "cbow";
    internal const int Window = 5, Negatives = 5, MinimumCount = 5;
    internal const double Threshold = 1e-4;

    internal double LearningRate => Algorithm == Cbow ? 0.05 : 0.025;

    /// <summary>fastText's arguments for them, without subwords.</summary>
    internal string[] FastText(string words, string output, int threads) =>
    [
        Algorithm == Cbow ? "cbow" : "skipgram", "-input", words, "-output", output, "-dim", Text(Dimension), "-ws", Text(Window),
        "-neg", Text(Negatives), "-loss", "ns", "-minCount", Text(MinimumCount), "-t", Text(Threshold), "-maxn", "0",
        "-epoch", Text(Epochs), "-lr", Text(LearningRate), "-thread", Text(threads), "-verbose", "0",
    ];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
