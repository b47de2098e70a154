namespace MlNet.Sequences;

/// <summary>How far a download has come. Reported about ten times a second, and at its end.</summary>
/// <param name="BytesReceived">Bytes on disk so far, those of an earlier attempt that was resumed included. It falls back
/// to 0 where the server can't resume and the download starts again.</param>
/// <param name="TotalBytes">The file's length in bytes, or null where the server doesn't say.</param>
public readonly record struct DownloadProgress(long BytesReceived, long? TotalBytes);
