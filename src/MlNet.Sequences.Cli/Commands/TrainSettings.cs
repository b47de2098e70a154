namespace MlNet.Sequences.Cli;

/// <summary>What train does, every default filled in.</summary>
/// <param name="Data">Where the texts are; null for the sample.</param>
/// <param name="Output">Where the model goes.</param>
/// <param name="Vocabulary">The most words that are told apart.</param>
/// <param name="Length">The words of a text that are read.</param>
/// <param name="Trainer">The trainer's options.</param>
/// <param name="Json">Whether the report goes to stdout.</param>
internal sealed record TrainSettings(string? Data, string Output, int Vocabulary, int Length, LstmOptions Trainer, bool Json);
