using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// From where a fit that was killed goes on.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// A folder for checkpoints, from which a fit that was killed goes on: written at each epoch's end, and in between as
    /// <see cref="CheckpointEverySteps"/> and <see cref="CheckpointEveryMinutes"/> say. It is made where it is missing; the last
    /// two checkpoints and that of the best epoch are kept. Null for none. Default: null.
    /// </summary>
    [Category(OptionGroup.Checkpoints)]
    public string? CheckpointFolder { get; set; }

    /// <summary>After how many training steps a checkpoint is written, too; 1 or more, or null. Default: null.</summary>
    [Category(OptionGroup.Checkpoints)]
    [Range(1, int.MaxValue)]
    public int? CheckpointEverySteps { get; set; }

    /// <summary>After how many minutes a checkpoint is written, too; above 0, or null. Default: null.</summary>
    [Category(OptionGroup.Checkpoints)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? CheckpointEveryMinutes { get; set; }

    /// <summary>
    /// Whether the fit goes on from the last checkpoint in <see cref="CheckpointFolder"/>; where there is none it starts anew. On
    /// the same device and with the same number of threads it ends with the very weights of a fit that was left alone. A
    /// checkpoint of other options or data is an error that names the difference. Without it, a folder that has checkpoints is an
    /// error. Default: false.
    /// </summary>
    [Category(OptionGroup.Checkpoints)]
    public bool Resume { get; set; }
}
