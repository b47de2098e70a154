namespace MlNet.Sequences.Serving;

/// <summary>The service does not answer a request; the message says which rule was broken, and the remedy.</summary>
public sealed class PredictionRefusedException : Exception
{
    /// <param name="statusCode">The status of HTTP that says so.</param>
    /// <param name="message">Which rule was broken, the value received and the remedy.</param>
    /// <param name="field">The field of the request that broke it; null for none.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public PredictionRefusedException(int statusCode, string message, string? field = null, Exception? innerException = null)
        : base(message, innerException) => (StatusCode, Field) = (statusCode, field);

    /// <summary>
    /// The status of HTTP: 400 for a wrong request, 404 for an unknown model, 413 for too much, 429 for a full queue, 503 while
    /// the service starts or stops, 504 after the deadline.
    /// </summary>
    public int StatusCode { get; }

    /// <summary>The field of the request that broke the rule, such as <c>texts[3]</c>; null for none.</summary>
    public string? Field { get; }

    /// <summary>When to try again; null if that is of no use.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
