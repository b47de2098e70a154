namespace MlNet.Sequences.Cli;

/// <summary>How the tool was started, so that the commands that it suggests can be pasted.</summary>
internal static class Invocation
{
    private const string Resume = "--resume";

    internal static string Name { get; } = Find();

    internal static string Quote(string text)
    {
        if (text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || "\"'$&;|<>()*?`!\\#~[]{}".Contains(c)))
            return text;

        // A shell interprets nothing between single quotes; on Windows they are ordinary characters.
        return OperatingSystem.IsWindows() || !text.Any("\"$`\\!".Contains)
            ? $"\"{text}\""
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>The command line again, with --resume.</summary>
    internal static string AgainWithResume(IEnumerable<string> tokens)
    {
        var again = new List<string>();
        foreach (string token in tokens)
        {
            // Drops the false of "--resume false".
            if (again.Count == 0 || again[^1] != Resume || !bool.TryParse(token, out _))
                again.Add(token);
        }

        if (!again.Contains(Resume))
            again.Add(Resume);
        return string.Join(' ', again.Select(Quote).Prepend(Name));
    }

    private static string Find()
    {
        string process = Environment.ProcessPath ?? Tool.Name;
        string file = Path.GetFileNameWithoutExtension(process);
        if (file != Tool.Name)
            return $"{file} {Quote(Shorter(Path.Combine(AppContext.BaseDirectory, Tool.Name + ".dll")))}";

        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Contains(Path.GetDirectoryName(process)) ? Tool.Name : Quote(Shorter(process));
    }

    private static string Shorter(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        if (!relative.Contains(Path.DirectorySeparatorChar))
            relative = Path.Combine(".", relative);
        return relative.Length < path.Length ? relative : path;
    }
}
