namespace MlNet.Sequences.Cli;

/// <summary>A row of data as its source writes it, before a model or a task says what it means.</summary>
/// <param name="Texts">The texts, in the order of the columns that were asked for.</param>
/// <param name="Label">The label; empty where none is read.</param>
/// <param name="Kept">The values that are passed through.</param>
/// <param name="Line">The line of the file, from 1; 0 where there are no lines.</param>
internal sealed record SourceRow(IReadOnlyList<string> Texts, string Label, IReadOnlyList<string> Kept, long Line);
