using System.Text.Json;

namespace MlNet.Sequences.Serving;

/// <summary>Writes predictions as JSON, with the fields of the tool's <c>predict --json</c>.</summary>
internal static class PredictionWriter
{
    /// <summary>The fields of a prediction, into an object that is begun.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="prediction">The prediction.</param>
    /// <param name="hasSteps">Whether each token has an answer.</param>
    internal static void WriteFields(Utf8JsonWriter writer, TextPrediction prediction, bool hasSteps)
    {
        if (hasSteps)
        {
            WriteSteps(writer, prediction.Steps);
            return;
        }

        if (prediction.PredictedLabel is { } label)
            writer.WriteString("label", label);
        if (prediction.Probability is { } probability)
            WriteNumber(writer, "probability", probability);
        if (prediction.Score is { } score)
            WriteNumber(writer, "score", score);
        else if (prediction.PredictedLabel is null)
            WriteNumbers(writer, "scores", prediction.Scores);
        if (prediction.Probabilities.Count == 0)
            return;
        writer.WriteStartObject("probabilities");
        foreach (var (name, value) in prediction.Probabilities)
            WriteNumber(writer, name, value);
        writer.WriteEndObject();
    }

    /// <summary>A number; JSON has none for infinity, which is a string as in Protobuf's JSON.</summary>
    internal static void WriteNumber(Utf8JsonWriter writer, float number)
    {
        if (float.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(float.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    internal static void WriteNumber(Utf8JsonWriter writer, string name, float number)
    {
        writer.WritePropertyName(name);
        WriteNumber(writer, number);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<float> numbers)
    {
        writer.WriteStartArray(name);
        foreach (float number in numbers)
            WriteNumber(writer, number);
        writer.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter writer, IReadOnlyList<StepPrediction> steps)
    {
        WriteStrings("tokens", steps.Select(step => step.Token));
        string[] tags = [.. steps.Select(step => step.PredictedLabel).OfType<string>()];
        if (tags.Length == steps.Count)
        {
            WriteStrings("tags", tags);
            WriteNumbers(writer, "tagProbabilities", steps.Select(step => step.Probability ?? float.NaN));
        }
        else
        {
            WriteNumbers(writer, "scores", steps.Select(step => step.Score ?? float.NaN));
        }

        void WriteStrings(string name, IEnumerable<string> values)
        {
            writer.WriteStartArray(name);
            foreach (string value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }
    }
}
