namespace MlNet.Sequences;

/// <summary>What to do when n-gram training meets a limit, in terms of the caller's options.</summary>
/// <param name="MoreSteps">When it stops before it reaches its tolerance.</param>
/// <param name="FewerWeights">When there are more weights than an array can hold.</param>
internal sealed record NgramRemedies(OptionMessage MoreSteps, OptionMessage FewerWeights);
