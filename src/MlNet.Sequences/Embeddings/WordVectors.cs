using System.Numerics.Tensors;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Words with a vector each: trained by <c>mlContext.Transforms.Text.TrainWordVectors</c>, or read from a file of word2vec
/// (Mikolov et al. 2013), GloVe (Pennington et al. 2014) or fastText (Bojanowski et al. 2017). Answers which words are similar,
/// and analogies.
/// </summary>
/// <remarks>Immutable and safe to use from many threads at once. Words are compared exactly.</remarks>
public sealed class WordVectors
{
    private readonly VectorMatrix _vectors;
    private readonly Dictionary<string, int> _places;
    private readonly Lazy<float[]> _lengths;

    internal WordVectors(IReadOnlyList<string> words, VectorMatrix vectors)
    {
        (Words, _vectors) = (words, vectors);
        _places = new(words.Count, StringComparer.Ordinal);
        for (int i = 0; i < words.Count; i++)
            _places.Add(words[i], i);
        _lengths = new(Lengths);
    }

    /// <summary>The words, in the order of their source: trained ones by descending frequency.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The length of each vector, from 1.</summary>
    public int Dimension => _vectors.Dimension;

    /// <summary>Reads a file of word vectors, plain or in gzip. If a word is repeated, its first vector counts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format. Default: <see cref="WordVectorFormat.Auto"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentException">The path is empty, or the format is not a named value.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file is not a regular file, or can't be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file has no word vectors, or is damaged; the message says where.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static WordVectors Load(
        string path, WordVectorFormat format = WordVectorFormat.Auto, CancellationToken cancellationToken = default)
    {
        CheckFile(path, format);
        using var file = new FileStream(
            InputFile.Check(path).FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
        return WordVectorCollector.Read(sink => FileWordVectors.Read(file, $"'{path}'", format, sink, cancellationToken));
    }

    /// <summary>
    /// The vectors in a model: those that <c>TrainWordVectors</c> trained, or else the embedding of a trained network.
    /// </summary>
    /// <param name="model">The model, alone or anywhere in a chain of transformers.</param>
    /// <exception cref="ArgumentException">
    /// The model has no vectors, has those of several steps, or its sequences are of numbers.
    /// </exception>
    /// <exception cref="InvalidOperationException">The words of the network's keys are unknown.</exception>
    public static WordVectors FromModel(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return InitialEmbeddings.FromModel(model).Source is var source && source is TrainedWordVectors trained ? trained.Vectors
            : WordVectorCollector.Read(sink => source.Read(sink, CancellationToken.None));
    }

    /// <summary>
    /// Writes a file in one of word2vec's formats, which <see cref="Load"/> and other programs read. If it fails, an existing
    /// file is unchanged.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="format">
    /// Its format; <see cref="WordVectorFormat.Auto"/>, the default, is binary for names that end in <c>.bin</c>, and otherwise
    /// text. Both keep every bit.
    /// </param>
    /// <exception cref="ArgumentException">The path is empty, or the format is not a named value.</exception>
    /// <exception cref="InvalidOperationException">
    /// A word can't be written: it is empty, has white space, or is not well-formed.
    /// </exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string path, WordVectorFormat format = WordVectorFormat.Auto)
    {
        CheckFile(path, format);
        WordVectorWriter.CheckWords(Words);
        WholeFile.Write(
            path, "The file of word vectors", "Make room or choose another place; an existing file is unchanged.",
            stream => WordVectorWriter.Write(stream, this, WordVectorWriter.FormatOf(path, format)));
    }

    /// <summary>Writes one of word2vec's formats to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="format">Text or binary; <see cref="WordVectorFormat.Auto"/> is text.</param>
    /// <exception cref="ArgumentException">The format is not a named value.</exception>
    /// <exception cref="InvalidOperationException">
    /// A word can't be written: it is empty, has white space, or is not well-formed. Nothing is written then.
    /// </exception>
    public void Save(Stream stream, WordVectorFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckFormat(format);
        WordVectorWriter.CheckWords(Words);
        WordVectorWriter.Write(stream, this, format);
    }

    /// <summary>Finds the vector of a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="vector">Its vector.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetVector(string word, out ReadOnlyMemory<float> vector)
    {
        ArgumentNullException.ThrowIfNull(word);
        bool isFound = _places.TryGetValue(word, out int place);
        vector = isFound ? _vectors[place] : default;
        return isFound;
    }

    /// <summary>The vector of a word.</summary>
    /// <exception cref="KeyNotFoundException">The word has no vector.</exception>
    public ReadOnlyMemory<float> GetVector(string word) => _vectors[PlaceOf(word)];

    /// <summary>The cosine of the angle between the vectors of two words, from -1 to 1; 0 if one is zero.</summary>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public float Similarity(string first, string second) => Similarity(GetVector(first).Span, PlaceOf(second));

    /// <summary>The words whose vectors are the most similar to that of a word, by the cosine, the most similar first.</summary>
    /// <param name="word">The word, which is not among them.</param>
    /// <param name="count">The most words; 1 or more. Default: 10.</param>
    /// <exception cref="KeyNotFoundException">The word has no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<WordNeighbor> Nearest(string word, int count = 10) =>
        FindNearest(GetVector(word).Span, count, PlaceOf(word));

    /// <summary>The words whose vectors are the most similar to a vector, by the cosine, the most similar first.</summary>
    /// <param name="vector">The vector, such as the mean of several.</param>
    /// <param name="count">The most words; 1 or more. Default: 10.</param>
    /// <exception cref="ArgumentException">The vector has another dimension, or the count is below 1.</exception>
    public IReadOnlyList<WordNeighbor> Nearest(ReadOnlySpan<float> vector, int count = 10) => vector.Length == Dimension
        ? FindNearest(vector, count)
        : throw new ArgumentException(
            $"The vector must have the dimension {Dimension}; received {vector.Length} numbers.", nameof(vector));

    /// <summary>
    /// What is to <paramref name="c"/> as <paramref name="b"/> is to <paramref name="a"/>: the words whose vectors are the most
    /// similar to b - a + c, of vectors of length 1 (Mikolov, Yih and Zweig 2013, "Linguistic Regularities in Continuous Space
    /// Word Representations", section 4; 3CosAdd in Levy and Goldberg 2014).
    /// </summary>
    /// <param name="a">A word, such as "man".</param>
    /// <param name="b">What it is to <paramref name="a"/>, such as "king".</param>
    /// <param name="c">Another word, such as "woman". None of the three is among the answers.</param>
    /// <param name="count">The most words; 1 or more. Default: 10.</param>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<WordNeighbor> Analogy(string a, string b, string c, int count = 10)
    {
        int[] places = [PlaceOf(a), PlaceOf(b), PlaceOf(c)];
        float[] goal = new float[Dimension];
        foreach (var (place, sign) in places.Zip([-1f, 1f, 1f]))
        {
            if (_lengths.Value[place] is > 0 and var length)
                TensorPrimitives.MultiplyAdd(_vectors[place].Span, sign / length, goal, goal);
        }

        return FindNearest(goal, count, places);
    }

    private WordNeighbor[] FindNearest(ReadOnlySpan<float> vector, int count, params int[] excluded)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] similarities = new float[Words.Count];
        for (int i = 0; i < similarities.Length; i++)
            similarities[i] = Similarity(vector, i);
        return
        [
            .. Enumerable.Range(0, similarities.Length).Except(excluded).OrderByDescending(i => similarities[i]).Take(count)
                .Select(i => new WordNeighbor(Words[i], similarities[i])),
        ];
    }

    private float Similarity(ReadOnlySpan<float> vector, int place)
    {
        float lengths = TensorPrimitives.Norm(vector) * _lengths.Value[place];
        return lengths > 0 ? Math.Clamp(TensorPrimitives.Dot(vector, _vectors[place].Span) / lengths, -1, 1) : 0;
    }

    private float[] Lengths()
    {
        float[] lengths = new float[Words.Count];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = TensorPrimitives.Norm(_vectors[i].Span);
        return lengths;
    }

    /// <summary>The vector of a word, by its index in <see cref="Words"/>.</summary>
    internal ReadOnlySpan<float> VectorAt(int place) => _vectors[place].Span;

    private int PlaceOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return _places.TryGetValue(word, out int place) ? place : throw new KeyNotFoundException(
            $"A word must be one of the {Words.Count} that have vectors; received '{CodePoints.Shorten(word, 60)}'. Words are " +
            "compared exactly: write it as the tokenizer does, for example in lower case.");
    }

    private static void CheckFile(string path, WordVectorFormat format)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        CheckFormat(format);
    }

    private static void CheckFormat(WordVectorFormat format)
    {
        if (!Enum.IsDefined(format))
            throw new ArgumentOutOfRangeException(
                nameof(format), format,
                $"The format must be a named value. Use one of {string.Join(", ", Enum.GetNames<WordVectorFormat>())}.");
    }
}
