using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli;

/// <summary>Options whose values are checked while the command line is read, so that an invalid one exits with code 2.</summary>
internal static partial class Arguments
{
    internal static Option<string?> Path(string name, string helpName, string description) =>
        Make(name, helpName, description, text => text.Length > 0 ? text : null, "a path");

    internal static Option<string?> Column(string name, string description) =>
        Make(name, "COLUMN", description, text => string.IsNullOrWhiteSpace(text) ? null : text.Trim(), "the name of a column");

    /// <summary>Columns separated by commas.</summary>
    internal static Option<KeptColumns?> Columns(string name, string description) =>
        Make(name, "COLUMNS", description, KeptColumns.Parse, "column names separated by commas, such as id,name");

    internal static Option<string?> Model() =>
        Path("--model", "FILE", "The model file (.zip) that train saved.").Or("-m").Require();

    /// <summary>Models with the names that they are served under; the option can be repeated.</summary>
    internal static Option<ServedModelName[]> ServedModels() => new Option<ServedModelName[]>("--model")
    {
        HelpName = "NAME=FILE",
        Description =
            "A model to serve, and its name in URLs; NAME@2=FILE for its version 2, FILE alone for the file's name. Several " +
            "can follow, and the option can be repeated.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var models = result.Tokens.Select(token => (token.Value, Model: ServedModelName.Parse(token.Value))).ToArray();
            foreach (var (text, model) in models.Where(pair => pair.Model is null))
                result.AddError($"{NameIn(result) ?? "--model"} needs {ServedModelName.Rule}; received '{text}'.");
            return [.. models.Select(pair => pair.Model).OfType<ServedModelName>()];
        },
    }.Or("-m").Require();

    internal static Option<int?> Integer(string name, string description, int least, int most = int.MaxValue) =>
        Make<int?>(
            name, "N", description,
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= least && value <= most
                    ? value : null,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    internal static Option<double?> Number(string name, string description, Func<double, bool> isValid, string rule) =>
        Make<double?>(
            name, "X", description,
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value) && isValid(value) ? value : null,
            rule);

    /// <summary>A limit, or none, which is infinity.</summary>
    internal static Option<double?> Limit(string name, string description, OptionRange range) =>
        Make<double?>(
            name, "X|none", description,
            text => text.Equals("none", StringComparison.OrdinalIgnoreCase) ? double.PositiveInfinity
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && range.Has(value) ? value : null,
            $"{range.Numbers}, or none");

    /// <summary>One of a few words, in any case.</summary>
    internal static Option<string?> Word(string name, string description, IReadOnlyList<string> words, string? helpName = null) =>
        Make(
            name, helpName ?? string.Join('|', words), description,
            text => words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)),
            $"one of {Words.List(words, "or")}", text => Words.Suggestion(text, words));

    /// <summary>none, balanced, or a weight for each class.</summary>
    internal static Option<ClassWeights?> Weights(string name, string description) =>
        Make(
            name, "WEIGHTS", description, ReadWeights,
            "none, balanced, or weights of 0 or more by class, such as good=1,bad=2.5");

    /// <summary>A number of steps, or of minutes.</summary>
    internal static Option<CheckpointInterval?> Interval(string name, string description) =>
        Make(name, "N|Nm", description, CheckpointInterval.Parse, CheckpointInterval.Rule);

    internal static Option<string?> Device(string description) =>
        Make(
            "--device", "auto|cpu|cuda[:N]", description, text => DeviceName().IsMatch(text) ? text : null,
            "auto, cpu, cuda or cuda:N with N the number of a GPU");

    internal static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>A flag that can be unset, since a settings file may have set it: --name false.</summary>
    internal static Option<bool?> Switch(string name, string description) =>
        new(name) { HelpName = "true|false", Description = description, Arity = ArgumentArity.ZeroOrOne };

    internal static Option<bool> Json(string description) => Flag("--json", description);

    /// <summary>Additional names: a letter shown in the help, and older names, which are not.</summary>
    internal static Option<T> Or<T>(this Option<T> option, params IEnumerable<string> aliases)
    {
        foreach (string alias in aliases)
            option.Aliases.Add(alias);
        return option;
    }

    /// <summary>The option's name as used on the command line.</summary>
    internal static string NameIn(ParseResult parsed, Option option) =>
        parsed.GetResult(option)?.IdentifierToken?.Value ?? option.Name;

    private static string? NameIn(ArgumentResult result) => (result.Parent as OptionResult)?.IdentifierToken?.Value;

    private static Option<T> Require<T>(this Option<T> option)
    {
        option.Required = true;
        return option;
    }

    private static Option<T?> Make<T>(
        string name, string helpName, string description, Func<string, T?> read, string rule,
        Func<string, string>? suggest = null)
    {
        return new Option<T?>(name)
        {
            HelpName = helpName,
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = Read,
        };

        T? Read(ArgumentResult result)
        {
            string text = result.Tokens[0].Value;
            T? value = read(text);
            if (value is null)
                result.AddError($"{NameIn(result) ?? name} needs {rule}; received '{text}'.{suggest?.Invoke(text)}");
            return value;
        }
    }

    private static ClassWeights? ReadWeights(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return ClassWeights.None;
        if (text.Equals("balanced", StringComparison.OrdinalIgnoreCase))
            return ClassWeights.Balanced;

        var byClass = new Dictionary<string, double>();
        foreach (string pair in text.Split(','))
        {
            // The last sign: a class name may contain one.
            int sign = pair.LastIndexOf('=');
            if (sign < 1
                || !double.TryParse(pair.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !double.IsFinite(weight) || weight < 0
                || !byClass.TryAdd(pair[..sign].Trim(), weight))
                return null;
        }

        return ClassWeights.Of(byClass);
    }

    [GeneratedRegex(@"\A(auto|cpu|cuda(:[0-9]{1,3})?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex DeviceName();
}
