namespace MlNet.Sequences.Cli;

/// <summary>How the tool was started, so that the commands that it suggests can be pasted.</summary>
internal static class Invocation
{
    internal static string Name { get; } = Find();

    internal static string Quote(string text) => text.Any(c => char.IsWhiteSpace(c) || "\"'$&;|<>()*?`!".Contains(c)) ? $"\"{text}\"" : text;

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
