using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>
/// A step that makes one column from another on the way to a network, and describes how, for programs that must do the same
/// without ML.NET.
/// </summary>
internal interface IEncodingStep
{
    /// <summary>Its role in an exported model's metadata: "tokenizer".</summary>
    string Role { get; }

    string OutputColumnName { get; }

    string InputColumnName { get; }

    /// <summary>Its settings by their names in a model file.</summary>
    JsonObject DescribeSettings();
}
