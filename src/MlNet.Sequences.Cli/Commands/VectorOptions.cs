using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The options of vectors.</summary>
internal sealed class VectorOptions
{
    private const string SkipGram = "skip-gram", Cbow = "cbow";
    private const int DefaultSeed = 1;

    private static readonly WordVectorOptions Defaults = new();

    private readonly Option<string?> _data = Arguments.Path(
        "--data", "PATH", $"The texts to train on: {UnlabelledTexts.Forms}.").Or("-d");
    private readonly Option<string?> _vectors = Arguments.Path(
        "--vectors", "FILE", "Existing vectors instead of texts: a file of word vectors, or a model.");
    private readonly Option<string?> _text = Arguments.Column(ColumnNames.TextOption, ToolSetting.TextColumn.DescriptionOfOption)
        .Or("--text");
    private readonly Option<int?> _minimumCount = Arguments.Integer(
        "--minimum-count", $"How often a word must occur to get a vector. Default: {Defaults.MinimumCount}", 1);
    private readonly Option<int?> _vocabulary = Arguments.Integer("--vocabulary-size", "The most words. Default: all", 2)
        .Or("--vocabulary");
    private readonly Option<string?> _algorithm = Arguments.Word(
        "--algorithm", $"What is predicted: words around a word, or a word from those around it. Default: {SkipGram}",
        [SkipGram, Cbow]);
    private readonly Option<int?> _dimension = Arguments.Integer(
        "--dimension", $"The length of a vector. Default: {Defaults.Dimension}", 1, 10_000);
    private readonly Option<int?> _window = Arguments.Integer(
        "--window-size", $"The most words to each side. Default: {Defaults.WindowSize}", 1, 1_000);
    private readonly Option<int?> _negatives = Arguments.Integer(
        "--negatives", $"The random words per predicted word. Default: {Defaults.NumberOfNegatives}", 1, 1_000);
    private readonly Option<double?> _subsampling = Arguments.Number(
        "--subsampling",
        "The fraction of all words above which occurrences of a word are left out at random; 0 keeps all. Default: 0.0001",
        value => value is >= 0 and <= 1, "a number from 0 to 1");
    private readonly Option<int?> _epochs = Arguments.Integer(
        "--epochs", $"How often the texts are read. Default: {Defaults.NumberOfEpochs}", 1);
    private readonly Option<double?> _rate = Arguments.Number(
        "--learning-rate", $"The first learning rate, which falls to 0. Default: 0.025 for {SkipGram}, 0.05 for {Cbow}",
        value => value > 0, "a number above 0");
    private readonly Option<int?> _threads = Arguments.Integer("--threads", "The threads that train. Default: one per core", 1);
    private readonly Option<int?> _seed = Arguments.Integer(
        "--seed", $"Determines the random numbers. Default: {DefaultSeed}", int.MinValue);
    private readonly Option<string?> _nearest = new("--nearest")
    {
        HelpName = "WORD",
        Description = "Finds the words whose vectors are the most similar to that of this word.",
    };
    private readonly Option<string[]?> _analogy = new("--analogy")
    {
        HelpName = "A B C",
        Description = "Finds what is to C as B is to A.",
        Arity = new ArgumentArity(3, 3),
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int?> _count = Arguments.Integer("--count", "The most words of an answer. Default: 10", 1);
    private readonly Option<string?> _output = Arguments.Path(
        "--output", "FILE", "The file of vectors. Default with --data: vectors.txt, or vectors.bin, or vectors.zip").Or("-o");
    private readonly Option<string?> _format = Arguments.Word(
        "--format", "The format of --output. Default: by its extension",
        [VectorFile.Text, VectorFile.Binary, VectorFile.Model]);
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private Option[] OfTraining =>
    [
        _text, _minimumCount, _vocabulary, _algorithm, _dimension, _window, _negatives, _subsampling, _epochs, _rate, _threads,
        _seed,
    ];

    internal void AddTo(ToolCommand command) => command
        .With("Data", _data, _vectors, _text, _minimumCount, _vocabulary)
        .With("Training", _algorithm, _dimension, _window, _negatives, _subsampling, _epochs, _rate)
        .With("Machine", _threads, _seed)
        .With("Questions", _nearest, _analogy, _count)
        .With("Output", _output, _format, _json);

    /// <exception cref="UsageException">Options contradict each other, or there is nothing to do.</exception>
    /// <exception cref="FailureException">An output would overwrite an input.</exception>
    internal VectorSettings Read(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data), vectors = parsed.GetValue(_vectors), output = parsed.GetValue(_output);
        string? word = parsed.GetValue(_nearest), form = parsed.GetValue(_format);
        string[]? analogy = parsed.GetResult(_analogy) is null ? null : parsed.GetValue(_analogy);
        if ((data is null) == (vectors is null))
            throw new UsageException(
                $"vectors needs --data with texts to train on, or --vectors with existing vectors; received " +
                $"{(data is null ? "neither" : "both")}. Give one of them.");
        if (vectors is not null && OfTraining.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } unused)
            throw new UsageException(
                $"{Arguments.NameIn(parsed, unused)} is for training, and --vectors trains nothing. Leave one of them out.");
        if (vectors is not null && word is null && analogy is null && output is null)
            throw new UsageException("--vectors needs a question, --nearest or --analogy, or an --output to write. Give one.");
        if (parsed.GetResult(_count) is not null && word is null && analogy is null)
            throw new UsageException("--count is for --nearest and --analogy, and neither is given. Leave it out.");
        if (form is not null && vectors is not null && output is null)
            throw new UsageException("--format needs --output. Leave it out, or give both.");
        if (data is not null)
            output ??= VectorFile.DefaultName(form);
        form ??= output is null ? VectorFile.Text : VectorFile.FormatByName(output);
        if (vectors is not null && output is not null && form == VectorFile.Model)
            throw new UsageException(
                $"--format {VectorFile.Model} has the steps from texts to vectors, which --vectors does not. Use " +
                $"{VectorFile.Text} or {VectorFile.Binary}, and a name that does not end in .zip.");
        new CommandFiles().Reads(_data.Name, data).Reads(_vectors.Name, vectors).Writes(_output.Name, output).Check();

