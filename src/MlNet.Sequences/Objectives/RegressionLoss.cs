namespace MlNet.Sequences;

/// <summary>
/// The loss of a regression trainer: a function of the distance between prediction and label.
/// </summary>
public enum RegressionLoss
{
    /// <summary>The square of the distance, so that scores tend to the labels' mean. The default.</summary>
    Squared,

    /// <summary>The distance, so that scores tend to the labels' median.</summary>
    Absolute,

    /// <summary>
    /// Half the square up to <c>HuberDelta</c> and linear beyond (Huber 1964, equation 2.1 ff.): quadratic for most labels, while
    /// outliers pull with limited force.
    /// </summary>
    Huber,
}
