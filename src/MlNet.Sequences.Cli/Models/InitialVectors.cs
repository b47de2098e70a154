using System.IO.Compression;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Word vectors to start from, in any kind of file.</summary>
internal static class InitialVectors
{
    /// <summary>
    /// The vectors of the model if the file is one, otherwise unchanged. A missing file is an error now, not after the words are
    /// learned.
    /// </summary>
    /// <exception cref="FailureException">The file does not exist, or it is a model that can't be loaded.</exception>
    internal static InitialEmbeddings? Resolve(
        MLContext mlContext, InitialEmbeddings? vectors, CancellationToken cancellationToken)
    {
        if (vectors?.ToString() is not { } path)
            return null;
        if (!File.Exists(path))
        {
            string what = Directory.Exists(path) ? "is a folder. Name a file in it" : "does not exist. Correct the path";
            throw new FailureException(
                $"--init-embeddings needs a file of word vectors; received '{path}', which {what}.");
        }

        InputFile.Check(path);
        return !IsModel(path) ? vectors
            : VectorFile.IsModelOfVectors(path)
            ? InitialEmbeddings.FromVectors(mlContext.Model.LoadWordVectors(path, cancellationToken))
            : InitialEmbeddings.FromModel(ModelFile.LoadNetwork(mlContext, path, cancellationToken).Predictor);
    }

    /// <summary>Whether a file is a model of ML.NET.</summary>
    // Word vectors are also published as zip archives; the library says what to do with those.
    internal static bool IsModel(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.ReadByte() != 'P' || stream.ReadByte() != 'K')
            return false;
        stream.Position = 0;
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            return zip.Entries.Any(
                entry => entry.FullName.Replace('\\', '/').StartsWith("TrainingInfo/", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase); // A damaged one: loading reports it.
        }
    }
}
