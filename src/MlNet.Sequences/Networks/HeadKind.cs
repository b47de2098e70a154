namespace MlNet.Sequences;

/// <summary>Which head an objective needs.</summary>
/// <param name="Outputs">The logits of each answer.</param>
/// <param name="IsPerStep">Whether there is an answer for each step, and not one for each sequence.</param>
/// <param name="IsTied">
/// Whether the answer for each step is a token, whose logit is the product of the step's state and the token's vector: the output
/// matrix is the embedding (Press and Wolf 2017, "Using the Output Embedding to Improve Language Models").
/// </param>
internal readonly record struct HeadKind(int Outputs, bool IsPerStep = false, bool IsTied = false)
{
    /// <exception cref="InvalidDataException">
    /// The logits are to be those of tokens, and the input has others, or none.
    /// </exception>
    internal SequenceHead Build(NetworkArchitecture architecture, SequenceBody body, NetworkRandom random) => this switch
    {
        { IsTied: true } => new TiedStepHead(body.Input, body.Width, Outputs, architecture.HeadDropout, random),
        { IsPerStep: true } => new StepHead(body.Width, Outputs, architecture.HeadDropout, random),
        _ => new PooledHead(architecture.Pooling, body.Width, Outputs, architecture.HeadDropout, random),
    };

    /// <summary>The weights of the head, those of the embedding apart.</summary>
    internal WeightCount CountWeights(NetworkArchitecture architecture)
    {
        if (!IsTied)
            return WeightCount.Linear(
                (IsPerStep ? 1 : Pooling.PartsOf(architecture.Pooling)) * architecture.StateWidth, Outputs);
        var biases = new WeightCount(Outputs, 1);
        return architecture.StateWidth == architecture.InputWidth
            ? biases
            : biases + WeightCount.Linear(architecture.StateWidth, architecture.InputWidth);
    }
}
