namespace MlNet.Sequences;

/// <summary>
/// How the learning rate changes from the first training step to the last. <c>LearningRate</c> is its highest value.
/// </summary>
public enum LearningRateSchedule
{
    /// <summary>The same rate for every step.</summary>
    Constant,

    /// <summary>
    /// One cycle (Smith and Topin 2019): from a 25th of the rate up to it over the first <c>WarmupFraction</c> of the steps, then
    /// down to a 250,000th of it, both along half a cosine. The default.
    /// </summary>
    OneCycle,

    /// <summary>
    /// Linearly from 0 up to the rate over the first <c>WarmupFraction</c> of the steps, then linearly down to 0.
    /// </summary>
    LinearWarmupAndDecay,

    /// <summary>
    /// Linearly from 0 up to the rate over the first <c>WarmupFraction</c> of the steps, then down to 0 along half a cosine
    /// (Loshchilov and Hutter 2017, equation 5, without restarts).
    /// </summary>
    CosineDecay,

    /// <summary>
    /// The same rate until <c>BestEpochMetric</c> has not improved for <c>PlateauPatience</c> epochs, then <c>PlateauFactor</c>
    /// times that, and so on. Needs validation rows.
    /// </summary>
    ReduceOnPlateau,
}
