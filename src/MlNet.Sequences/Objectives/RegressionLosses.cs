using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Computes <see cref="RegressionLoss"/> of distances in standard deviations of the labels.</summary>
internal static class RegressionLosses
{
    /// <param name="loss">The loss function.</param>
    /// <param name="distances">Predictions minus labels, of any shape.</param>
    /// <param name="huberDelta">Where the Huber loss becomes linear.</param>
    /// <returns>The loss of each.</returns>
    internal static torch.Tensor Of(this RegressionLoss loss, torch.Tensor distances, double huberDelta) => loss switch
    {
        RegressionLoss.Absolute => distances.abs(),
        RegressionLoss.Huber => Huber(distances.abs(), huberDelta),
        _ => distances.Squared(),
    };

    /// <param name="loss">The loss function.</param>
    /// <param name="distance">0 or more.</param>
    /// <param name="huberDelta">Where the Huber loss becomes linear.</param>
    internal static double Of(this RegressionLoss loss, double distance, double huberDelta) => loss switch
    {
        RegressionLoss.Absolute => distance,
        RegressionLoss.Huber when distance > huberDelta => huberDelta * (distance - (huberDelta / 2)),
        RegressionLoss.Huber => distance * distance / 2,
        _ => distance * distance,
    };

    // Half the square of the part within delta, and delta times the part beyond.
    private static torch.Tensor Huber(torch.Tensor distances, double delta)
    {
        var within = distances.AtMost(delta);
        return within.Squared().DividedBy(2).Plus((distances - within).Times(delta));
    }
}
