namespace MlNet.Sequences.Tests;

/// <summary>A copy of a tiny encoder of tests/fixtures/encoders, to be damaged.</summary>
internal sealed class EncoderCopy : IDisposable
{
    internal EncoderCopy(string name)
    {
        Folder = Directory.CreateTempSubdirectory("encoder").FullName;
        foreach (string file in Directory.GetFiles(Of(name)))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    internal string Folder { get; }

    /// <summary>The folder of a tiny encoder.</summary>
    internal static string Of(string name) => Repository.Path("tests", "fixtures", "encoders", name);

    internal string PathOf(string file) => Path.Combine(Folder, file);

    internal void Replace(string file, string old, string changed)
    {
        string text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text);
        File.WriteAllText(PathOf(file), text.Replace(old, changed, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
