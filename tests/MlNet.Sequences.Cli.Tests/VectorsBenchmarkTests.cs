using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>What <c>vectors</c> of the benchmarks promises of its table; how fast anything is, no test says.</summary>
[TestClass]
public sealed class VectorsBenchmarkTests
{
    private static readonly string[] Quick =
        ["--epochs", "1", "--rounds", "2", "--dimension", "4", "--threads", "1", "--algorithm", "cbow"];

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [SupportedOSPlatform("linux")]
    public void Both_programs_are_measured_on_the_same_words()
    {
        using var workplace = new Workplace();
        // Writes vectors as fastText does, and what it was asked.
        string program = workplace.Write(
            "fake", "#!/bin/sh\necho \"$@\" > " + workplace.Path("asked") +
            "\nprintf '2 4\\nfine 1 2 3 4\\ndull 4 3 2 1\\n' > \"$5.vec\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (exitCode, output, error) = BenchmarkProgram.Run(
            ["vectors", "--data", WriteReviews(workplace), "--fasttext", program, .. Quick]);
        Assert.AreEqual(0, exitCode, error);
        string[] rows = [.. output.Split('\n').Where(line => line.StartsWith("| cbow", StringComparison.Ordinal))];
        Assert.HasCount(3, rows, output);
        StringAssert.StartsWith(rows[0], "| cbow | 1 | MlNet.Sequences | ");
        StringAssert.StartsWith(rows[1], "| cbow | 1 | fasttext | ");
        StringAssert.Contains(rows[1], "100.0 %");
        StringAssert.StartsWith(rows[2], "| cbow | 1 | fasttext's time over ours, by round | ");
        string asked = File.ReadAllText(workplace.Path("asked"));
        StringAssert.StartsWith(asked, "cbow -input ");
        StringAssert.Contains(
            asked, "-dim 4 -ws 5 -neg 5 -loss ns -minCount 5 -t 0.0001 -maxn 0 -epoch 1 -lr 0.05 -thread 1 -verbose 0");
    }

    [TestMethod]
    public void A_program_that_is_not_there_is_told()
    {
        using var workplace = new Workplace();
        var (exitCode, _, error) = BenchmarkProgram.Run(
            ["vectors", "--data", WriteReviews(workplace), "--fasttext", workplace.Path("none"), .. Quick]);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(error, "can't be started");
    }

    // Each review is of a film of its own, so a tenth or so are held out.
    private static string WriteReviews(Workplace workplace)
    {
        string path = workplace.Path("reviews.tar.gz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (part, stars, text) in new[]
        {
            ("train/pos", 9, "a fine film and worth it"), ("train/neg", 2, "a dull film and no fun"),
            ("train/unsup", 0, "a film and more"), ("test/pos", 9, "fine"), ("test/neg", 2, "dull"),
        })
        {
            for (int i = 0; i < 150; i++)
                Add($"{part}/{i}_{stars}.txt", text);
        }

        foreach (string kind in (string[])["pos", "neg", "unsup"])
            Add($"train/urls_{kind}.txt", string.Concat(Enumerable.Range(0, 150).Select(i => $"film/{kind}/{i}\n")));
        return path;

        void Add(string name, string text) => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "aclImdb/" + name)
        {
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        });
    }
}
