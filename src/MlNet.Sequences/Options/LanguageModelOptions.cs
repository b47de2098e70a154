using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>
/// The options of a language model, which learns from texts without labels. It predicts each token from those before it, and in
/// a bidirectional network also from those after it; a Transformer predicts masked tokens from all others. A classifier with
/// the same network then starts from it (<see cref="SequenceTrainerOptions.ContinueFrom"/>; Dai and Le 2015, "Semi-supervised
/// Sequence Learning").
/// </summary>
/// <remarks>
/// Plain values: change them until the trainer is created, which checks them all at once and throws an <see
/// cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public sealed class LanguageModelOptions
{
    private const string NetworkName = "network";

    internal const int DefaultNumberOfNegatives = 1_024;
    internal const int DefaultWindowLength = 200;
    internal const double DefaultMaskedFraction = 0.15;

    /// <summary>
    /// The network, and everything about its fit. Recurrent networks of several layers, or of one bidirectional layer, predict
    /// the neighbors of each token. States of other networks have already read them, so a <see
    /// cref="TransformerOptions">Transformer</see>, recurrent networks of several bidirectional layers and custom networks
    /// predict masked tokens (<see cref="MaskedFraction"/>). The label column is not read, and null options have other defaults
    /// than for labels. Default: the defaults of <see cref="LstmOptions"/>.
    /// </summary>
    /// <remarks>
    /// Null means batches of 16 up to 5,000 windows and of 64 for more; as many epochs as make 1,500 steps, but at least 2 and at
    /// most 10; the learning rate for few rows; no step dropout; embedding and head dropout of 0.5 up to 2,000 windows, of 0.15
    /// and 0.2 from 20,000 on. Where tokens are masked, it means batches of 16 and twice as many epochs, the learning rate for
    /// the number of rows, and in a Transformer a learning rate of 0.002 and no dropout.
    /// </remarks>
    public SequenceTrainerOptions Network { get; set; } = new LstmOptions();

    /// <summary>
    /// The number of distinct tokens that each training batch's predictions are compared with, besides the right one. They are
    /// drawn for each batch by their frequencies, and logits are corrected by the logarithm of the expected counts (sampled
    /// softmax; Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine Translation"). 0, or more than half
    /// of the vocabulary, means the full softmax: exact, and many times slower on a CPU with a large vocabulary. Perplexity
    /// always uses the full softmax. 0 or more. Default: 1024.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int NumberOfNegatives { get; set; } = DefaultNumberOfNegatives;

    /// <summary>
    /// The fraction of a text's tokens to predict, at least one, in networks that predict masked tokens. They are drawn for each
    /// batch (Devlin et al. 2019, "BERT", section 3.1). In training, 80 % of them are masked, 10 % are replaced by random tokens
    /// and 10 % stay unchanged; validation and the trained model mask all of them, and the same tokens of a text every time. The
    /// loss covers these tokens only. Above 0 and below 1. Default: 0.15.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double MaskedFraction { get; set; } = DefaultMaskedFraction;

    /// <summary>
    /// The most tokens that a training sequence predicts in one direction: longer texts are cut into windows of similar length,
    /// which overlap by one token, so that no prediction is lost and memory is bounded. Validation texts are cut, too; a trained
    /// model scores whole texts. 1 or more. Default: 200.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int WindowLength { get; set; } = DefaultWindowLength;

    /// <summary>
    /// Where neighbors are predicted: how far ahead, in tokens, the predicted one is at most. Each state predicts one of so many
    /// next tokens (and backward, previous ones), drawn again for each batch. What a region of the text is about makes better
    /// features of classifiers than its next token, at the same cost (Johnson and Zhang 2016, "Supervised and Semi-Supervised
    /// Text Categorization using LSTM for Region Embeddings", predict all tokens of the region). Perplexity is then that of a
    /// token in the region, and far higher. 1 or more; 1 predicts the next token. Default: 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int Horizon { get; set; } = 1;

    /// <summary>
    /// The options as a JSON object, including defaults and nulls: those of <see cref="Network"/>, without what JSON can't hold,
    /// as the object "network", and the others beside it, all names in camelCase.
    /// </summary>
    /// <inheritdoc cref="SequenceTrainerOptions.ToJson" path="/exception"/>
    public string ToJson()
    {
        var json = new JsonObject { [NetworkName] = JsonNode.Parse(Network.ToJson()) };
        foreach (var (name, value) in OptionsJson.Write(this))
            json[name] = value?.DeepClone();
        return json.ToJsonString(OptionsJson.Conventions);
    }

    /// <summary>
    /// Reads options from JSON as written by <see cref="ToJson"/>. Omitted options have their defaults. Comments and trailing
    /// commas are allowed. Ranges are checked when a trainer is created from the options, as always.
    /// </summary>
    /// <typeparam name="TNetwork">The type of the network's options, such as <c>LstmOptions</c>.</typeparam>
    /// <param name="json">The text of a JSON object.</param>
    /// <inheritdoc cref="SequenceTrainerOptions.FromJson" path="/exception"/>
    public static LanguageModelOptions FromJson<TNetwork>(string json)
        where TNetwork : SequenceTrainerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = new LanguageModelOptions { Network = new TNetwork() };
        OptionsJson.Read(json, options, (NetworkName, options.Network));
        return options;
    }

    /// <summary>The task, after a check of these options.</summary>
    /// <param name="fewestEpochs">The default epochs for many texts.</param>
    internal LanguageModelTask CheckedTask(int fewestEpochs = LanguageModelTask.FewestEpochs)
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        if (Network is null)
            violations.Add(nameof(Network), $"must not be null", null, $"set LstmOptions or TransformerOptions");
        bool isMasked = Network is { Architecture.BlindDirections: 0 };
        if (isMasked && Horizon > 1)
            violations.Add(
                nameof(Horizon), $"must be 1 for a network that predicts masked tokens", Horizon,
                $"set it to 1, or take a recurrent network of one direction or one layer");
        violations.ThrowIfAny(nameof(LanguageModelOptions));
        return new(NumberOfNegatives, WindowLength, isMasked ? MaskedFraction : 0, Horizon, fewestEpochs);
    }
}
