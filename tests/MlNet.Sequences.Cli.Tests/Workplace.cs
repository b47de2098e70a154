using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>A folder of a test's own, in which the tool is run.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-sequences-cli-tests-");

    internal Workplace() => Tool = new Tool(_folder.FullName);

    internal Tool Tool { get; }

    internal string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    internal string[] Files() => [.. Directory.GetFiles(_folder.FullName).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    internal string Write(string name, string content)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>An archive of the form of the IMDB data set, with twelve reviews of each part.</summary>
    internal string WriteImdb(string name)
    {
        using var file = File.Create(Path(name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (string part in (string[])["train", "test"])
        {
            for (int i = 0; i < 12; i++)
            {
                string entry = $"aclImdb/{part}/{(i % 2 == 0 ? "pos" : "neg")}/{i / 2}_{(i % 2 == 0 ? 8 : 2)}.txt";
                string text = i % 2 == 0 ? $"A fine film, number {i}.<br />I liked it." : $"A dull film, number {i}.<br />I slept.";
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return Path(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
