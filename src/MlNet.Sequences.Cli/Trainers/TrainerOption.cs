using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// An option of train that sets a property of the options of those trainers that have it: only the library defines what a trainer
/// has, and the defaults.
/// </summary>
internal sealed class TrainerOption
{
    private const int LongestHelpName = 40;

    private readonly string _property;
    private readonly Func<ParseResult, object?> _read;
    private readonly Action<SequenceTrainerOptions, object>? _set;
    private readonly Func<SequenceTrainerOptions, string?>? _show;
    private readonly IReadOnlyList<string> _trainers;
    private readonly IReadOnlyList<string> _tasks;

    private TrainerOption(
        string property, IReadOnlyList<TextTask>? tasks, string description, Option option, Func<ParseResult, object?> read,
        Action<SequenceTrainerOptions, object>? set = null, Func<SequenceTrainerOptions, string?>? show = null)
    {
        (_property, Option, _read, _set, _show) = (property, option, read, set, show);
        var kinds = TrainerKind.All.Where(kind => PropertyOf(kind.CreateOptions()) is not null).ToArray();
        _trainers = [.. kinds.Select(kind => kind.Name)];
        _tasks = [.. (tasks ?? TextTask.All).Select(task => task.Name)];
        option.Description = $"{description}{Owners()}{Defaults(kinds)}";
    }

    internal Option Option { get; }

    /// <summary>The properties that it sets.</summary>
    internal IEnumerable<string> Properties => _property switch
    {
        nameof(SequenceTrainerOptions.CheckpointEverySteps) => [_property, nameof(SequenceTrainerOptions.CheckpointEveryMinutes)],
        nameof(SequenceTrainerOptions.KeepBestEpoch) => [_property, nameof(SequenceTrainerOptions.BestEpochTolerance)],
        _ => [_property],
    };

    /// <summary>A whole number, in the range of the property unless a least is given.</summary>
    internal static TrainerOption Integer(
        string name, string property, string description, int? least = null, IReadOnlyList<TextTask>? tasks = null)
    {
        var range = least is null ? RangeOf(property) : null;
        var option = Arguments.Integer(name, "", range?.Least ?? least!.Value, range?.Most ?? int.MaxValue);
        return new(property, tasks, description, option, parsed => parsed.GetValue(option));
    }

    /// <summary>A number in the range of the property.</summary>
    internal static TrainerOption Number(string name, string property, string description, IReadOnlyList<TextTask>? tasks = null)
    {
        var range = RangeOf(property);
        var option = Arguments.Number(name, "", range.Has, range.Numbers);
        return new(property, tasks, description, option, parsed => parsed.GetValue(option));
    }

    /// <summary>A limit in the range of the property, or none: null.</summary>
    internal static TrainerOption Limit(string name, string property, string description)
    {
        var option = Arguments.Limit(name, "", RangeOf(property));
        return new(
            property, null, description, option, parsed => parsed.GetValue(option),
            (options, value) =>
                options.GetType().GetProperty(property)!.SetValue(options, double.IsInfinity((double)value) ? null : value));
    }

    internal static TrainerOption Word<T>(string name, string property, string description, IReadOnlyList<TextTask>? tasks = null)
        where T : struct, Enum
    {
        var values = Words.Of<T>();
        string[] words = [.. values.Keys];

        // Many words would leave no space for the description.
        bool areMany = words.Sum(word => word.Length) > LongestHelpName;
        var option = Arguments.Word(name, "", words, areMany ? "WORD" : null);
        return new(
            property, tasks, areMany ? $"{description} One of {Words.List(words, "or")}." : description, option,
            parsed => parsed.GetValue(option) is { } word ? values[word] : null);
    }

    internal static TrainerOption Weights(string name, string property, string description, IReadOnlyList<TextTask> tasks)
    {
        var option = Arguments.Weights(name, "");
        return new(property, tasks, description, option, parsed => parsed.GetValue(option));
    }

    internal static TrainerOption Flag(string name, string property, string description)
    {
        var option = Arguments.Switch(name, "");
        return new(property, null, description, option, parsed => parsed.GetValue(option));
    }

    internal static TrainerOption Device(string property, string description)
    {
        var option = Arguments.Device("");
        return new(property, null, description, option, parsed => parsed.GetValue(option));
    }

    internal static TrainerOption Column(string name, string property, string description)
    {
        var option = Arguments.Column(name, "");
        return new(property, null, description, option, parsed => parsed.GetValue(option));
    }

    internal static TrainerOption Folder(string name, string property, string description)
    {
        var option = Arguments.Path(name, "DIR", "");
        return new(property, null, description, option, parsed => parsed.GetValue(option));
    }

    /// <summary>Steps or minutes between two checkpoints.</summary>
    internal static TrainerOption Interval(string name, string description)
    {
        var option = Arguments.Interval(name, "");
        return new(
            nameof(SequenceTrainerOptions.CheckpointEverySteps), null, description, option, parsed => parsed.GetValue(option),
            (options, value) => ((CheckpointInterval)value).ApplyTo(options));
    }

