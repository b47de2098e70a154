using System.Globalization;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>
/// What identifies a fit: the same options, seed and data give the same fit. Only that fit may resume its checkpoint.
/// </summary>
internal sealed record FitIdentity
{
    /// <summary>The type of the options.</summary>
    public required string Trainer { get; init; }

    public required string Task { get; init; }

    public required int Seed { get; init; }

    /// <summary>Every option that has a textual form, by its name in a settings file.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>The rows, once they are read.</summary>
    public DataSummary? Data { get; init; }

    /// <summary>The SHA-256 of the weights that training continued from, or null.</summary>
    public string? ContinuedFrom { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    public TrainingVersions? Versions { get; init; }

    // The value of an option that a checkpoint's version did not have: its default must be what that version did.
    private JsonObject? Defaults { get; init; }

    internal static FitIdentity Of(SequenceTrainerOptions options, SequenceTask task, int seed) => new()
    {
        Defaults = OptionsJson.Write(BeforeOptions(options.GetType())),
        Trainer = options.GetType().Name,
        Task = task.Name,
        Seed = seed,
        Settings = Describe(options, task),
        Versions = TrainingVersions.Current,
    };

    private static JsonObject Describe(SequenceTrainerOptions options, SequenceTask task)
    {
        var settings = options.Describe();
        foreach (var (name, value) in task.Settings)
            settings[name] = value?.DeepClone();
        return settings;
    }

    private static SequenceTrainerOptions BeforeOptions(Type type)
    {
        var options = (SequenceTrainerOptions)Activator.CreateInstance(type)!;
        options.NgramLength = 0; // null chooses, and there was nothing to choose
        return options;
    }

    /// <summary>The settings, and the seed in use, in readable form.</summary>
    internal IReadOnlyDictionary<string, string> SettingsAsText() => OptionsJson.WriteAsText(Settings).ToDictionary(
        setting => setting.Key,
        setting => setting.Key == "seed" ? Seed.ToString(CultureInfo.InvariantCulture) : setting.Value);

    /// <summary>Checks, before data are read, that this fit may continue from a checkpoint of another process.</summary>
    /// <exception cref="InvalidOperationException">The checkpoint has other options; the message names each.</exception>
    internal void CheckOptions(FitIdentity saved)
    {
        var differences = new List<OptionMessage>();
        Compare($"the trainer", saved.Trainer, Trainer, differences);
        Compare($"the task", saved.Task, Task, differences);
        Compare($"the seed", saved.Seed, Seed, differences);
        if (Trainer == saved.Trainer)
            differences.AddRange(OptionsJson.Differences(WithDefaults(Settings), WithDefaults(saved.Settings), OptionsOfTheRun));
        Refuse("options", differences, "Restore them");
    }

    /// <summary>Checks that the data are the checkpoint's.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message says how.</exception>
    internal void CheckData(FitIdentity saved)
    {
        var differences = new List<OptionMessage>();
        Compare($"the sequences", saved.Data?.Input, Data?.Input, differences);
        Compare($"the rows to train on", saved.Data?.TrainingRows, Data?.TrainingRows, differences);
        Compare($"the rows to validate with", saved.Data?.ValidationRows, Data?.ValidationRows, differences);
        Compare($"the rows without labels", saved.Data?.UnlabeledRows, Data?.UnlabeledRows, differences);
        if (differences.Count == 0)
            Compare(
                $"the content of the rows without labels (SHA-256)", saved.Data?.UnlabeledSha256, Data?.UnlabeledSha256,
                differences);
        if (differences.Count == 0)
            Compare($"the rows' content (SHA-256)", saved.Data?.Sha256, Data?.Sha256, differences);
        Compare(
            $"the weights of {nameof(SequenceTrainerOptions.ContinueFrom):option} (SHA-256)", saved.ContinuedFrom, ContinuedFrom,
            differences);
        Refuse("data", differences, "Give the same rows in the same order");
    }

    /// <summary>Differences that allow the fit to continue, but not to end bit for bit like an uninterrupted one.</summary>
    internal IEnumerable<string> Deviations(FitIdentity saved)
    {
        var differences = new List<OptionMessage>();
        Compare($"the device", saved.Device, Device, differences);
        Compare($"the number of threads", saved.Threads, Threads, differences);
        Compare($"the library", saved.Versions?.Library, Versions?.Library, differences);
        Compare($"libtorch", saved.Versions?.Libtorch, Versions?.Libtorch, differences);
        return differences.Select(difference => difference.ToString());
    }

    private JsonObject WithDefaults(JsonObject saved)
    {
        var whole = (JsonObject)saved.DeepClone();
        foreach (string seam in (string[])["loss", "schedule", "metrics"])
            whole.TryAdd(seam, null);
        foreach (var (name, value) in Defaults ?? [])
        {
            if (!whole.ContainsKey(name))
                whole[name] = value?.DeepClone();
        }

        return whole;
    }

    // They determine where and how long a fit runs, not its result.
    private static readonly HashSet<string> OptionsOfTheRun =
        ["device", "numberOfThreads", "checkpointFolder", "checkpointEverySteps", "checkpointEveryMinutes", "resume", "seed"];

    private static void Compare<T>(OptionMessage what, T saved, T now, List<OptionMessage> differences)
    {
        if (!EqualityComparer<T>.Default.Equals(saved, now))
            differences.Add($"{what}: {now} and was {saved}");
    }

    private static void Refuse(string what, List<OptionMessage> differences, string remedy)
    {
        if (differences.Count > 0)
            throw OptionMessage.Invalid(
                $"A fit resumes only from a checkpoint of the same {what}; the one in " +
                $"{nameof(SequenceTrainerOptions.CheckpointFolder):option} differs: " +
                $"{OptionMessage.Join("; ", differences)}. {remedy}, or start over in another folder.");
    }
}
