namespace MlNet.Sequences;

/// <summary>
/// The <c>config.json</c> of an encoder: Hugging Face's names of its sizes, which differ between the models of BERT's family.
/// </summary>
internal sealed class EncoderConfig
{
    internal const string FileName = "config.json";

    private static readonly Dictionary<string, BertActivation> Activations = new()
    {
        ["gelu"] = BertActivation.Gelu,
        ["gelu_new"] = BertActivation.GeluByTanh,
        ["gelu_pytorch_tanh"] = BertActivation.GeluByTanh,
        ["relu"] = BertActivation.Relu,
    };

    private const string Bert = "bert", DistilBert = "distilbert";

    private static readonly string[] Known = [Bert, "roberta", "xlm-roberta", "camembert", DistilBert];

    private readonly JsonSettings _settings;

    private EncoderConfig(JsonSettings settings, string modelType)
    {
        (_settings, ModelType) = (settings, modelType);
        IsDistilled = modelType == DistilBert;
    }

    /// <summary>The model's type: "bert".</summary>
    internal string ModelType { get; }

    /// <summary>Whether the names of settings and weights are DistilBERT's.</summary>
    internal bool IsDistilled { get; }

    /// <summary>The rows of the embedding; a vocabulary may use fewer.</summary>
    internal int VocabularySize => _settings.Integer("vocab_size");

    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    /// <exception cref="InvalidDataException">The file is invalid, or describes a network of another family.</exception>
    internal static EncoderConfig Read(string folder)
    {
        var settings = JsonSettings.Read(Path.Combine(folder, FileName));
        string type = settings.Text("model_type");
        if (!Known.Contains(type))
            throw settings.Invalid("model_type", $"must be one of {string.Join(", ", Known)}", $"'{type}'");
        if (settings.TextOr("position_embedding_type", "absolute") is not "absolute" and var positions)
            throw settings.Invalid("position_embedding_type", "must be absolute", $"'{positions}'");
        if (settings.TruthOr("is_decoder", false))
            throw settings.Invalid("is_decoder", "must be false: an encoder's steps see the whole text", "true");
        return new(settings, type);
    }

    /// <summary>The network that the file describes.</summary>
    /// <param name="separatorKey">The key of the token between two texts, or 0.</param>
    /// <exception cref="InvalidDataException">A setting is missing or out of its range.</exception>
    internal BertArchitecture ToArchitecture(int separatorKey)
    {
        string activation = _settings.TextOr(IsDistilled ? "activation" : "hidden_act", "gelu");
        if (!Activations.TryGetValue(activation, out var function))
            throw _settings.Invalid(
                IsDistilled ? "activation" : "hidden_act", $"must be one of {string.Join(", ", Activations.Keys)}",
                $"'{activation}'");
        var architecture = new BertArchitecture
        {
            HiddenSize = _settings.Integer(IsDistilled ? "dim" : "hidden_size"),
            NumberOfLayers = _settings.Integer(IsDistilled ? "n_layers" : "num_hidden_layers"),
            NumberOfHeads = _settings.Integer(IsDistilled ? "n_heads" : "num_attention_heads"),
            FeedForwardSize = _settings.Integer(IsDistilled ? "hidden_dim" : "intermediate_size"),
            NumberOfPositions = _settings.Integer("max_position_embeddings"),
            PositionOffset = PretrainedTokenizer.PositionOffset(_settings),
            NumberOfSegments = IsDistilled ? 0 : _settings.IntegerOr("type_vocab_size", 2),
            SeparatorKey = ModelType == Bert ? separatorKey : 0,
            Activation = function,
            NormEpsilon = _settings.NumberOr("layer_norm_eps", 1e-12),
            ResidualDropout = _settings.NumberOr(IsDistilled ? "dropout" : "hidden_dropout_prob", 0.1),
            AttentionDropout = _settings.NumberOr(IsDistilled ? "attention_dropout" : "attention_probs_dropout_prob", 0.1),
        };
        var violations = new OptionViolations();
        architecture.AddViolations(violations);
        _settings.Check(() => violations.ThrowIfAny(FileName));
        return architecture;
    }
}
