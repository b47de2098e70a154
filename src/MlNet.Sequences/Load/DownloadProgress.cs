namespace MlNet.Sequences;

/// <summary>The progress of a download. Reported about ten times a second, and at its end.</summary>
/// <param name="BytesReceived">
/// Bytes on disk so far, including those of an earlier attempt. Falls back to 0 if the server can't resume and the download
/// starts over.
/// </param>
/// <param name="TotalBytes">The file's length in bytes, or null if the server does not send it.</param>
public readonly record struct DownloadProgress(long BytesReceived, long? TotalBytes);
