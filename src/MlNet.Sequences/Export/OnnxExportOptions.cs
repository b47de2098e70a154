namespace MlNet.Sequences;

/// <summary>What <see cref="SequencesCatalog.ExportToOnnx"/> writes besides the network, and how.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>
    /// Whether the graph begins with texts, string <c>[batch]</c>, instead of the keys of words: then it includes splitting and
    /// padding. Default false. The model must be a chain in which the column of <c>TokenizeIntoWordsAsKeys</c> goes to the
    /// network, through <c>PadSequence</c> or directly. Operator set 20, supported by ONNX Runtime 1.17 and later.
    /// </summary>
    public bool IncludeTokenizer { get; set; }

    /// <summary>The type of the stored weights. Default: <see cref="OnnxWeights.Float32"/>.</summary>
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
