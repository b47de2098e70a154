using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(SequencePaddingTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Turns sequences of any length into vectors of one length by padding the short ones and truncating the long ones. Keys keep
/// their
/// key values and become <c>Key&lt;UInt32&gt;</c>; numbers keep their channels. Made by <see cref="SequencePaddingEstimator"/>.
/// </summary>
public sealed class SequencePaddingTransformer : SequenceTransformer, ILoadableTransformer, IEncodingStep
{
    private const string SettingsEntry = "padding.json";

    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly PadSequenceOptions _options;

    internal SequencePaddingTransformer(string outputColumnName, string inputColumnName, PadSequenceOptions options)
    {
        _outputColumnName = outputColumnName;
        _inputColumnName = inputColumnName;
        _options = options.Copy();
    }

    static string ILoadableTransformer.Kind => "SequencePadding";

    static int ILoadableTransformer.FormatVersion => 2; // 2: padding may be NaN

    string IEncodingStep.Role => "padding";

    string IEncodingStep.OutputColumnName => _outputColumnName;

    string IEncodingStep.InputColumnName => _inputColumnName;

    /// <summary>How sequences are padded: a copy.</summary>
    internal PadSequenceOptions Options => _options.Copy();

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new SequencePaddingMapping(
        inputSchema, SequenceColumn.Find(inputSchema, _inputColumnName, _options.PaddingValue), _outputColumnName, _options);

    private protected override void Save(ModelWriter writer) => writer.AddJson(SettingsEntry, SettingsOf());

    JsonObject IEncodingStep.DescribeSettings() => JsonSerializer.SerializeToNode(SettingsOf(), ModelManifest.Json)!.AsObject();

    private Settings SettingsOf() => new(
        _outputColumnName, _inputColumnName, _options.Length, _options.Padding, _options.Truncation, _options.PaddingValue);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var options = new PadSequenceOptions
        {
            Length = settings.Length,
            Padding = settings.Padding,
            Truncation = settings.Truncation,
            PaddingValue = settings.PaddingValue,
        };
        ModelReader.CheckSettings(SettingsEntry, options.Validate);
        return new SequencePaddingTransformer(settings.OutputColumnName, settings.InputColumnName, options);
    }

    /// <summary>
    /// The padding's settings in the model file. Its names are the format: change them with the format version.
    /// </summary>
    private sealed record Settings(
        string OutputColumnName,
        string InputColumnName,
        int Length,
        SequencePadding Padding,
        SequenceTruncation Truncation,
        float PaddingValue);
}
