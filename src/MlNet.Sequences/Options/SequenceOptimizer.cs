namespace MlNet.Sequences;

/// <summary>How a training step turns gradients into new weights.</summary>
public enum SequenceOptimizer
{
    /// <summary>Adam (Kingma and Ba 2015, algorithm 1), with weight decay added to the gradient (L2). The default.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013), weight decay added to the gradient.</summary>
    Sgd,
}
