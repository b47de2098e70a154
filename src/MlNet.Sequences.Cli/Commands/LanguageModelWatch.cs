namespace MlNet.Sequences.Cli;

/// <summary>Keeps the history of the language model that a recipe's classifier starts from.</summary>
internal sealed class LanguageModelWatch : IFitCallback
{
    private TrainingHistory? _history;

    public void OnFitEnd(TrainingHistory? history) => _history = history;

    /// <summary>What train prints about it; null without one.</summary>
    internal LanguageModelReport? Report => _history is { } history
        ? new(
            history.TotalSeconds, history.TrainingRows, history.Epochs.Count,
            history.Epochs.Single(epoch => epoch.Epoch == history.KeptEpoch).ValidationPerplexity)
        : null;
}
