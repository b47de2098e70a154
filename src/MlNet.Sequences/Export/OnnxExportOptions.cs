namespace MlNet.Sequences;

/// <summary>What an exported network is like.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>What the weights are stored as. Default: <see cref="OnnxWeights.Float32"/>.</summary>
    public OnnxWeights Weights { get; set; } = OnnxWeights.Float32;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        violations.Defined(nameof(Weights), Weights);
        violations.ThrowIfAny(nameof(OnnxExportOptions));
    }
}
