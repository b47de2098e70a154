using System.Globalization;
using System.Net.Http.Headers;

namespace MlNet.Sequences;

/// <summary>
/// The beginning of a file that is being downloaded, stored with the server's identification of its version: without it, the rest
/// of a newer version could be appended.
/// </summary>
internal sealed class PartialFile(string path, Uri source)
{
    private readonly string _versionPath = path + ".version";

    internal string Path => path;

    internal long Length => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The If-Range condition for requesting the rest, or null to request the whole file.</summary>
    internal RangeConditionHeaderValue? Version
    {
        get
        {
            if (Length == 0 || !File.Exists(_versionPath))
                return null;

            return File.ReadAllLines(_versionPath) is [var address, var version] && address == source.AbsoluteUri
                && RangeConditionHeaderValue.TryParse(version, out RangeConditionHeaderValue? condition) ? condition : null;
        }
    }

    internal FileStream Append() => new(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    internal FileStream Restart(HttpResponseMessage response)
    {
        Delete();

        // RFC 9110, 13.1.5: a weak tag can't promise that the bytes are the same.
        string? version = response.Headers.ETag is { IsWeak: false } tag ? tag.ToString()
            : response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture);
        if (version is not null)
            File.WriteAllLines(_versionPath, [source.AbsoluteUri, version]);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    internal void Delete()
    {
        File.Delete(path);
        File.Delete(_versionPath);
    }

    internal void MoveTo(string target)
    {
        File.Move(path, target, overwrite: true);
        File.Delete(_versionPath);
    }
}