    /// <summary>Which epoch's weights to keep.</summary>
    internal static TrainerOption KeptEpoch(string name, string description)
    {
        var option = Arguments.Word(name, "", [.. KeptEpochRule.All.Select(rule => rule.Word)]);
        return new(
            nameof(SequenceTrainerOptions.KeepBestEpoch), null, description, option,
            parsed => parsed.GetValue(option) is { } word ? KeptEpochRule.All.Single(rule => rule.Word == word) : null,
            (options, value) => ((KeptEpochRule)value).ApplyTo(options), KeptEpochRule.WordFor);
    }

    /// <summary>A file with word vectors.</summary>
    internal static TrainerOption WordVectors(string name, string property, string description)
    {
        var option = Arguments.Path(name, "FILE", "");
        return new(
            property, null, description, option,
            parsed => parsed.GetValue(option) is { } path ? InitialEmbeddings.FromFile(path) : null);
    }

    /// <inheritdoc cref="Arguments.Or{T}(Option{T}, IEnumerable{string})"/>
    internal TrainerOption Or(string alias)
    {
        Option.Aliases.Add(alias);
        return this;
    }

    /// <summary>Whether the task uses it.</summary>
    internal bool IsOf(TextTask task) => _tasks.Contains(task.Name);

    /// <summary>Whether the command line has it.</summary>
    internal bool IsGiven(ParseResult parsed) => _read(parsed) is not null;

    /// <summary>Its text on the command line; null if missing.</summary>
    internal string? TextOf(ParseResult parsed) =>
        Convert.ToString(_read(parsed), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    /// <summary>Sets the property if the option is given.</summary>
    /// <returns>The error, or null.</returns>
    internal string? Apply(ParseResult parsed, TrainerKind kind, object options)
    {
        if (_read(parsed) is not { } value)
            return null;
        if (PropertyOf(options) is not { } property)
            return WrongOwner(Arguments.NameIn(parsed, Option), "trainer", _trainers, $"--trainer {kind.Name}");
        if (_set is null)
            property.SetValue(options, value);
        else
            _set((SequenceTrainerOptions)options, value);
        return null;
    }

    /// <summary>
    /// The error if the option is given and the task does not use it, or null. Without a task, the labels determine it, and never
    /// choose regression.
    /// </summary>
    internal string? Check(ParseResult parsed, TextTask? task)
    {
        var possible = (task is null ? TextTask.WithClasses : [task]).Select(each => each.Name);
        return !IsGiven(parsed) || _tasks.Intersect(possible).Any()
            ? null
            : WrongOwner(Arguments.NameIn(parsed, Option), "task", _tasks, task is null ? "no --task" : $"--task {task.Name}");
    }

    private PropertyInfo? PropertyOf(object options) => options.GetType().GetProperty(_property);

    /// <summary>The error if an option is given that only other trainers or tasks have.</summary>
    internal static string WrongOwner(string name, string what, IReadOnlyList<string> owners, string received) =>
        $"{name} belongs to the {what}{(owners.Count == 1 ? "" : "s")} {Words.List(owners)}; received it with {received}. " +
        $"Leave it out, or choose {(owners.Count == 1 ? $"that {what}" : $"one of those {what}s")}.";

    // That of the library's property, whichever trainer has it.
    private static OptionRange RangeOf(string property) => new(TrainerKind.All
        .Select(kind => kind.CreateOptions().GetType().GetProperty(property)?.GetCustomAttribute<RangeAttribute>())
        .OfType<RangeAttribute>()
        .First());

    // The help says once which options n-grams have of those that all networks have.
    private string Owners()
    {
        string[] owners =
        [
            .. TrainerKind.Networks.All(_trainers.Contains) ? [] : _trainers,
            .. _tasks.Count == TextTask.All.Count ? [] : _tasks,
        ];
        return owners.Length == 0 ? "" : $" For {Words.List(owners)}.";
    }

    private string Defaults(IReadOnlyList<TrainerKind> kinds)
    {
        var values = kinds.Select(kind => (kind.Name, Value: Text(TrainDefaults.ForData(kind)))).ToArray();
        return values.All(pair => pair.Value is null or "no") ? "" : $" Default: {Join(values)}";
    }

    private string? Text(object options) =>
        _show is not null ? _show((SequenceTrainerOptions)options) : PropertyOf(options)!.GetValue(options) switch
        {
            Enum word => Words.Of(word),
            bool flag => flag ? "yes" : "no",
            null when options is SequenceTrainerOptions network
                && network.GetAutomaticSettings().Contains(JsonNamingPolicy.CamelCase.ConvertName(_property)) =>
                "by the number of texts",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
        };

    // The first trainer's value, and those that differ from it by name: "64, transformer 128".
    private static string Join((string Name, string? Value)[] values) => string.Join(
        ", ",
        values.Where((pair, i) => i == 0 || pair.Value != values[0].Value)
            .Select((pair, i) => i == 0 ? pair.Value ?? "none" : $"{pair.Name} {pair.Value ?? "none"}"));
}
