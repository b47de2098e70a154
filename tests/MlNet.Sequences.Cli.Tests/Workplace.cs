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

    internal string[] Files() =>
        [.. Directory.GetFiles(_folder.FullName).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The weights in a model file, byte by byte.</summary>
    internal byte[] Weights(string model)
    {
        using var zip = ZipFile.OpenRead(Path(model));
        using var entry = zip.Entries.Single(entry => entry.Name == "weights.safetensors").Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal string Write(string name, string content)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>
    /// An archive of the form of the IMDB data set, with twelve reviews of each part and every number of stars.
    /// </summary>
    internal string WriteImdb(string name)
    {
        using var file = File.Create(Path(name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (string part in (string[])["train", "test"])
        {
            for (int i = 0; i < 12; i++)
            {
                string entry = $"aclImdb/{part}/{(i % 2 == 0 ? "pos" : "neg")}/{i / 2}_{(i % 2 == 0 ? 7 : 1) + i / 2 % 4}.txt";
                string text = i % 2 == 0
                    ? $"A fine film, number {i}.<br />I liked it."
                    : $"A dull film, number {i}.<br />I slept.";
                tar.WriteEntry(
                    new PaxTarEntry(
                        TarEntryType.RegularFile, entry)
                    { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return Path(name);
    }

    /// <summary>A table of texts on four topics, whose stars are 1, 2, 4 and 7.</summary>
    internal string WriteTopics(string name)
    {
        string[] topics = ["weather", "sport", "cooking", "travel"], stars = ["4", "1", "2", "7"];
        string[] texts = [
            "rain and wind over the hills", "the team won the match", "stir the soup and add salt", "a train to the coast"];
        return Write(name, "Topic\tStars\tBody\n" + string.Concat(
            Enumerable.Range(0, 80).Select(i => $"{topics[i % 4]}\t{stars[i % 4]}\t{texts[i % 4]}\n")));
    }

    /// <summary>A workplace with the file topics.tsv, and with model.zip, which was trained on it.</summary>
    internal static Workplace WithModelOfTopics()
    {
        var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        var run = workplace.Tool.Run(["train", "--data", "topics.tsv", "--text", "Body", "--label", "Topic", .. Tool.Quick]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return workplace;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
