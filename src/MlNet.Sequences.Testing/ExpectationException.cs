namespace MlNet.Sequences.Testing;

/// <summary>Something is not as a rule has it.</summary>
internal sealed class ExpectationException(string message) : Exception(message);
