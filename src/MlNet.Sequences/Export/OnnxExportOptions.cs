namespace MlNet.Sequences;

/// <summary>What <see cref="SequencesCatalog.ExportToOnnx"/> writes beside the network, and how.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>
    /// Whether the graph begins with texts, string <c>[batch]</c>, instead of the keys of words: then splitting and padding are
    /// part of it. Default false. The model must be a chain in which the column of <c>TokenizeIntoWordsAsKeys</c> goes to the
    /// network, through <c>PadSequence</c> or as it is. Operator set 20, in ONNX Runtime from 1.17 on.
    /// </summary>
    public bool IncludeTokenizer { get; set; }

    /// <summary>What the weights are stored as. Default: <see cref="OnnxWeights.Float32"/>.</summary>
    public OnnxWeights Weights { get; set; } = OnnxWeights.Float32;

    /// <summary>Cancels the export; no file is left then. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.ThrowIfAny(nameof(OnnxExportOptions));
    }
}
