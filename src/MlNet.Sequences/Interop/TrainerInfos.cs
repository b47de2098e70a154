using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>What ML.NET asks of a trainer before it fits it.</summary>
internal static class TrainerInfos
{
    /// <summary>
    /// Of a trainer that reads its rows once and keeps them, measures epochs on validation rows, and gives probabilities of its
    /// own. Whether its numbers should be normalized is for the user to know: where the columns hold keys, there is nothing to
    /// normalize.
    /// </summary>
    internal static TrainerInfo OfNetworks { get; } = new(
        normalization: false, calibration: false, caching: false, supportValid: true, supportIncrementalTrain: false);
}
