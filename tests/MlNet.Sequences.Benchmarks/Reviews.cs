using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Labelled texts to measure with: the columns Text and Label.</summary>
/// <param name="Train">Those to train on.</param>
/// <param name="Test">Others, where the source has some.</param>
internal sealed record Reviews(IDataView Train, IDataView? Test)
{
    /// <summary>The sample of this repository.</summary>
    internal static string SamplePath => Path.Combine(AppContext.BaseDirectory, "data", "reviews-train.tsv");

    internal static Option<string> PathOption(bool isRequired) => new("--data")
    {
        Required = isRequired,
        HelpName = "PATH",
        Description =
            "The Large Movie Review Dataset, aclImdb_v1.tar.gz or the folder that it unpacks to; or a .tsv file of the two " +
            "columns Text and Label (true or false), with a " +
            $"header.{(isRequired ? "" : " Default: the sample of this repository")}",
        DefaultValueFactory = isRequired ? null : _ => SamplePath,
    };

    /// <exception cref="FailureException">There is nothing at this path.</exception>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    internal static Reviews Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new FailureException(
                $"'{path}' does not exist: give --data the path of aclImdb_v1.tar.gz, of its folder, or of a .tsv " +
                "file.");
        if (Path.GetExtension(path) != ".tsv")
        {
            var imdb = mlContext.Data.LoadImdb(path);
            return new(imdb.Train, imdb.TestOrNull);
        }

        string header = File.ReadLines(path).FirstOrDefault() ?? "";
        return header == "Text\tLabel"
            ? new(mlContext.Data.LoadFromTextFile<Row>(path, hasHeader: true), Test: null)
            : throw new InvalidDataException(
                $"The first line of '{path}' must be 'Text<tab>Label' and is '{header}': give the file this header.");
    }

    /// <summary>A row of such a table.</summary>
    internal sealed class Row
    {
        [LoadColumn(0)]
        public string Text { get; set; } = "";

        [LoadColumn(1)]
        public bool Label { get; set; }
    }
}
