namespace MlNet.Sequences;

/// <summary>
/// What a regression trainer makes small: a function of the distance between the number that is told and the label.
/// </summary>
public enum RegressionLoss
{
    /// <summary>The square of the distance, so that scores tend to the labels' mean. The default.</summary>
    Squared,

    /// <summary>The distance, so that scores tend to the labels' median.</summary>
    Absolute,

    /// <summary>
    /// Half the square up to <c>HuberDelta</c> and linear beyond (Huber 1964, equation 2.1 ff.): squared for most, and no label
    /// far off pulls without limit.
    /// </summary>
    Huber,
}
