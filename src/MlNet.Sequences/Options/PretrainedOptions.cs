using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The options of fine-tuning a pretrained encoder of BERT's family (Devlin et al. 2019, section 4). The encoder determines the
/// network; it comes from a folder, or from a fine-tuned model in <see cref="SequenceTrainerOptions.ContinueFrom"/>.
/// </summary>
/// <remarks>
/// Some of the common options have other defaults here: AdamW, a linear warmup over a tenth of the steps and linear decay, a
/// weight decay of 0.01, and, where <see cref="SequenceTrainerOptions.LearningRate"/> and <see
/// cref="SequenceTrainerOptions.NumberOfEpochs"/> are null, a rate of 0.00005 and 3 to 5 epochs.
/// </remarks>
public sealed class PretrainedOptions : SequenceTrainerOptions
{
    private static readonly BertArchitecture None = new()
    {
        HiddenSize = 1,
        NumberOfLayers = 1,
        NumberOfHeads = 1,
        FeedForwardSize = 1,
        NumberOfPositions = 1,
    };

    /// <summary>The options with their defaults.</summary>
    public PretrainedOptions()
    {
        Optimizer = SequenceOptimizer.AdamW;
        LearningRateSchedule = LearningRateSchedule.LinearWarmupAndDecay;
        WarmupFraction = 0.1;
        WeightDecay = 0.01;
    }

    /// <summary>
    /// How the states of all tokens become one vector. Default: <see cref="SequencePooling.Mean"/>.
    /// </summary>
    public SequencePooling Pooling { get; set; } = SequencePooling.Mean;

    /// <summary>
    /// The fraction of each block's output features that training drops, the same at all tokens of a text; from 0 to below 1, or
    /// null for the encoder's own. Default: null.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? ResidualDropout { get; set; }

    /// <summary>
    /// The fraction of the attention weights that training drops; from 0 to below 1. Anything above 0 bypasses the fused
    /// attention kernel, takes three times as long on a CPU, and needs memory for batch × heads × time × time weights. Default:
    /// 0.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double AttentionDropout { get; set; }

    /// <summary>
    /// The fraction of the pooled features that training drops before the last layer; from 0 to below 1. Default: 0.1.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double HeadDropout { get; set; } = 0.1;

    /// <summary>
    /// The ratio of the learning rates of a layer and of the one above it: lower layers, and the embedding below them, know what
    /// all tasks need and change less (discriminative fine-tuning; Howard and Ruder 2018, section 3.2; Sun et al. 2019, "How to
    /// Fine-Tune BERT for Text Classification?", section 5.3.3). Above 0 and at most 1, which is one rate for all. Default:
    /// 0.95.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true)]
    public double LayerRateDecay { get; set; } = 0.95;

    internal override double RateDecayByLayer => LayerRateDecay;

    private protected override int FewestEpochs => 3;

    private protected override int MostEpochs => 5;

    private protected override (double Few, double Many) LearningRates => (0.00005, 0.00005);

    private protected override void ChooseDropout(DataAmount amount, bool isPerStep, bool isPretrained) =>
        ResidualDropout ??= Encoder?.ResidualDropout;

    private protected override NetworkArchitecture MakeArchitecture()
    {
        var encoder = Encoder ?? None;
        return encoder with
        {
            Pooling = Pooling,
            StepDropout = 0,
            EmbeddingDropout = 0,
            ResidualDropout = ResidualDropout ?? encoder.ResidualDropout,
            AttentionDropout = AttentionDropout,
            HeadDropout = HeadDropout,
        };
    }

    internal override void AddOwnViolations(OptionViolations violations)
    {
        if (Encoder is null)
            violations.Add(
                nameof(ContinueFrom), $"must have a pretrained encoder, alone or fine-tuned",
                ContinueFrom is null ? null : ContinueFrom.GetType().Name,
                $"call Trainers.Pretrained with the encoder's folder, or set a model that it made");
    }

    private BertArchitecture? Encoder => ContinueFrom is { } model
        ? TrainedModels.In(model).Select(network => network.Architecture).OfType<BertArchitecture>().FirstOrDefault()
        : null;
}
