using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>
/// A step that makes one column of another on the way to a network, and says how, for programs that must do the same without
/// ML.NET.
/// </summary>
internal interface IEncodingStep
{
    /// <summary>What it is, as it stands in an exported model's metadata: "tokenizer".</summary>
    string Role { get; }

    string OutputColumnName { get; }

    string InputColumnName { get; }

    /// <summary>Its settings by the names that they have in a model file.</summary>
    JsonObject DescribeSettings();
}