        int minimum = parsed.GetValue(_minimumCount) ?? Defaults.MinimumCount;
        string algorithm = parsed.GetValue(_algorithm) ?? SkipGram;
        return new(
            data, vectors, parsed.GetValue(_text) ?? ColumnNames.Default.Texts[0], algorithm,
            new WordVectorOptions
            {
                Algorithm = algorithm == SkipGram ? WordVectorAlgorithm.SkipGram : WordVectorAlgorithm.ContinuousBagOfWords,
                Dimension = parsed.GetValue(_dimension) ?? Defaults.Dimension,
                WindowSize = parsed.GetValue(_window) ?? Defaults.WindowSize,
                NumberOfNegatives = parsed.GetValue(_negatives) ?? Defaults.NumberOfNegatives,
                SubsamplingThreshold = parsed.GetValue(_subsampling) ?? Defaults.SubsamplingThreshold,
                MinimumCount = minimum,
                OutOfVocabularyToken = null,
                LearningRate = parsed.GetValue(_rate),
                NumberOfEpochs = parsed.GetValue(_epochs) ?? Defaults.NumberOfEpochs,
                Seed = parsed.GetValue(_seed) ?? DefaultSeed,
                NumberOfThreads = parsed.GetValue(_threads),
            },
            new TokenizeIntoWordsAsKeysOptions
            {
                MaximumVocabularySize = parsed.GetValue(_vocabulary),
                MinimumFrequency = minimum,
                OutOfVocabularyToken = null,
            },
            word, analogy, parsed.GetValue(_count) ?? 10, output, form, parsed.GetValue(_json),
            new OptionNames(
                [
                    (nameof(WordVectorOptions.Dimension), _dimension.Name),
                    (nameof(WordVectorOptions.MinimumCount), _minimumCount.Name),
                    (nameof(TokenizeIntoWordsAsKeysOptions.MinimumFrequency), _minimumCount.Name),
                    (nameof(WordVectorOptions.LearningRate), _rate.Name),
                ],
                _ => false));
    }
}

/// <summary>The settings of vectors, with every default filled in.</summary>
/// <param name="Data">The path of the texts; null for existing vectors.</param>
/// <param name="Vectors">The path of existing vectors; null for texts.</param>
/// <param name="TextColumn">The column of the texts.</param>
/// <param name="Algorithm">"skip-gram" or "cbow".</param>
/// <param name="Training">How vectors are trained.</param>
/// <param name="Words">How texts become words.</param>
/// <param name="Nearest">The word whose neighbors are asked for, or null.</param>
/// <param name="Analogy">The three words of the analogy, or null.</param>
/// <param name="Count">The most words of an answer.</param>
/// <param name="Output">The path of the vectors to write, or null.</param>
/// <param name="Format">Its format.</param>
/// <param name="Json">Whether the report goes to stdout.</param>
/// <param name="Names">The user's names of the options.</param>
internal sealed record VectorSettings(
    string? Data, string? Vectors, string TextColumn, string Algorithm, WordVectorOptions Training,
    TokenizeIntoWordsAsKeysOptions Words, string? Nearest, IReadOnlyList<string>? Analogy, int Count, string? Output,
    string Format, bool Json, OptionNames Names);
