using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Keeps what the steps up to here make of the training rows, and the fitted steps themselves, in a file: a later fit of the
    /// same steps to the same rows, in this process or another, neither learns words nor encodes, and training starts within a
    /// second. It stands where ML.NET's <c>AppendCacheCheckpoint</c> would, which keeps rows in memory and for one fit.
    /// </summary>
    /// <param name="encoder">The steps whose result is cached, such as a tokenizer and what follows it, up to the
    /// trainer.</param>
    /// <param name="environment">The context, <c>mlContext</c>.</param>
    /// <param name="path">
    /// The cache's file, mapped into memory when it is read. Made with its folder where it is missing, and built anew where its
    /// inputs have changed; a file that is no cache is never overwritten.
    /// </param>
    /// <param name="inputFiles">
    /// The files and folders that the rows come from, for a view that does not tell, such as that of <c>LoadFromTextFile</c>:
    /// then they are compared, with the loader, the steps behind it, such as <c>TakeRows</c>, and the first hundred rows. Null
    /// compares the files of a view that tells them, and all rows of any other. Default: null.
    /// </param>
    /// <returns>An estimator to append the trainer to.</returns>
    /// <remarks>
    /// The cache holds the columns of numbers, truth values and keys, and of vectors of them; padding takes no room. Text stays
    /// in the source, and is read from there if it is asked for.
    /// </remarks>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
    ///     .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
    ///     .CacheEncoded(mlContext, "reviews.cache")
    ///     .Append(mlContext.BinaryClassification.Trainers.Lstm());
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The path is empty, or there is no name among the files, or an empty one.</exception>
    public static EncodingCacheEstimator CacheEncoded(
        this IEstimator<ITransformer> encoder, IHostEnvironment environment, string path,
        IReadOnlyList<string>? inputFiles = null) =>
        new(environment, encoder, path, inputFiles);
}
