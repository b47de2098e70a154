namespace MlNet.Sequences.Cli;

/// <summary>A row as its source has it, before a model or a task interprets it.</summary>
/// <param name="Texts">The texts, in the order of the requested columns.</param>
/// <param name="Label">The label; empty if none is read.</param>
/// <param name="Kept">The values to pass through.</param>
/// <param name="Line">The line of the file, from 1; 0 if there are no lines.</param>
internal sealed record SourceRow(IReadOnlyList<string> Texts, string Label, IReadOnlyList<string> Kept, long Line);
