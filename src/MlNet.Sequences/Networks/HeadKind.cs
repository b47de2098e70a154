namespace MlNet.Sequences;

/// <summary>Which head an objective needs.</summary>
/// <param name="Outputs">The logits of each answer.</param>
/// <param name="IsPerStep">Whether there is an answer for each step, and not one for each sequence.</param>
/// <param name="Language">What a language model predicts; null for other heads.</param>
/// <param name="IsStates">Whether the outputs are the pooled states themselves.</param>
internal readonly record struct HeadKind(
    int Outputs, bool IsPerStep = false, LanguageModelKind? Language = null, bool IsStates = false)
{
    /// <exception cref="InvalidDataException">The body or its input does not suit the head.</exception>
    internal SequenceHead Build(NetworkArchitecture architecture, SequenceBody body, NetworkRandom random) => this switch
    {
        { Language: { } language } => new LanguageModelHead(language, architecture, body.Input, random),
        { IsStates: true } => StatesHead.Of(architecture.Pooling, body.Width, Outputs),
        { IsPerStep: true } => new StepHead(body.Width, Outputs, architecture.HeadDropout, random),
        _ => new PooledHead(architecture.Pooling, body.Width, Outputs, architecture.HeadDropout, random),
    };

    /// <summary>The weights of the head, those of the embedding apart.</summary>
    internal WeightCount CountWeights(NetworkArchitecture architecture) => Language is { } language
        ? LanguageModelHead.Count(language, architecture)
        : IsStates ? default
        : WeightCount.Linear((IsPerStep ? 1 : Pooling.PartsOf(architecture.Pooling)) * architecture.StateWidth, Outputs);
}
