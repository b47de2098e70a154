namespace MlNet.Sequences;

/// <summary>
/// The folder for files that can be recreated: MLNET_SEQUENCES_CACHE, else mlnet-sequences in the user's cache folder.
/// </summary>
internal static class CacheFolder
{
    internal const string Variable = "MLNET_SEQUENCES_CACHE";

    /// <exception cref="InvalidOperationException">The variable isn't set and the user has no folder for such files.</exception>
    internal static string Find() => Find(Environment.GetEnvironmentVariable, OperatingSystem.IsLinux(),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));

    /// <summary>Creates a cache folder if there is none, and ensures that nobody else can change its contents.</summary>
    /// <returns>Its path, without links.</returns>
    /// <exception cref="InvalidOperationException">Others can change its contents.</exception>
    internal static string Trusted(string folder)
    {
        Directory.CreateDirectory(folder);
        string real = FolderTrust.Resolve(folder, out string? objection);
        return objection is null
            ? real
            : throw new InvalidOperationException(
                $"The cache folder must be one that only this user, or root, can write to; received '{folder}', and " +
                $"{objection}. Change its permissions, or set the environment variable {Variable} to a folder of your own.");
    }

    internal static string Find(Func<string, string?> variable, bool isLinux, string localApplicationData)
    {
        if (variable(Variable) is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);

        string root = localApplicationData;
        if (isLinux)
        {
            // XDG base directory specification: a relative path must be ignored, and ~/.cache is the default.
            if (variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
                root = cache;
            else if (variable("HOME") is { Length: > 0 } home)
                root = Path.Combine(home, ".cache");
        }

        if (root.Length == 0)
        {
            throw new InvalidOperationException(
                $"This user has no folder for cached files. Set the environment variable {Variable} to a folder.");
        }

        return Path.Combine(root, "mlnet-sequences");
    }
}
