using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// The options for resuming a killed fit.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// A folder for checkpoints, from which a killed fit resumes: written at each epoch's end, and in between according to <see
    /// cref="CheckpointEverySteps"/> and <see cref="CheckpointEveryMinutes"/>. A missing folder is created; the last two
    /// checkpoints and that of the best epoch are kept. Null for none. Default: null.
    /// </summary>
    [Category(OptionGroup.Checkpoints)]
    public string? CheckpointFolder { get; set; }

    /// <summary>The number of training steps between additional checkpoints; 1 or more, or null. Default: null.</summary>
    [Category(OptionGroup.Checkpoints)]
    [Range(1, int.MaxValue)]
    public int? CheckpointEverySteps { get; set; }

    /// <summary>The number of minutes between additional checkpoints; above 0, or null. Default: null.</summary>
    [Category(OptionGroup.Checkpoints)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? CheckpointEveryMinutes { get; set; }

    /// <summary>
    /// Whether the fit resumes from the last checkpoint in <see cref="CheckpointFolder"/>; without one it starts from scratch. On
    /// the same device and with the same number of threads it ends with exactly the weights of an uninterrupted fit. A checkpoint
    /// with other options or data is an error that names the difference. If false, a folder that has checkpoints is an error.
    /// Default: false.
    /// </summary>
    [Category(OptionGroup.Checkpoints)]
    public bool Resume { get; set; }
}
