namespace MlNet.Sequences;

/// <summary>The progress of training word vectors.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="NumberOfEpochs">The number of epochs.</param>
/// <param name="Fraction">The fraction of the whole training that is done, from 0 to 1.</param>
/// <param name="TokensPerSecond">
/// The tokens read per second since training began, by all threads, including those that subsampling left out.
/// </param>
/// <param name="Loss">
/// The mean loss of a prediction, in nats, in this epoch so far: the negative of equation 4 of Mikolov et al. 2013.
/// </param>
public readonly record struct WordVectorProgress(
    int Epoch, int NumberOfEpochs, double Fraction, double TokensPerSecond, double Loss)
{
    /// <summary>The properties, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(WordVectorProgress), PrintMembers);
}
