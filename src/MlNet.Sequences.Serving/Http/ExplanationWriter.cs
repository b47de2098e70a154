using System.Text.Json;

namespace MlNet.Sequences.Serving;

/// <summary>Writes explanations as JSON, with the fields of the tool's <c>explain --json</c>.</summary>
internal static class ExplanationWriter
{
    /// <summary>The fields of an explanation and its prediction, into an object that is begun.</summary>
    internal static void WriteFields(Utf8JsonWriter writer, TextExplanation explanation)
    {
        PredictionWriter.WriteFields(writer, explanation.Prediction, hasSteps: false);
        if (explanation.ClassName is { } name)
            writer.WriteString("explainedClass", name);
        writer.WriteString("method", ExplanationRequest.NameOf(explanation.Method));
        PredictionWriter.WriteNumber(writer, "explainedScore", explanation.Score);
        PredictionWriter.WriteNumber(writer, "baselineScore", explanation.BaselineScore);
        PredictionWriter.WriteNumber(writer, "completenessGap", explanation.CompletenessGap);
        writer.WriteStartArray("tokens");
        foreach (var (token, value) in explanation.Tokens)
        {
            writer.WriteStartObject();
            writer.WriteString("token", token);
            PredictionWriter.WriteNumber(writer, "contribution", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
