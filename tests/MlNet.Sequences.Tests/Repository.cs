namespace MlNet.Sequences.Tests;

/// <summary>Where the tests find the repository and the data that lies beside it on some machines.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>A program of the tests, of the same build: tests/NAME/bin/CONFIGURATION/net10.0/NAME.dll.</summary>
    internal static string TestProgram(string name)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        return Path("tests", name, "bin", here.Parent!.Name, here.Name, $"{name}.dll");
    }

    /// <summary>
    /// A folder named by an environment variable, else a folder of ../shared; skips the test where there is neither.
    /// </summary>
    internal static string SharedFolder(string environmentVariable, string name)
    {
        string folder = Environment.GetEnvironmentVariable(environmentVariable) ?? Path("..", "shared", name);
        if (!Directory.Exists(folder))
            Assert.Inconclusive(
                $"Skipped: needs the folder that {environmentVariable} names, or ../shared/{name}; neither is here.");
        return folder;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "MlNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds MlNet.sln.");
    }
}
