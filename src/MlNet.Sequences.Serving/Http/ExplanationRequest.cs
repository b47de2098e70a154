using System.Text.Json;

namespace MlNet.Sequences.Serving;

/// <summary>Reads what to explain, and how.</summary>
internal static class ExplanationRequest
{
    internal const string Method = "method", Class = "class";

    private static readonly Dictionary<string, TokenContributionMethod> Methods =
        Enum.GetValues<TokenContributionMethod>().ToDictionary(NameOf);

    /// <summary>"integrated-gradients".</summary>
    internal static string NameOf(TokenContributionMethod method) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(method.ToString());

    /// <summary>What to explain of a model, and how, from the fields "method" and "class".</summary>
    /// <exception cref="PredictionRefusedException">A field breaks a rule.</exception>
    internal static Func<ServedModel, TokenContributionOptions> Read(JsonElement root)
    {
        TokenContributionMethod? method =
            JsonFields.Find(root, Method) is { } given ? MethodOf(JsonFields.Text(given, Method)) : null;
        string? className = JsonFields.Find(root, Class) is { } named ? JsonFields.Text(named, Class) : null;
        return model =>
        {
            var options = model.UsualExplanation;
            options.Method = method ?? options.Method;
            options.Class = className is null ? null : ClassOf(className, model.Model.ClassNames);
            return options;
        };
    }

    private static TokenContributionMethod MethodOf(string name) => Methods.TryGetValue(name, out var method) ? method
        : throw JsonFields.Wrong(
            Method, $"{Method} must be one of {string.Join(", ", Methods.Keys)}; received another.");

    private static int ClassOf(string name, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        throw JsonFields.Wrong(
            Class, names.Count == 0 ? $"The model predicts no class. Leave '{Class}' out."
                : $"{Class} must be a class of the model, {ShownNames.List(names)}; received another.");
    }
}
