using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>A request of the Open Inference Protocol for predictions.</summary>
/// <param name="Id">The client's name of the request; null for none.</param>
/// <param name="Texts">The texts.</param>
internal sealed record InferenceRequest(string? Id, IReadOnlyList<string> Texts)
{
    internal const string InputName = "text";

    private IReadOnlyList<string>? _outputs; // null for all

    /// <exception cref="PredictionRefusedException">The request breaks a rule of the protocol, or of the models.</exception>
    internal static InferenceRequest Read(JsonElement root, int mostTexts)
    {
        JsonFields.RefuseOthers(root, "id", "inputs", "outputs", "parameters");
        string? id = JsonFields.Find(root, "id") is { } given ? JsonFields.Text(given, "id") : null;
        var inputs = JsonFields.Require(root, "inputs", "the texts to predict from");
        JsonFields.CheckArray(inputs, "inputs", most: int.MaxValue);
        if (inputs.GetArrayLength() != 1)
            throw JsonFields.Wrong(
                "inputs", $"inputs must have one tensor, '{InputName}'; received {inputs.GetArrayLength()}.");
        var texts = ReadTexts(inputs[0], mostTexts);
        return new(id, texts) { _outputs = JsonFields.Find(root, "outputs") is { } outputs ? ReadOutputs(outputs) : null };
    }

    /// <summary>The outputs that the request wants, in its order.</summary>
    /// <exception cref="PredictionRefusedException">One does not exist.</exception>
    internal IReadOnlyList<InferenceTensor> Choose(IReadOnlyList<InferenceTensor> all) => _outputs is null ? all
        : [.. _outputs.Select((name, i) => all.FirstOrDefault(output => output.Name == name) ?? throw JsonFields.Wrong(
            $"outputs[{i}].name",
            $"outputs[{i}].name must be one of {string.Join(", ", all.Select(output => output.Name))}; received " +
            $"'{CodePoints.Shorten(name, 60)}'."))];

    private static List<string> ReadTexts(JsonElement input, int most)
    {
        const string field = "inputs[0]";
        RequireObject(input, field);
        string name = JsonFields.Text(JsonFields.Require(input, "name", "the input's name"), $"{field}.name");
        if (name != InputName)
            throw JsonFields.Wrong(
                $"{field}.name", $"{field}.name must be '{InputName}'; received '{CodePoints.Shorten(name, 60)}'.");
        RefuseBinary(input, field, "binary_data_size");
        string type = JsonFields.Text(JsonFields.Require(input, "datatype", "the input's type"), $"{field}.datatype");
        if (type != "BYTES")
            throw JsonFields.Wrong(
                $"{field}.datatype", $"{field}.datatype must be BYTES, for texts; received '{CodePoints.Shorten(type, 60)}'.");
        var texts = new List<string>();
        Flatten(JsonFields.Require(input, "data", "the texts"), $"{field}.data", most, texts);
        CheckShape(JsonFields.Require(input, "shape", "the input's shape"), $"{field}.shape", texts.Count);
        return texts;
    }

    // Tensors are flat or nested.
    private static void Flatten(JsonElement data, string field, int most, List<string> texts)
    {
        JsonFields.CheckArray(data, field, most);
        int i = 0;
        foreach (var item in data.EnumerateArray())
        {
            string name = $"{field}[{i++}]";
            if (item.ValueKind == JsonValueKind.Array)
                Flatten(item, name, most, texts);
            else
                texts.Add(JsonFields.Text(item, name));
            if (texts.Count > most)
                throw new PredictionRefusedException(
                    StatusCodes.Status413PayloadTooLarge, $"{field} must have at most {most} texts. Send several requests.",
                    field);
        }
    }

    private static void CheckShape(JsonElement shape, string field, int texts)
    {
        JsonFields.CheckArray(shape, field, most: 8);
        long product = 1;
        foreach (var item in shape.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int dimension) || dimension < 0)
                throw JsonFields.Wrong(field, $"{field} must have whole numbers of 0 or more.");
            product = Math.Min(int.MaxValue, product * dimension); // no overflow, and still not the number of texts
        }

        if (product != texts || shape.GetArrayLength() == 0)
            throw JsonFields.Wrong(field, $"{field} must be that of the data, [{texts}]; its product is {product}.");
    }

    private static List<string> ReadOutputs(JsonElement outputs)
    {
        JsonFields.CheckArray(outputs, "outputs", most: 16);
        var names = new List<string>();
        foreach (var output in outputs.EnumerateArray())
        {
            string field = $"outputs[{names.Count}]";
            RequireObject(output, field);
            RefuseBinary(output, field, "binary_data");
            RefuseBinary(output, field, "classification");
            names.Add(JsonFields.Text(JsonFields.Require(output, "name", "the output's name"), $"{field}.name"));
        }

        return names;
    }

    // Extensions that are not among those of GET /v2.
    private static void RefuseBinary(JsonElement tensor, string field, string name)
    {
        if (JsonFields.Find(tensor, "parameters") is not { } parameters)
            return;
        RequireObject(parameters, $"{field}.parameters");
        if (JsonFields.Find(parameters, name) is { ValueKind: not JsonValueKind.False })
            throw JsonFields.Wrong($"{field}.parameters.{name}", $"The extension of {name} is not supported. Use JSON alone.");
    }

    private static void RequireObject(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw JsonFields.Wrong(field, $"{field} must be an object; received {JsonFields.Describe(value)}.");
    }
}
