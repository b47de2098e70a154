using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>The JSON Schema of a settings file, which editors use to complete and check it.</summary>
internal static class SettingsSchema
{
    internal static string Text() => Json.Lines(Make()) + "\n";

    private static JsonObject Make()
    {
        var properties = new JsonObject
        {
            [SettingsFile.Schema] = new JsonObject
            {
                ["type"] = "string",
                [
                "description"] = "The location of this schema, for editors."
            },
        };
        foreach (var setting in ToolSetting.All)
            properties[setting.Name] = Of(setting.Describe(TrainerKind.Default));
        properties[SettingsFile.Options] = new JsonObject { ["type"] = "object", ["description"] = "The trainer's options." };
        return new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"{Tool.Name} train",
            ["description"] = $"The settings of '{Tool.Name} train --config FILE'. Omitted settings have their defaults.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
            ["oneOf"] = new JsonArray([.. TrainerKind.All.Select(OfTrainer)]),
        };
    }

    // Each trainer has its own options; a file that names none means the default one.
    private static JsonObject OfTrainer(TrainerKind kind)
    {
        var options = new JsonObject();
        foreach (var option in SettingDescription.OptionsOf(kind))
            options[option.Name] = Of(option);
        var schema = new JsonObject
        {
            ["title"] = kind.Name,
            ["properties"] = new JsonObject
            {
                [ToolSetting.Trainer.Name] = SettingDescription.TypeOf([kind.Name], isNullable: false),
                [SettingsFile.Options] = new JsonObject
                {
                    ["type"] = "object",
                    [
                    "additionalProperties"] = false,
                    ["properties"] = options
                },
            },
        };
        if (!kind.IsNetwork)
        {
            var properties = (JsonObject)schema["properties"]!;
            foreach (var setting in ToolSetting.OfNetworks)
                properties[setting.Name] = new JsonObject { ["type"] = "null" };
            properties[ToolSetting.Task.Name] = SettingDescription.TypeOf(
                TextTask.All.Where(task => task.ViolationOf(kind) is null).Select(task => task.Name), isNullable: true);
        }

        if (kind != TrainerKind.Default)
            schema["required"] = new JsonArray(ToolSetting.Trainer.Name);
        return schema;
    }

    private static JsonObject Of(SettingDescription setting)
    {
        var schema = new JsonObject { ["description"] = setting.Purpose };
        foreach (var (name, value) in setting.Type)
            schema[name] = value?.DeepClone();
        schema["default"] = setting.Default?.DeepClone();
        return schema;
    }
}
