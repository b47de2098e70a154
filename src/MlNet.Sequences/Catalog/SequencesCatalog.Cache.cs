using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Caches the encoded training rows and the fitted steps in a file: a later fit of the same steps to the same rows, in this
    /// process or another, neither learns words nor encodes, and training starts within a second. Use it where ML.NET's
    /// <c>AppendCacheCheckpoint</c> would go, which keeps rows in memory and for one fit.
    /// </summary>
    /// <param name="encoder">
    /// The steps whose result is cached, such as a tokenizer and what follows it, up to the trainer.
    /// </param>
    /// <param name="environment">The context, <c>mlContext</c>.</param>
    /// <param name="path">
    /// The cache file, mapped into memory when read. Created with its folder if missing, and rebuilt if its inputs have changed;
    /// a file that is not a cache is never overwritten.
    /// </param>
    /// <param name="inputFiles">
    /// The files and folders that the rows come from, for a view that does not know them, such as that of
    /// <c>LoadFromTextFile</c>: then they are compared, with the loader, the steps after it, such as <c>TakeRows</c>, and the
    /// first hundred rows. Null compares the files of a view that knows them, and all rows of any other. Default: null.
    /// </param>
    /// <returns>An estimator to append the trainer to.</returns>
    /// <remarks>
    /// The cache holds columns of numbers, Booleans and keys, and of vectors of them; padding takes no space. Text stays in the
    /// source, and is read from there if requested.
    /// </remarks>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
    ///     .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
    ///     .CacheEncoded(mlContext, "reviews.cache")
    ///     .Append(mlContext.BinaryClassification.Trainers.Lstm());
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The path is empty, or the list of files is empty or has an empty name.</exception>
    public static EncodingCacheEstimator CacheEncoded(
        this IEstimator<ITransformer> encoder, IHostEnvironment environment, string path,
        IReadOnlyList<string>? inputFiles = null) =>
        new(environment, encoder, path, inputFiles);
}
