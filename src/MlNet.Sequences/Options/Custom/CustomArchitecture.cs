using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(CustomArchitecture), "custom")]

namespace MlNet.Sequences;

/// <summary>
/// A saved custom network: its name, its assembly, and the settings of its options.
/// </summary>
internal sealed record CustomArchitecture : NetworkArchitecture
{
    private CustomSequenceOptions? _options;

    /// <summary>The simple name of the assembly with the options.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>The name in its <see cref="SequenceArchitectureAttribute"/>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The settings that the options add to <see cref="CustomSequenceOptions"/>, a JSON object.</summary>
    public string Settings { get; init; } = "{}";

    public int EmbeddingSize { get; init; }

    public double StepDropout { get; init; }

    /// <summary>The architecture of options that no longer change.</summary>
    internal static CustomArchitecture Of(CustomSequenceOptions options) => new()
    {
        _options = options,
        Assembly = options.GetType().Assembly.GetName().Name!,
        Architecture = CustomArchitectures.NameOf(options.GetType()) ?? "",
        Settings = SettingsOf(options).ToJsonString(),
        EmbeddingSize = options.EmbeddingSize,
        Pooling = options.Pooling,
        StepDropout = options.StepDropout,
        EmbeddingDropout = options.EmbeddingDropout ?? 0,
        HeadDropout = options.HeadDropout ?? 0,
    };

    internal override string Name => Architecture;

    internal override int InputWidth => EmbeddingSize;

    internal override Int128 StateWidth => Options.StateSize;

    internal override string EmbeddingOption => nameof(CustomSequenceOptions.EmbeddingSize);

    internal override IReadOnlyList<string> ShapingSettings => ["assembly", "architecture", "settings", "embeddingSize"];

    /// <exception cref="InvalidDataException">This process has no such options, or none with these settings.</exception>
    private CustomSequenceOptions Options => _options ??= Restore();

    internal override void AddViolations(OptionViolations violations)
    {
        OptionRules.AddViolations(Options, violations);
        AddCrossViolations(violations);
    }

    internal override void AddCrossViolations(OptionViolations violations)
    {
        if (Architecture.Length == 0)
            violations.AddRule(
                $"{Options.GetType().Name} must be named by its assembly", null,
                $"add [assembly: SequenceArchitecture(typeof({Options.GetType().Name}), \"a name\")]");
        violations.AtLeast(nameof(CustomSequenceOptions.StateSize), Options.StateSize, 1);
        var results = new List<ValidationResult>();
        foreach (var property in Options.GetType().GetProperties())
        {
            var rules = property.GetCustomAttributes<ValidationAttribute>()
                .Where(rule => rule is not RequiredAttribute && !OptionRules.IsChecked(rule)).ToArray();
            if (rules.Length > 0)
                Validator.TryValidateValue(
                    property.GetValue(Options), new ValidationContext(Options) { MemberName = property.Name }, results, rules);
        }

        // Required members, and rules about the whole.
        Validator.TryValidateObject(Options, new ValidationContext(Options), results, validateAllProperties: false);
        foreach (var result in results)
        {
            string? member = result.MemberNames.FirstOrDefault();
            object? value = member is null ? null : Options.GetType().GetProperty(member)?.GetValue(Options);
            string rule = (result.ErrorMessage ?? "A rule of the options is broken").TrimEnd('.');
            if (member is null)
                violations.AddRule($"{rule}", value, $"correct it");
            else
                violations.AddRule($"{rule}", value, $"correct {member:option}", member);
        }
    }

    private protected override WeightCount CountBody()
    {
        using var scope = torch.NewDisposeScope();
        using var module = CreateModule(seed: 0);
        var parameters = module.parameters().ToArray();
        return new(parameters.Sum(parameter => parameter.numel()), parameters.Length);
    }

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) =>
        new CustomBody(this, input, CreateModule(random.NextSeed()), random);

    // Modules draw their initial weights from torch's global generator, and accept no other.
    private torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateModule(ulong seed)
    {
        SequencesRuntime.Load();
        using var generator = new RandomStateScope(unchecked((long)seed));
        var module = Options.CreateBody()
            ?? throw new InvalidOperationException(
                $"CreateBody of {Options.GetType().Name} must return a module; received null. Return one.");
        if (module.named_buffers().Select(buffer => buffer.name).FirstOrDefault() is not { } name)
            return module;
        module.Dispose();
        throw new NotSupportedException(
            $"The body of {Options.GetType().Name} must have no buffers, because model files do not hold them; received " +
            $"'{name}'. Use layers without running statistics, such as LayerNorm instead of BatchNorm, and keep constant " +
            $"tensors in fields.");
    }

    private CustomSequenceOptions Restore()
    {
        var options = CustomArchitectures.Create(Assembly, Architecture, Settings);
        (options.EmbeddingSize, options.Pooling, options.StepDropout) = (EmbeddingSize, Pooling, StepDropout);
        (options.EmbeddingDropout, options.HeadDropout) = (EmbeddingDropout, HeadDropout);
        return options;
    }

    private static JsonObject SettingsOf(CustomSequenceOptions options)
    {
        var common = OptionSetting.Of(typeof(CustomSequenceOptions)).Select(setting => setting.Name).ToHashSet();
        return new(OptionsJson.Write(options).Where(setting => !common.Contains(setting.Key)).Select(
            setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone())));
    }

    // Compares what is saved, rather than the options that it was made from.
    public bool Equals(CustomArchitecture? other) => other is not null && ToText() == other.ToText();

    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private string ToText() => ModelParts<NetworkArchitecture>.ToJson(this).GetRawText();
}
