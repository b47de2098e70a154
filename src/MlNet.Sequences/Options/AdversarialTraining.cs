namespace MlNet.Sequences;

/// <summary>
/// Which loss, besides the task's own, training minimizes where the vectors of the input layer are moved in the worst direction.
/// </summary>
public enum AdversarialTraining
{
    /// <summary>None. The default.</summary>
    None,

    /// <summary>The loss of the labels, where vectors are moved so that it rises most.</summary>
    Adversarial,

    /// <summary>
    /// Classification: the Kullback-Leibler divergence of the prediction from that without the move, where vectors are moved so
    /// that it rises most. It needs no labels.
    /// </summary>
    VirtualAdversarial,
}
