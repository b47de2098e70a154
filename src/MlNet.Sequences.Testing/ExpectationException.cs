namespace MlNet.Sequences.Testing;

/// <summary>A rule's expectation is not met.</summary>
internal sealed class ExpectationException(string message) : Exception(message);
