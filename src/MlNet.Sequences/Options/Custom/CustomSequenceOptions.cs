using System.ComponentModel.DataAnnotations;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The base class of a custom network's options: derive from it, return a TorchSharp module from <see cref="CreateBody"/>, and
/// name the type with <see cref="SequenceArchitectureAttribute"/>. <c>Trainers.Sequence(options)</c> trains it like any other,
/// with the same batches, schedules, checkpoints, callbacks and model files.
/// </summary>
/// <remarks>
/// <para>
/// Settable public properties are settings of the network: texts, numbers, flags and named values are written to JSON,
/// checkpoints and model files, and compared when a fit resumes. Attributes of <c>System.ComponentModel.DataAnnotations</c>, such
/// as <see cref="RangeAttribute"/>, and <see cref="IValidatableObject"/> define the allowed values.
/// </para>
/// <para>
/// A model file holds the settings and the weights, not the code: a process that loads it needs the assembly of the options. Such
/// models can't be exported to ONNX.
/// </para>
/// </remarks>
public abstract class CustomSequenceOptions : SequenceTrainerOptions
{
    /// <summary>The width of a token's vector, or of the projection of a time step of numbers; 1 or more. Default: 128.</summary>
    [Range(1, int.MaxValue)]
    public int EmbeddingSize { get; set; } = 128;

    /// <summary>
    /// How the states of all time steps become one vector. Default: <see cref="SequencePooling.LastMeanAndMax"/>.
    /// </summary>
    public SequencePooling Pooling { get; set; } = SequencePooling.LastMeanAndMax;

    /// <summary>
    /// The fraction of time steps that training drops, drawn again for each batch; from 0 to below 1. Leave it at 0 if the
    /// distance between steps matters. Default: 0.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double StepDropout { get; set; }

    /// <summary>
    /// The fraction of the embedding's features that training drops; from 0 to below 1, or null to choose it by the number of
    /// training rows, as <see cref="RecurrentOptions.EmbeddingDropout"/> says. Default: null.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? EmbeddingDropout { get; set; }

    /// <summary>
    /// The fraction of the pooled features that training drops before the last layer; from 0 to below 1, or null to choose it by
    /// the number of training rows, as <see cref="RecurrentOptions.HeadDropout"/> says. Default: null.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? HeadDropout { get; set; }

    /// <summary>The number of features of the states that the body returns for each time step; 1 or more.</summary>
    protected internal abstract int StateSize { get; }

    /// <summary>
    /// Builds the body of the network. Called with a seeded random generator, so that the same seed gives the same initial
    /// weights.
    /// </summary>
    /// <returns>
    /// A module whose <c>forward(vectors, isStep)</c> accepts the vectors of the time steps, float32 <c>[batch, time,
    /// EmbeddingSize]</c> with zeros at padded steps, and whether each step is a true one, bool <c>[batch, time]</c>, and returns
    /// the states, float32 <c>[batch, time, StateSize]</c>. States at padded steps are ignored. Learned tensors must be
    /// parameters; buffers, such as those of batch normalization, are not saved, and rejected.
    /// </returns>
    protected internal abstract torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody();

    private protected sealed override int FewestEpochs => 5;

    private protected sealed override (double Few, double Many) LearningRates => (0.003, 0.001);

    private protected sealed override NetworkArchitecture MakeArchitecture() =>
        CustomArchitecture.Of((CustomSequenceOptions)Copy());

    private protected sealed override void ChooseDropout(DataAmount amount, bool isPerStep, bool isPretrained)
    {
        EmbeddingDropout ??= amount.Between(few: 0.7, many: 0.5);
        HeadDropout ??= amount.Between(few: 0.5, many: 0);
    }
}
