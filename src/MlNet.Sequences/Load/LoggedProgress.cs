using System.Globalization;

namespace MlNet.Sequences;

/// <summary>Passes progress on to the caller, and to the log at every tenth of the file.</summary>
internal sealed class LoggedProgress(IProgress<DownloadProgress>? inner, Action<string> log)
{
    private const double Megabyte = 1_000_000;

    private int _lastTenth;

    internal void Report(DownloadProgress progress)
    {
        inner?.Report(progress);
        if (progress.TotalBytes is not > 0)
            return;

        int tenth = (int)(10 * progress.BytesReceived / progress.TotalBytes.Value);
        if (tenth > _lastTenth)
        {
            log(string.Create(CultureInfo.InvariantCulture,
                $"{progress.BytesReceived / Megabyte:F1} of {progress.TotalBytes / Megabyte:F1} MB"));
        }

        _lastTenth = tenth;
    }
}
