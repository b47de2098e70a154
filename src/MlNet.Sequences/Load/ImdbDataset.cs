using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The Large Movie Review Dataset: 50,000 film reviews of the Internet Movie Database, half of them positive, and 50,000 without
/// a label. Created by <c>mlContext.Data.LoadImdb</c>.
/// </summary>
/// <remarks>
/// <para>Every view has the columns <c>Text</c> (Text, including HTML line breaks), <c>Label</c> (Boolean, true for a positive
/// review), <c>Rating</c> (Single: stars, 1 to 4 for a negative review and 7 to 10 for a positive one), <c>Id</c> (Text: the
/// file's path without its extension, such as "train/pos/0_9") and <c>Film</c> (Text: the film's identifier in IMDb, such as
/// "tt0064354"; empty where the data set lacks the lists urls_*.txt). Up to 30 reviews are of one film and resemble each other:
/// name <c>Film</c> as <see cref="SequenceTrainerOptions.SamplingKeyColumnName"/>.</para>
/// <para>Rows are ordered by the number in the file's name, negative before positive at the same number, so that the classes
/// alternate in any part of the data and the order is the same on every machine. Views can be read any number of times, by
/// several cursors at once, and shuffled.</para>
/// <para>Source: Maas, Daly, Pham, Huang, Ng and Potts, "Learning Word Vectors for Sentiment Analysis", ACL 2011,
/// https://ai.stanford.edu/~amaas/data/sentiment/. The data set states no license, so the library downloads it and doesn't
/// contain it.</para>
/// </remarks>
public sealed class ImdbDataset
{
    private readonly Lazy<IDataView?> _test;
    private readonly Lazy<IDataView?> _unlabeled;
    private readonly string _source;

    internal ImdbDataset(string source, IDataView train, Func<IDataView?> test, Func<IDataView?> unlabeled)
    {
        _source = source;
        Train = train;
        _test = new(test);
        _unlabeled = new(unlabeled);
    }

    /// <summary>The labeled reviews to train on: 25,000 in the published data set. Held in memory.</summary>
    public IDataView Train { get; }

    /// <summary>The labeled reviews to test on: 25,000 in the published data set, of other films. Held in memory.</summary>
    /// <exception cref="InvalidOperationException">The archive or folder has no test part.</exception>
    public IDataView Test => TestOrNull ?? throw Missing("test", "test/pos and test/neg");

    /// <summary><see cref="Test"/>, or null if the archive or folder has no test part.</summary>
    internal IDataView? TestOrNull => _test.Value;

    /// <summary>
    /// The reviews without a label: 50,000 in the published data set. <c>Label</c> is always false here and <c>Rating</c> NaN
    /// (the files' names say 0, which is not a number of stars): neither says anything about the review.
    /// </summary>
    /// <remarks>
    /// The texts are read when the view's first cursor is opened, in a second pass over the archive or folder, and held in memory
    /// from then on (about 130 MB). Until then the archive or folder must not be moved.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The archive or folder has no unlabeled part.</exception>
    public IDataView Unlabeled => _unlabeled.Value ?? throw Missing("unlabeled", "train/unsup");

    private InvalidOperationException Missing(string part, string folders) =>
        new($"The {part} reviews can be used only if the data set has them; '{_source}' has none under {folders}. " +
            "Load the complete data set, which LoadImdb() without a path downloads.");
}
