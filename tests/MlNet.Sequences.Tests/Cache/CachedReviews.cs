using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A folder with a table of short reviews, and the steps and the cache that a test fits to them.</summary>
internal sealed class CachedReviews : IDisposable
{
    internal static readonly string[] Encoded = ["Label", "Tokens", "Features", "Weight"];

    private readonly ScratchFolder _folder = new();

    internal CachedReviews(int rows = 2_500)
    {
        Rows = rows;
        TablePath = _folder.Write("reviews.tsv", Table(rows));
        File.SetLastWriteTimeUtc(TablePath, DateTime.UtcNow.AddHours(-1));
        MlContext.Log += (_, e) =>
        {
            lock (Messages)
                Messages.Add(e.Message);
        };
    }

    internal MLContext MlContext { get; } = new(seed: 1);

    internal List<string> Messages { get; } = [];

    internal int Rows { get; }

    internal string TablePath { get; }

    internal string CachePath => _folder.At("caches/reviews.cache");

    internal string Folder => _folder.Path;

    internal static string Table(int rows, string word = "film") => string.Concat(
        Enumerable.Range(0, rows)
        .Select(i => $"{i % 2}\t{(i % 3 == 0 ? "" : $"a {word} of kind{i % 7} and word{i % 500}")}\t{i % 5}\n"));

    /// <summary>The table as ML.NET reads it: a view that does not tell where its rows come from.</summary>
    internal IDataView Load(bool hasHeader = false) => MlContext.Data.LoadFromTextFile(
        TablePath,
        [
            new TextLoader.Column("Label", DataKind.Boolean, 0), new TextLoader.Column("Text", DataKind.String, 1),
            new TextLoader.Column("Weight", DataKind.Single, 2),
        ],
        hasHeader: hasHeader);

    internal IEstimator<ITransformer> Steps(int vocabulary = 300, int length = 6) =>
        MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: vocabulary)
            .Append(MlContext.Transforms.PadSequence("Features", "Tokens", length, SequencePadding.Pre));

    internal EncodingCacheEstimator Cache(int vocabulary = 300, int length = 6, bool namesFiles = true) =>
        Steps(vocabulary, length).CacheEncoded(MlContext, CachePath, namesFiles ? [TablePath] : null);

    /// <summary>Fits the cache to the table, and says whether it was built.</summary>
    internal bool IsBuilt(EncodingCacheEstimator? cache = null, IDataView? view = null)
    {
        using var fitted = (cache ?? Cache()).Fit(view ?? Load());
        return fitted.IsBuilt;
    }

    public void Dispose() => _folder.Dispose();
}
