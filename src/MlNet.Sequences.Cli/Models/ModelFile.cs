using System.Runtime.ExceptionServices;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Loads and saves model files, with errors that say what is wrong with the file.</summary>
internal static class ModelFile
{
    /// <summary>Loads a model with a trained network of the library; n-gram models and ensembles are refused.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    internal static LoadedModel LoadNetwork(MLContext mlContext, string path, CancellationToken cancellationToken)
    {
        var model = Load(mlContext, path, cancellationToken);
        if (model.Ensemble is not null)
            throw new FailureException(
                $"'{path}' is an ensemble: it has several models. Name one of the models that it was made from; " +
                "predict, evaluate and inspect accept this one.");
        return model.Ngrams is null ? model : throw new FailureException(
            $"'{path}' is an n-gram model: it has no network to export, to continue from or to take word vectors from. Train a " +
            $"network with --trainer {Words.List(TrainerKind.Networks, "or")}; predict, evaluate and inspect accept this model.");
    }

    /// <summary>Loads a model with a trained network of the library's, with n-grams, or an ensemble.</summary>
    /// <exception cref="FailureException">The file does not exist, or it has no such model.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled while the file was read.</exception>
    internal static LoadedModel Load(MLContext mlContext, string path, CancellationToken cancellationToken)
    {
        var loaded = LoadAny(mlContext, path, cancellationToken);
        var model = loaded.Scoring;
        return model.Network is not null || loaded.Ngrams is not null || loaded.Ensemble is not null ? loaded
            : throw new FailureException(model.IsExported
            ? $"'{path}' is a model of ToOnnxPipeline: it has an ONNX graph instead of the trained network, without layers, " +
              "settings and history. Use the original model, or score texts with predict."
            : $"'{path}' is an ML.NET model without a sequence network: use one saved by '{Tool.Name} train', or by a program " +
              $"that trains with MlNet.Sequences.");
    }

    /// <summary>Loads a model that predicts, whatever computes it.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    internal static LoadedModel LoadAny(MLContext mlContext, string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new FailureException($"The model '{path}' is a folder: name the .zip file that train saved.");
        return File.Exists(path) ? new(ScoringModel.Load(mlContext, path, cancellationToken))
            : throw new FailureException(
                $"'{path}' does not exist. Correct the path, or make one with '{Tool.Name} train'.");
    }

    /// <summary>Keeps a failed save from ending the process later.</summary>
    /// <remarks>
    /// ML.NET retries a failed write to its temporary folder in a finalizer (<c>Repository.Finalize</c>), where an exception ends
    /// the process.
    /// </remarks>
    internal static void SurviveFailedSaves() => ExceptionHandling.SetUnhandledExceptionHandler(
        e => e is IOException or ObjectDisposedException
        && e.StackTrace?.Contains("Microsoft.ML.Repository.Finalize", StringComparison.Ordinal) == true);

    /// <summary>
    /// Saves a model. ML.NET's temporary folder is next to the file, where there was enough room before training.
    /// </summary>
    /// <exception cref="FailureException">The file can't be written; an earlier one is unchanged.</exception>
    internal static void Save(MLContext mlContext, ITransformer model, DataViewSchema schema, string path) =>
        OutputFile.WriteWithScratch(path, (stream, scratch) =>
        {
            string? usual = mlContext.TempFilePath;
            try
            {
                mlContext.TempFilePath = scratch;
                mlContext.Model.Save(model, schema, stream);
            }
            finally
            {
                mlContext.TempFilePath = usual;
            }
        });

    /// <summary>
    /// Saves a model that was just trained. If its path can't be written anymore, saves it to another folder, so that the
    /// training is not lost.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="schema">The columns of the data that it was trained on.</param>
    /// <param name="path">Its path.</param>
    /// <param name="otherwise">Folders to try before the working folder and the temporary one.</param>
    /// <param name="reason">Why it is not at its path; null if it is.</param>
    /// <returns>Where it was saved.</returns>
    /// <exception cref="FailureException">No folder can be written.</exception>
    internal static string SaveSomewhere(
        MLContext mlContext, ITransformer model, DataViewSchema schema, string path, IEnumerable<string> otherwise,
        out FailureException? reason)
    {
        reason = null;
        string name = $"{Tool.Name}-{Path.GetRandomFileName()}.zip";
        foreach (string place in otherwise.Append(".").Append(Path.GetTempPath()).Select(
            folder => Path.Combine(folder, name)).Prepend(path))
        {
            try
            {
                OutputFile.CheckWritable(place); // A failed save of ML.NET's leaves files open until they are finalized.
                Save(mlContext, model, schema, place);
                return Path.GetFullPath(place);
            }
            catch (Exception e) when (e is not OutOfMemoryException) // Limits of a disk throw various exceptions.
            {
                reason ??= e as FailureException ?? new FailureException($"'{path}' can't be written: {Failures.Describe(e)}", e);
            }
        }

        throw reason!;
    }
}
