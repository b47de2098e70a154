using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Serving;

/// <summary>An output of a model in the Open Inference Protocol: a value, or several, for each text.</summary>
/// <param name="Name">The name.</param>
/// <param name="DataType">The type of the protocol.</param>
/// <param name="Shape">The shape of one text's values.</param>
/// <param name="WriteValues">Writes one text's values, row-major.</param>
internal sealed record InferenceTensor(
    string Name, string DataType, IReadOnlyList<long> Shape, Action<Utf8JsonWriter, TextPrediction> WriteValues)
{
    /// <summary>What a model has: label, probability and probabilities of classes; score or scores; steps, as JSON.</summary>
    internal static IReadOnlyList<InferenceTensor> OutputsOf(ServedModel model)
    {
        if (model.Model.Task is "tagging" or "step-regression")
            return [new("steps", "BYTES", [], (json, prediction) => json.WriteStringValue(StepsAsJson(prediction)))];
        var outputs = new List<InferenceTensor>();
        var sample = model.Sample;
        if (sample.PredictedLabel is not null)
            outputs.Add(new("label", "BYTES", [], (json, prediction) => json.WriteStringValue(prediction.PredictedLabel)));
        if (sample.Probability is not null)
        {
            outputs.Add(new(
                "probability", "FP32", [],
                (json, prediction) => PredictionWriter.WriteNumber(json, prediction.Probability ?? float.NaN)));
            outputs.Add(new("probabilities", "FP32", [sample.Probabilities.Count], (json, prediction) =>
            {
                foreach (float probability in prediction.Probabilities.Values)
                    PredictionWriter.WriteNumber(json, probability);
            }));
        }

        if (sample.Score is not null)
            outputs.Add(new(
                "score", "FP32", [], (json, prediction) => PredictionWriter.WriteNumber(json, prediction.Score ?? float.NaN)));
        else if (sample.Probability is null)
            outputs.Add(new("scores", "FP32", [sample.Scores.Count], (json, prediction) =>
            {
                foreach (float score in prediction.Scores)
                    PredictionWriter.WriteNumber(json, score);
            }));
        return outputs;
    }

    internal static void WriteMetadata(Utf8JsonWriter json, string name, string dataType, IEnumerable<long> shape)
    {
        json.WriteStartObject();
        WriteHead(json, name, dataType, shape);
        json.WriteEndObject();
    }

    /// <summary>The values of all texts.</summary>
    internal void Write(Utf8JsonWriter json, IReadOnlyList<TextPrediction> predictions)
    {
        json.WriteStartObject();
        WriteHead(json, Name, DataType, [predictions.Count, .. Shape]);
        json.WriteStartArray("data");
        foreach (var prediction in predictions)
            WriteValues(json, prediction);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string name, string dataType, IEnumerable<long> shape)
    {
        json.WriteString("name", name);
        json.WriteString("datatype", dataType);
        json.WriteStartArray("shape");
        foreach (long dimension in shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
    }

    private static string StepsAsJson(TextPrediction prediction)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonResponse.Options))
        {
            json.WriteStartObject();
            PredictionWriter.WriteFields(json, prediction, hasSteps: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
