namespace MlNet.Sequences.Tests;

/// <summary>
/// Skips what it stands on where there is no GPU to use, each test once, however many rows it has. Beside it stands the category
/// "gpu", so that one filter runs all that was skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsGpuAttribute : ConditionBaseAttribute
{
    public const string Category = "gpu";

    public NeedsGpuAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "Skipped: needs an NVIDIA GPU and a libtorch for it.";

    public override string GroupName => nameof(NeedsGpuAttribute);

    public override bool IsConditionMet
    {
        get
        {
            try
            {
                return TorchGpuProbe.Instance.CountGpus() > 0;
            }
            catch (NativeEngineException)
            {
                // A libtorch that can't be loaded is no reason to skip: the tests run, and fail with its message.
                return true;
            }
        }
    }
}
