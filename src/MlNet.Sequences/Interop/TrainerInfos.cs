using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>What ML.NET asks about a trainer before fitting it.</summary>
internal static class TrainerInfos
{
    /// <summary>
    /// For a trainer that reads its rows once and keeps them, validates on separate rows, and returns its own probabilities. Only
    /// the user knows whether its numbers should be normalized: where the columns hold keys, there is nothing to normalize.
    /// </summary>
    internal static TrainerInfo OfNetworks { get; } = new(
        normalization: false, calibration: false, caching: false, supportValid: true, supportIncrementalTrain: false);

    /// <summary>Of a trainer that reads its rows once, keeps them, and needs none to validate with.</summary>
    internal static TrainerInfo OfNgrams { get; } = new(
        normalization: false, calibration: false, caching: false, supportValid: false, supportIncrementalTrain: false);
}
