using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// What a network starts from instead of random weights: another model's weights, as far as its parts fit, or word vectors in its
/// embedding. The same for all options with neither.
/// </summary>
internal sealed class StartingWeights
{
    private readonly SequenceTrainerOptions _options;
    private readonly TrainedNetwork? _source;
    private readonly HashSet<string> _copied = []; // the names of weights

    private StartingWeights(SequenceTrainerOptions options)
    {
        _options = options;
        _source = options.ContinueFrom is { } model ? TrainedModels.Find(model) : null;
        Digest = _source?.DigestOfWeights();
    }

    /// <summary>Finds the model and the file before any row is read.</summary>
    /// <exception cref="FileNotFoundException">The file of word vectors does not exist.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    internal static StartingWeights Of(SequenceTrainerOptions options)
    {
        options.InitialEmbeddings?.CheckExists();
        return new(options);
    }

    /// <summary>The SHA-256 of the other model's weights, or null.</summary>
    internal string? Digest { get; }

    /// <summary>
    /// What weight decay pulls each weight to, by its name: the values copied from the other model, and 0 for weights that start
    /// at random; on the CPU. Null to pull all weights to 0, and before <see cref="Apply"/>.
    /// </summary>
    internal IReadOnlyDictionary<string, torch.Tensor>? DecayTargets { get; private set; }

    /// <summary>The epochs that the other model was trained for, and those before it.</summary>
    internal int EarlierEpochs => _source is { History: var history } ? history.EarlierEpochs + history.Epochs.Count : 0;

    /// <summary>The architecture, with the other model's number of learned positions unless the options set it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The other model has another architecture, other sequences or another vocabulary.
    /// </exception>
    internal NetworkArchitecture Fit(NetworkArchitecture architecture, TrainingData data)
    {
        if (_source is null)
            return architecture.FitTo(data.GreatestLength);
        CheckInput(data);
        architecture = architecture.FitTo(_source.Architecture.LongestSequence ?? data.GreatestLength);
        CheckArchitecture(architecture);
        return architecture;
    }

    /// <summary>The objective, in the other model's terms if its head is kept: for a regression, in its unit.</summary>
    internal Objective Fit(Objective objective) => _source is null ? objective : objective.InTermsOf(_source.Objective);

    /// <summary>Sets the initial weights of a network that was just built, on the CPU.</summary>
    /// <param name="network">The network.</param>
    /// <param name="architecture">What it was built from.</param>
    /// <param name="objective">The objective of its training.</param>
    /// <param name="data">Has its tokens' words.</param>
    /// <param name="seed">Determines the vectors of words that have none.</param>
    /// <param name="say">Receives a message about what was found.</param>
    internal void Apply(
        SequenceNetwork network, NetworkArchitecture architecture, Objective objective, TrainingData data, int seed,
        Action<string> say)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        // Different numbers from those of the network's first weights.
        using var random = new NetworkRandom(unchecked(seed + 1));
        if (_options.InitialEmbeddings is { } embeddings)
        {
            var coverage = EmbeddingInitializer.Apply(
                network, embeddings, data.Vocabulary, random, architecture.EmbeddingOption, _options.CancellationToken);
            say(FormattableString.Invariant(
                $"{coverage.Found} of {coverage.Total} words have vectors in {embeddings}; the others start at random."));
        }

