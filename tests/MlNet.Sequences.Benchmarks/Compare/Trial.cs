namespace MlNet.Sequences.Benchmarks;

/// <summary>What one of those compared did: trained on texts and told of each other text how probable true is.</summary>
/// <param name="Probabilities">Of true, in the order of the test rows.</param>
/// <param name="SecondsToTrain">From texts in memory to a model.</param>
/// <param name="SecondsToScore">From texts in memory to probabilities.</param>
/// <param name="Version">What did it.</param>
/// <param name="NotInstalled">What is missing, where it could not be tried; all else is then empty.</param>
internal sealed record Trial(
    IReadOnlyList<float>? Probabilities, double? SecondsToTrain, double? SecondsToScore, string? Version,
    string? NotInstalled = null);
