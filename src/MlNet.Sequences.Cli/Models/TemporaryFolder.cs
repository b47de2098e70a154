namespace MlNet.Sequences.Cli;

/// <summary>Where ML.NET puts temporary files, which it needs to load a model, too.</summary>
internal static class TemporaryFolder
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>
    /// A folder to use in place of the system's temporary one where that is full or takes no files; null where it will do.
    /// </summary>
    internal static string? InsteadOfUsual => Found.Value;

    private static string? Find()
    {
        string usual = Path.GetTempPath();
        if (TakesFiles(usual))
            return null;

        // Where neither takes files the usual one stays, and its error is the one to be told.
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