        if (_source is null)
            return;
        var weights = _source.CopyWeights();
        string embedding = CopyEmbedding(network, weights, data, random, architecture),
            head = CopyRest(network, weights, objective, data);
        say($"Continues from {_source.Name}: {embedding}the body is kept, {head}.");
        if (_options.DecayTowardStart)
            DecayTargets = network.Weights()
                .ToDictionary(weight => weight.Name, weight => DecayTarget(weight, objective, data).MoveToOuterDisposeScope());
    }

    private string CopyEmbedding(
        SequenceNetwork network, IReadOnlyDictionary<string, torch.Tensor> weights, TrainingData data, NetworkRandom random,
        NetworkArchitecture architecture)
    {
        if (!data.Input.IsTokens || !IsOtherVocabulary(data))
        {
            foreach (var weight in network.Weights().Where(weight => weight.Part == NetworkPart.Embedding))
                Copy(weight, weights[weight.Name]);
            return "";
        }

        var embedding = network.Weights().Single(weight => weight.Name == EmbeddingInitializer.WeightName).Value;
        var (found, total) = EmbeddingInitializer.Fill(
            embedding, data.Vocabulary!.Texts, new ModelWordVectors(_source!), random, architecture.EmbeddingOption,
            _options.CancellationToken);
        _copied.Add(EmbeddingInitializer.WeightName);
        return FormattableString.Invariant($"{found} of {total} words are known, ");
    }

    private string CopyRest(
        SequenceNetwork network, IReadOnlyDictionary<string, torch.Tensor> weights, Objective objective, TrainingData data)
    {
        foreach (var weight in network.Weights().Where(weight => weight.Part == NetworkPart.Body))
            Copy(weight, weights[weight.Name]);

        TrainedWeight[] head = [.. network.Weights().Where(weight => weight.Part == NetworkPart.Head)];
        if (objective.OutputsOf(_source!.Objective) is not { } outputs)
            return $"the head is new, because the model's was trained for {_source.Objective.Describe()}";
        if (objective is LanguageModelObjective)
            return CopyLanguageHead(head, weights, data);
        if (head.Any(weight => weight.Value.dim() == 2 && weight.Value.shape[1] != weights[weight.Name].shape[1]))
            return "the head is new, because the pooling differs";
        using var places = torch.tensor(outputs.Select(output => (long)output).ToArray());
        foreach (var weight in head)
            Copy(weight, weights[weight.Name].index_select(0, places));
        return "and so is the head";
    }

    // Biases are those of tokens, like the rows of the embedding; new words have the least.
    private string CopyLanguageHead(TrainedWeight[] head, IReadOnlyDictionary<string, torch.Tensor> weights, TrainingData data)
    {
        foreach (var weight in head)
        {
            var known = weights[weight.Name];
            if (weight.Name != LanguageModelHead.BiasName || !IsOtherVocabulary(data))
            {
                Copy(weight, known);
                continue;
            }

            var places = _source!.Description.Vocabulary!.Texts.Select((word, place) => (word, place))
                .ToDictionary(word => word.word, word => word.place);
            float[] biases = [.. known.data<float>()];
            float least = biases.Min();
            Copy(weight, torch.tensor(data.Vocabulary!.Texts
                .Select(word => places.TryGetValue(word, out int place) ? biases[place] : least).ToArray()));
        }

        return "and so is the head";
    }

    private void Copy(TrainedWeight weight, torch.Tensor value)
    {
        weight.Value.copy_(value);
        _copied.Add(weight.Name);
    }

    private torch.Tensor DecayTarget(TrainedWeight weight, Objective objective, TrainingData data)
    {
        if (!_copied.Contains(weight.Name))
            return torch.zeros_like(weight.Value);
        var target = weight.Value.detach().clone();
        if (!data.Input.IsTokens || !IsOtherVocabulary(data))
            return target;
        // Those of tokens have a value for each, that of the embedding after one for padding.
        int first = weight.Name == EmbeddingInitializer.WeightName ? 1
            : objective is LanguageModelObjective && weight.Name == LanguageModelHead.BiasName ? 0
            : -1;
        var known = _source!.Description.Vocabulary!.Texts.ToHashSet(StringComparer.Ordinal);
        for (int i = 0; first >= 0 && i < data.Vocabulary!.Texts.Count; i++)
        {
            if (!known.Contains(data.Vocabulary.Texts[i]))
                target[first + i].zero_();
        }

        return target;
    }

    private void CheckInput(TrainingData data)
    {
        var (mine, its) = (data.Input, _source!.Input);
        if (mine.IsTokens != its.IsTokens || mine.Channels != its.Channels)
            throw OptionMessage.Invalid(
                $"{nameof(_options.ContinueFrom):option} needs sequences of the kind that the model was trained on, {its}; " +
                $"received {mine}. Provide such sequences, or train a new model.");
        if (!mine.IsTokens || !IsOtherVocabulary(data))
            return;
        var (words, known) = (data.Vocabulary?.Texts, _source.Description.Vocabulary?.Texts);
        if (_options.MapVocabulary && words is not null && known is not null)
            return;
        string difference = words is null || known is null
            ? $"{mine.VocabularySize} tokens, and the model has {its.VocabularySize}; one of them does not have the " +
            $"tokens' words"
            : FormattableString.Invariant(
                $"one of {words.Count} words, of which the model's {known.Count} include {words.Intersect(known).Count()}") +
              FirstDifference(words, known);
        throw OptionMessage.Invalid(
            $"{nameof(_options.ContinueFrom):option} needs the vocabulary of the model; received {difference}. Transform the " +
            $"data with the model's own tokenizer, the first transformers of its pipeline, or set " +
            $"{nameof(_options.MapVocabulary):option} to continue from the words that both have.");
    }

    // If one of them lacks its keys' words, only the numbers can be compared.
    private bool IsOtherVocabulary(TrainingData data)
    {
        var (words, known) = (data.Vocabulary?.Texts, _source!.Description.Vocabulary?.Texts);
        return words is null || known is null
            ? data.Input.VocabularySize != _source.Input.VocabularySize
            : !words.SequenceEqual(known);
    }

    private static string FirstDifference(IReadOnlyList<string> words, IReadOnlyList<string> known)
    {
        int place = words.Zip(known).TakeWhile(pair => pair.First == pair.Second).Count();
        return place < Math.Min(words.Count, known.Count)
            ? FormattableString.Invariant($"; key {place + 1} is '{words[place]}' and was '{known[place]}'")
            : "";
    }

    private void CheckArchitecture(NetworkArchitecture architecture)
    {
        OptionMessage[] differences = [.. architecture.ShapeDifferences(_source!.Architecture)];
        if (differences.Length > 0)
            throw OptionMessage.Invalid(
                $"{nameof(_options.ContinueFrom):option} needs a network of the model's shape: " +
                $"{OptionMessage.Join("; ", differences)}. Set the options as the model has them.");
    }
}
