using System.Globalization;
using System.IO.Compression;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A series with its class, from the archive of UEA and UCR (Dau et al. 2018).</summary>
/// <param name="Label">The class.</param>
/// <param name="Channels">The numbers of each channel, step after step.</param>
internal sealed record LabeledSeries(string Label, IReadOnlyList<float[]> Channels)
{
    internal int Steps => Channels[0].Length;

    /// <summary>Reads one part of a set: a .ts or .arff file, compressed (.gz) or not.</summary>
    /// <exception cref="FailureException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not of this form.</exception>
    internal static IReadOnlyList<LabeledSeries> Read(string folder, string name, string part)
    {
        string[] paths = [.. ((string[])["ts", "arff", "ts.gz", "arff.gz"]).Select(
            ending => Path.Combine(folder, $"{name}_{part}.{ending}"))];
        string path = Array.Find(paths, File.Exists) ?? throw new FailureException(
            $"'{folder}' has no {name}_{part}.ts, .arff, .ts.gz or .arff.gz: give --data the folder of the archive's files.");
        using var file = File.OpenRead(path);
        bool isPacked = path.EndsWith(".gz", StringComparison.Ordinal);
        using var unpacked = isPacked ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(unpacked);
        // In .ts channels are parted by colons, and the class is the last; in .arff the class is the last number.
        bool isTs = path.Contains(".ts", StringComparison.Ordinal);
        var series = new List<LabeledSeries>();
        bool isData = false;
        for (int number = 1; reader.ReadLine()?.Trim() is { } line; number++)
        {
            if (!isData || line.Length == 0)
            {
                isData |= line.StartsWith("@data", StringComparison.OrdinalIgnoreCase);
                continue;
            }

            int last = line.LastIndexOf(isTs ? ':' : ',');
            string[] channels = last < 0 ? [] : isTs ? line[..last].Split(':') : [line[..last]];
            if (channels.Length == 0)
                throw new InvalidDataException($"{path}, line {number}: has no class. Give a file of the archive.");
            series.Add(new(line[(last + 1)..].Trim(), [.. channels.Select(channel => Parse(channel, path, number))]));
        }

        return series.Count > 0 ? series : throw new InvalidDataException($"{path} has no series after a line @data.");
    }

    private static float[] Parse(string channel, string path, int line) => Array.ConvertAll(
        channel.Split(','), cell => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
            ? number
            : throw new InvalidDataException($"{path}, line {line}: '{cell}' is not a number."));
}
