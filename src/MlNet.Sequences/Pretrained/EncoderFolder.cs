using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A pretrained encoder in a folder as Hugging Face's <c>save_pretrained</c> writes it: its network, its vocabulary, and how its
/// states become vectors of texts.
/// </summary>
internal sealed class EncoderFolder
{
    private const string SentencesName = "sentence_bert_config.json", PoolingName = "1_Pooling/config.json",
        NormalizeName = "2_Normalize";

    // What its authors trained it on is not known.
    private static readonly TrainingHistory Untrained = new()
    {
        Epochs = [],
        KeptEpoch = 0,
        StoppedEarly = false,
        TrainingRows = 0,
        ValidationRows = 0,
        Seed = 0,
        EncodingSeconds = 0,
        TotalSeconds = 0,
    };

    private readonly string _folder;
    private readonly EncoderConfig _config;
    private readonly SubwordVocabulary _vocabulary;

    private EncoderFolder(string folder, EncoderConfig config, TokenizeIntoSubwordsAsKeysOptions tokenization)
    {
        (_folder, _config, Tokenization) = (folder, config, tokenization);
        _vocabulary = SubwordVocabulary.Create(SubwordFiles.Read(tokenization), tokenization);
        int tokens = _vocabulary.Tokens.Count;
        if (tokens > config.VocabularySize)
            throw new InvalidDataException(FormattableString.Invariant(
                $"An encoder must have a vector for each token; '{folder}' has {tokens} tokens and {config.VocabularySize} ") +
                $"vectors ('vocab_size' in {EncoderConfig.FileName}). Use the tokenizer and the weights of one model.");
        Architecture = config.ToArchitecture((int)_vocabulary.EndKey);
    }

    internal BertArchitecture Architecture { get; }

    /// <summary>How texts become its tokens.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions Tokenization { get; }

    /// <summary>
    /// How the model's authors pool its states: by sentence-transformers' configuration, or the mean without one.
    /// </summary>
    internal SequencePooling Pooling
    {
        get
        {
            if (JsonSettings.ReadIfExists(Path.Combine(_folder, PoolingName)) is not { } pooling)
                return SequencePooling.Mean;
            (string Name, SequencePooling Value)[] modes =
            [
                ("pooling_mode_mean_tokens", SequencePooling.Mean), ("pooling_mode_cls_token", SequencePooling.First),
                ("pooling_mode_max_tokens", SequencePooling.Max), ("pooling_mode_lasttoken", SequencePooling.Last),
            ];
            SequencePooling[] set = [.. modes.Where(mode => pooling.TruthOr(mode.Name, false)).Select(mode => mode.Value)];
            return set is [var one] ? one : throw pooling.Invalid(
                "pooling_mode_mean_tokens", $"or one other of {string.Join(", ", modes.Select(mode => mode.Name))} must be true",
                $"{set.Length} that are");
        }
    }

    /// <summary>Whether the model's authors normalize its vectors to length 1.</summary>
    internal bool Normalizes => Directory.Exists(Path.Combine(_folder, NormalizeName));

    /// <summary>Reads everything but the weights.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is invalid, or describes what this library can't read.</exception>
    internal static EncoderFolder Open(string folder)
    {
        var tokenization = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(folder);
        if (JsonSettings.ReadIfExists(Path.Combine(folder, SentencesName)) is { } sentences)
            tokenization.MaximumLength = Math.Min(
                tokenization.MaximumLength ?? int.MaxValue, sentences.IntegerOr("max_seq_length", int.MaxValue));
        return new(folder, EncoderConfig.Read(folder), tokenization);
    }

    /// <summary>
    /// The network, without a head, on the environment's device; its output is the pooled states.
    /// </summary>
    /// <param name="environment">Determines the device.</param>
    /// <param name="outputColumnName">The column with the vectors.</param>
    /// <param name="inputColumnName">The column with the tokens.</param>
    /// <param name="pooling">How states are pooled.</param>
    /// <exception cref="FileNotFoundException">There are no weights that can be read.</exception>
    /// <exception cref="InvalidDataException">The weights are not those of the network.</exception>
    internal TrainedNetwork Load(
        IHostEnvironment environment, string outputColumnName, string inputColumnName, SequencePooling pooling)
    {
        SequencesRuntime.Load();
        var architecture = Architecture with { Pooling = pooling };
        var input = new SequenceInput(_vocabulary.Tokens.Count, 0);
        var objective = EmbeddingObjective.Of(architecture, outputColumnName, pooling);
        using var scope = torch.NewDisposeScope();
        var weights = EncoderWeights.Read(_folder, _config, architecture, _vocabulary.Tokens.Count);
        var network = NetworkBuilder.Build(architecture, input, objective.Head, seed: 0);
        try
        {
            network.LoadWeights(weights);
            var device = TrainedNetwork.DeviceOf(environment);
            network.to(device);
            return new(
                network,
                new NetworkDescription(
                    architecture, objective, input,
                    new PrimitiveValues(TextDataViewType.Instance.ToString()!, _vocabulary.Tokens), inputColumnName,
                    inputColumnName),
                Untrained,
                device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
