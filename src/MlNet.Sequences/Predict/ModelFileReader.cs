using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Loads model files with errors that say what is wrong with them.</summary>
internal static class ModelFileReader
{
    /// <summary>Loads a model saved by <c>mlContext.Model.Save</c>.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="schema">The columns of the data that it was trained on; null if the model does not have them.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">The file is not a model, or it is truncated or damaged.</exception>
    /// <exception cref="NativeEngineException">The application lacks the package with torch or ONNX Runtime.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    internal static ITransformer Read(
        ModelOperationsCatalog catalog, string path, out DataViewSchema? schema, CancellationToken cancellationToken)
    {
        InputFile.Check(path);
        using var file = new CancellableStream(File.OpenRead(path), cancellationToken);
        CheckZip(file, path);
        return LoadSteps(catalog, file, path, out schema, cancellationToken);
    }

    private static ITransformer LoadSteps(
        ModelOperationsCatalog catalog, Stream file, string path, out DataViewSchema? schema, CancellationToken cancellationToken)
    {
        try
        {
            return catalog.Load(file, out schema);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cause = e;
            while (cause is InvalidOperationException or TargetInvocationException && cause.InnerException is { } inner)
                cause = inner; // the inner exception is more informative
            if (cause is NativeEngineException)
                ExceptionDispatchInfo.Throw(cause);
            throw new InvalidDataException($"'{path}' can't be loaded: {cause.Message}", e);
        }
    }

    // ML.NET reports for every such file that it failed to open a zip archive.
    private static void CheckZip(Stream file, string path)
    {
        if (file.ReadByte() != 'P' || file.ReadByte() != 'K')
            throw new InvalidDataException(
                $"'{path}' is not a model file: it is not a zip file, as mlContext.Model.Save writes one. Name another file.");
        file.Position = 0;
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            _ = zip.Entries.Count;
            file.Position = 0;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"'{path}' is truncated or damaged ({e.Message.TrimEnd('.')}). Use an intact copy, or train the model again.",
                    e);
        }
    }
}
