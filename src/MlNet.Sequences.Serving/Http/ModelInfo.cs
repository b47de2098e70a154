using System.Text.Json;

namespace MlNet.Sequences.Serving;

/// <summary>Writes what the served models are and how they were trained.</summary>
internal static class ModelInfo
{
    /// <summary>Whether a model has an answer for each token of a text.</summary>
    internal static bool HasSteps(ModelSlot slot) => slot.Current?.Model.Task is "tagging" or "step-regression";

    internal static void Write(Utf8JsonWriter json, SequenceModels models)
    {
        json.WriteString("server", "MlNet.Sequences.Serving");
        json.WriteString("serverVersion", ServerVersion);
        json.WriteBoolean("ready", models.IsReady);
        json.WriteStartArray("models");
        foreach (var slot in models.Slots)
        {
            json.WriteStartObject();
            Write(json, slot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The version of this library, without the commit that builds append.</summary>
    internal static string ServerVersion { get; } =
        typeof(ModelInfo).Assembly.GetName().Version!.ToString(fieldCount: 3);

    private static void Write(Utf8JsonWriter json, ModelSlot slot)
    {
        json.WriteString("name", slot.Name);
        json.WriteNumber("version", slot.Version);
        json.WriteBoolean("loaded", slot.Current is not null);
        if (slot.LastError is { } error)
            json.WriteString("loadError", error);
        if (slot.Current is { } model)
            Write(json, model);
    }

    private static void Write(Utf8JsonWriter json, ServedModel served)
    {
        var model = served.Model;
        json.WriteString("sha256", served.Sha256);
        json.WriteString("loadedAt", served.LoadedAt);
        json.WriteString("task", model.Task);
        if (model.ClassNames.Count > 0)
        {
            json.WriteStartArray("classes");
            foreach (string name in model.ClassNames)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        if (served.ExplanationMethods.Count > 0)
        {
            json.WriteStartArray("explanations");
            foreach (var method in served.ExplanationMethods)
                json.WriteStringValue(ExplanationRequest.NameOf(method));
            json.WriteEndArray();
        }

        if (model.Network is not { } network)
            return;
        json.WriteString("architecture", network.Architecture);
        json.WriteNumber("parameters", network.NumberOfParameters);
        Write(json, network.History);
    }

    private static void Write(Utf8JsonWriter json, TrainingHistory history)
    {
        json.WriteStartObject("training");
        json.WriteNumber("rows", history.TrainingRows);
        json.WriteNumber("validationRows", history.ValidationRows);
        json.WriteNumber("keptEpoch", history.KeptEpoch);
        if (history.DataSha256 is { } data)
            json.WriteString("dataSha256", data);
        if (history.Versions is { } versions)
        {
            json.WriteStartObject("versions");
            json.WriteString("library", versions.Library);
            json.WriteString("mlNet", versions.MlNet);
            json.WriteString("libtorch", versions.Libtorch);
            json.WriteEndObject();
        }

        if (history.Epochs.FirstOrDefault(epoch => epoch.Epoch == history.KeptEpoch) is { } kept)
        {
            json.WriteStartObject("validation");
            foreach (var (name, value) in kept.Validation.Where(metric => double.IsFinite(metric.Value)))
                json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(name), value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
