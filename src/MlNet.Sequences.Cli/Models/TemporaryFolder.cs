namespace MlNet.Sequences.Cli;

/// <summary>The folder for ML.NET's temporary files, which loading a model needs, too.</summary>
internal static class TemporaryFolder
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>
    /// A folder to use in place of the system's temporary one if that is full or read-only; null if it works.
    /// </summary>
    internal static string? InsteadOfUsual => Found.Value;

    private static string? Find()
    {
        string usual = Path.GetTempPath();
        if (TakesFiles(usual))
            return null;

        // If none works, the usual one stays, and its error is reported.
        string[] others = [
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), Environment.CurrentDirectory];
        return others.FirstOrDefault(folder => folder.Length > 0 && TakesFiles(folder));
    }

    private static bool TakesFiles(string folder)
    {
        try
        {
            OutputFile.CheckWritable(Path.Combine(folder, $"{Tool.Name}-{Path.GetRandomFileName()}"));
            return true;
        }
        catch (Exception e) when (e is FailureException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
