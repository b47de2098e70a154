using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>
/// <c>explain</c>: which words of a text made its prediction; or, over the texts of a file, which words speak for and against
/// each class.
/// </summary>
internal static class ExplainCommand
{
    private const int DefaultTop = 10;

    private static readonly IReadOnlyDictionary<string, TokenContributionMethod> Methods = Words.Of<TokenContributionMethod>();

    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var texts = new Option<string[]>("--text")
        {
            HelpName = "TEXT",
            Description = "A text to explain; several can follow, and the option can be repeated.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var data = Arguments.Path(
            "--data", "PATH", $"Texts whose words are added up for each class: {TextSource.Forms}.").Or("-d");
        var textColumn = Arguments.Column(
            ColumnNames.TextOption,
            "The column with the texts, in a table. Default: the one with the name in the training data");
        var method = Arguments.Word(
            "--method",
            "How contributions are computed. Default: integrated-gradients; for a model of ToOnnxPipeline occlusion",
            [.. Methods.Keys], "METHOD");
        var steps = Arguments.Integer("--steps", "The points of integrated gradients. Default: 15", 1, 1000);
        var @class = new Option<string?>("--class")
        {
            HelpName = "CLASS",
            Description = "The class to explain. Default: the predicted one; of two classes the second",
        };
        var top = Arguments.Integer("--top", $"The words of each kind in a table. Default: {DefaultTop}", 1);
        var json = Arguments.Json("Write each text as a JSON object; with --data one object.");
        var command = new Command("explain", "Shows which words made a prediction.")
        {
            model, texts, data, textColumn, method, steps, @class, top, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(texts) is null == result.GetResult(data) is null)
                result.AddError("explain needs either --text or --data.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(texts) ?? [], parsed.GetValue(data), parsed.GetValue(textColumn),
            new(parsed.GetValue(method), parsed.GetValue(steps), parsed.GetValue(@class)), parsed.GetValue(top) ?? DefaultTop,
            parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(
        string modelPath, IReadOnlyList<string> texts, string? dataPath, string? textColumn, Request request, int top, bool json,
        CancellationToken cancellationToken)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        var model = ModelFile.LoadAny(mlContext, modelPath, cancellationToken);
        var options = request.ToOptions(model);
        if (dataPath is null)
        {
            using var explainer = TextExplainer.Create(model.Texts, options);
            ExplainTexts(explainer, texts, top, json, cancellationToken);
            return 0;
        }

        var source = TextSource.Open(
            mlContext, [], dataPath, model.TextColumnsOf(textColumn), KeptColumns.None, model.HasTokens, messages,
            cancellationToken);
        var scored = model.Texts.Transform(model.ToRows(mlContext, source.Rows), cancellationToken);
        using var contributions = mlContext.Transforms.CalculateTokenContributions(model.Scoring.Model, options).Fit(scored);
        WordReport report;
        using (var progress = new RowProgress(messages, "Explained"))
            report = WordReport.Of(
                contributions.Transform(scored), Words.Of(contributions.Method), model, top, progress.Report);
        if (json)
            Messages.WriteJson(report);
        else
            Messages.WriteTable(report.ToTable());
        return 0;
    }

    private static void ExplainTexts(
        TextExplainer explainer, IReadOnlyList<string> texts, int top, bool json, CancellationToken cancellationToken)
    {
        var reports = explainer.Explain(texts, cancellationToken)
            .Select((explanation, i) => ExplanationReport.Of(texts[i], explanation, Words.Of(explainer.Method)));
        if (!json)
        {
            foreach (var report in reports)
                Messages.WriteTable(report.ToTable(top));
            return;
        }

        using var results = Messages.OpenResults();
        foreach (var report in reports)
            results.WriteLine(Json.Line(report));
    }

    /// <summary>What was asked for on the command line.</summary>
    private sealed record Request(string? Method, int? Steps, string? Class)
    {
        /// <exception cref="FailureException">The model has no such class.</exception>
        internal TokenContributionOptions ToOptions(LoadedModel model)
        {
            var options = new TokenContributionOptions
            {
                Method = Method is not null ? Methods[Method]
                    : TextExplainer.MethodsFor(model.Texts) is [var usual, ..] ? usual
                    : TokenContributionMethod.Occlusion, // refused with the reason
            };
            options.NumberOfSteps = Steps ?? options.NumberOfSteps;
            if (Class is null)
                return options;
            if (model.Classes.Count == 0)
                throw new FailureException("The model predicts numbers, and --class names a class. Leave it out.");
            options.Class = model.Classes.ToList().IndexOf(
                model.Classes.Find(Class) ?? throw new FailureException(
                    $"The model has no class '{Class}'.{Words.Suggestion(Class, model.Classes)} Its classes are " +
                    $"{Words.List(model.Classes)}."));
            return options;
        }
    }
}
