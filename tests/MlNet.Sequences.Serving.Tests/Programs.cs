namespace MlNet.Sequences.Serving.Tests;

/// <summary>Programs that some tests need and not every machine has.</summary>
internal static class Programs
{
    /// <summary>The path of a program; the test is skipped where there is none.</summary>
    /// <param name="names">Its names, one of which is enough.</param>
    internal static string Find(params string[] names)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        string? found = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Inconclusive($"Skipped: needs {string.Join(" or ", names)} in PATH, and there is none.");
        return found!;
    }
}
