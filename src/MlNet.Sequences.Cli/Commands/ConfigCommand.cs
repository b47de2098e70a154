using System.CommandLine;
using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary><c>config</c>: a settings file to start from.</summary>
internal static class ConfigCommand
{
    internal static Command Create()
    {
        var trainer = Arguments.Word(
            "--trainer", $"The trainer of the settings. Default: {TrainerKind.Default.Name}", ToolSetting.Trainer.Words);
        var task = Arguments.Word(
            "--task", "The task of the settings, without those of other tasks. Default: the settings of all tasks",
            ToolSetting.Task.Words);
        var languageModel = Arguments.Flag(
            "--language-model", "Print settings for pretrain instead, of the network of --trainer.");
        var schema = Arguments.Flag("--schema", "Print the JSON Schema of settings files instead, for editors and validators.");
        var output = Arguments.Path("--output", "FILE", "The file to write. Default: stdout").Or("-o");
        var command = new Command(
            "config", "Prints a settings file for train or pretrain, with every default and what each setting is for.")
        {
            trainer, task, languageModel, schema, output,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(trainer) is { } name ? TrainerKind.Of(name) : TrainerKind.Default,
            parsed.GetValue(task) is { } of ? TextTask.Of(of) : null, parsed.GetValue(languageModel),
            parsed.GetValue(schema), parsed.GetValue(output)));
        return command;
    }

    private static int Run(TrainerKind kind, TextTask? task, bool isLanguageModel, bool isSchema, string? output)
    {
        if (isLanguageModel && (task is not null || isSchema || !kind.IsNetwork))
            throw new UsageException(
                "--language-model needs no --task, no --schema and a network as --trainer, " +
                $"{Words.List(TrainerKind.Networks, "or")}; received {(task is not null ? $"--task {task.Name}"
                : isSchema ? "--schema" : $"--trainer {kind.Name}")}. Leave it out.");
        if (task?.ViolationOf(kind) is { } violation)
            throw new UsageException(violation);
        string text = isSchema ? SettingsSchema.Text()
            : isLanguageModel ? SettingsText.OfLanguageModel(kind)
            : SettingsText.Of(kind, task);
        if (output is null)
        {
            using var results = Messages.OpenResults();
            results.Write(text);
        }
        else
        {
            OutputFile.Write(output, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            new Messages().Say($"Written to '{output}'.");
        }

        return 0;
    }
}
