using System.IO.Compression;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Files of word vectors: word2vec's formats, and models.</summary>
internal static class VectorFile
{
    internal const string Text = "text", Binary = "binary", Model = "model";

    private const string BaseName = "vectors";

    // Only the library's WordVectorTransformer has this entry.
    private const string VectorsEntry = "vectors.bin";

    private static readonly (string Format, string Extension)[] Extensions =
        [(Text, ".txt"), (Binary, ".bin"), (Model, ".zip")];

    /// <summary>The default name of the output file.</summary>
    internal static string DefaultName(string? format) =>
        BaseName + Extensions.First(pair => pair.Format == (format ?? Text)).Extension;

    /// <summary>The format by a file's extension; text if the extension is unknown.</summary>
    internal static string FormatByName(string path) =>
        Extensions.FirstOrDefault(pair => path.EndsWith(pair.Extension, StringComparison.OrdinalIgnoreCase)).Format ?? Text;

    /// <summary>The library's value for a format other than model.</summary>
    internal static WordVectorFormat FormatOf(string format) =>
        format == Binary ? WordVectorFormat.Binary : WordVectorFormat.Text;

    /// <summary>Whether a model has word vectors and predicts nothing; false for damaged ones, which loading reports.</summary>
    internal static bool IsModelOfVectors(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.Entries.Any(
                entry => entry.FullName.Replace('\\', '/').EndsWith($"/{VectorsEntry}", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The vectors in a file, or in a model.</summary>
    /// <exception cref="FailureException">The file does not exist, or it has no vectors.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another kind.</exception>
    internal static WordVectors Load(MLContext mlContext, string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new FailureException($"'{path}' is a folder. Name the file of word vectors in it after --vectors.");
        if (!File.Exists(path))
            throw new FailureException($"'{path}' does not exist. Correct the path after --vectors.");
        InputFile.Check(path);
        return InitialVectors.IsModel(path)
            ? mlContext.Model.LoadWordVectors(path, cancellationToken)
            : WordVectors.Load(path, cancellationToken: cancellationToken);
    }
}
