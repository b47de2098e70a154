namespace MlNet.Sequences;

/// <summary>A transfer broke off. <see cref="VerifiedDownload"/> retries or turns it into the caller's error.</summary>
internal sealed class TransferException(string message, bool canRetry, Exception? innerException = null)
    : Exception(message, innerException)
{
    internal bool CanRetry { get; } = canRetry;
}
