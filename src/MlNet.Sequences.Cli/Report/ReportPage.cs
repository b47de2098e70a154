using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>The page that <c>evaluate --report</c> writes: a single file without scripts that loads nothing.</summary>
internal static partial class ReportPage
{
    /// <summary>A longer text is shortened to this many characters, and expandable.</summary>
    private const int ShownOfText = 240;

    /// <summary>The most of one text in a report.</summary>
    private const int MostOfText = 20_000;

    internal static string Write(ReportContent content)
    {
        var (model, metrics) = (content.Model, content.Metrics);
        var page = new Html();
        string title = $"Report on {Path.GetFileName(content.ModelPath)}";
        // Even a mistake in this page could run no script and load nothing.
        page.Raw(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" " +
            "content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; " +
            "img-src data:\">\n")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Element("title", title).Raw("\n<style>\n").Raw(Css())
            .Raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the metrics</a>\n<header>\n")
            .Element("h1", title).Raw("\n")
            .Element(
                "p",
                $"{model.Trainer}, {model.Task.Name}, measured on {Format.Rows(metrics.Rows)} of " +
                $"{content.DataName}.", " class=\"muted\"")
            .Raw("\n<nav aria-label=\"Parts of this page\"><ul>")
            .Raw("<li><a href=\"#main\">Metrics</a></li><li><a href=\"#training\">Training</a></li><li><a " +
            "href=\"#texts\">Texts</a></li>")
            .Raw("<li><a href=\"#errors\">Errors</a></li><li><a " +
            "href=\"#settings\">Settings</a></li></ul></nav>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n");

        page.Raw("<section>\n<h2 id=\"metrics\">Metrics</h2>\n").Pairs("metrics", metrics.ToPairs());
        Figures(page, content.Findings.Plots(metrics), Findings.Table(metrics) is { } table ? () => page.Table(table) : null);
        page.Raw("</section>\n");

        page.Raw("<section>\n<h2 id=\"training\">Training</h2>\n");
        if (model.Ensemble is not null)
            page.Table(EnsembleReport.Of(model).ToModels());
        else if (model.Ngrams is { } ngrams)
            Ngrams(page, ngrams, model.Classes);
        else
            Figures(
                page, [() => ModelPlots.LearningCurves(model.Predictor.History)],
                () => page.Pairs("facts", Training(model.Predictor.History)));
        page.Raw("</section>\n<section>\n<h2 id=\"texts\">Texts</h2>\n");
        var lengths = new Lazy<Plot>(content.Lengths);
        Figures(page, [() => lengths.Value], () => Describe(page, lengths));
        page.Raw("</section>\n<section>\n").Element("h2", content.Findings.Heading(content.Mistakes.Count), " id=\"errors\"")
            .Raw("\n<ol class=\"errors\">\n");
        foreach (var (mistake, text) in content.Mistakes.InOrder())
            Error(page, mistake, text, content.Explanations?.Draw(text));
        page.Raw("</ol>\n</section>\n<section>\n<h2 id=\"settings\">Settings</h2>\n").Pairs("facts", Identity(content));
        if (SettingsOf(model) is { } settings)
        {
            page.Raw("<details><summary>All training settings</summary>\n")
                .Pairs(
                    "facts",
                    settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)
                    .Select(setting => (setting.Key, setting.Value))).Raw("</details>\n");
        }

        string time = content.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        page.Raw("</section>\n</main>\n<footer>Written by ").Raw(Tool.Name)
            .Raw($" {Version()} on <time datetime=\"{time.Replace(' ', 'T')}Z\">{time} UTC</time>.</footer>\n</body>\n</html>\n");
        return WithStylesOnce(page.ToString());
    }

    // Each plot has the same styles.
    private static string WithStylesOnce(string page)
    {
        var seen = new HashSet<string>();
        return Styles().Replace(page, match => seen.Add(match.Value) ? match.Value : "");
    }

    [GeneratedRegex("<style>[^<]*</style>")]
    private static partial Regex Styles();

    private static IReadOnlyDictionary<string, string>? SettingsOf(LoadedModel model) => model.Ensemble is not null ? null
        : model.Ngrams is { } ngrams ? ngrams.Summary.Settings : model.Predictor.History.Settings;

    // If the data don't allow a plot, for instance because scores are NaN, the reason replaces it.
    private static void Figures(Html page, IReadOnlyList<Func<Plot>> plots, Action? beside = null)
    {
        page.Raw("<div class=\"plots\">\n");
        foreach (var draw in plots)
        {
            try
            {
                page.Raw(draw().ToHtml()).Raw("\n");
            }
            catch (ArgumentException e)
            {
                page.Element("p", $"Nothing to draw here: {Failures.Describe(e)}").Raw("\n");
            }
        }

        beside?.Invoke();
        page.Raw("</div>\n");
    }

    // If lengths can't be drawn, the reason replaces the plot.
    private static void Describe(Html page, Lazy<Plot> plot)
    {
        if (plot.IsValueCreated)
            page.Element("p", plot.Value.Description);
    }

    private static void Error(Html page, Mistake mistake, string text, Plot? words)
    {
        // The only markup in reviews from the web; the tokenizer reads it as a break, too. All else stays text.
        text = HtmlLineBreak().Replace(text, "\n");
        page.Raw("<li><p class=\"verdict\">").Element("b", mistake.Truth).Raw(" predicted as ").Element("b", mistake.Prediction)
            .Raw(", ")
            .Raw(Html.Escape(mistake.Detail)).Raw("</p>");
        if (text.Length <= ShownOfText)
        {
            page.Element("blockquote", text.Length == 0 ? "(no text)" : text);
        }
        else
        {
            page.Raw("<details>").Element("summary", Beginning(text, ShownOfText))
                .Element("blockquote", Beginning(text, MostOfText)).Raw("</details>");
        }

        if (words is not null)
            page.Raw("<details><summary>The words that made it</summary>").Raw(words.ToHtml()).Raw("</details>");
        page.Raw("</li>\n");
    }

    [GeneratedRegex(@"<br\s*/?>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HtmlLineBreak();

    private static string Beginning(string text, int most)
    {
        int end = CodePoints.Units(text, most);
        return end == text.Length ? text
            : $"{text[..end].TrimEnd()} … ({Format.Count(text[end..].EnumerateRunes().Count())} more characters)";
    }

    private static void Ngrams(Html page, NgramPredictionTransformer ngrams, IReadOnlyList<string> classes)
    {
        var (summary, counts) = (ngrams.Summary, ngrams.Model.NumberOfNgramsByLength);
        Figures(page, [], () =>
        {
            page.Pairs(
                "facts",
                [
                    ("Rows trained on", Format.Count(summary.TrainingRows)),
                    ("N-grams", $"{Format.Count(counts.Sum())} ({NgramReports.Lengths(counts)})"),
                    ("Training loss", Format.Fixed(summary.TrainingLoss)),
                    ("Seconds", Format.Seconds(summary.TotalSeconds)),
                    .. summary.WarningMessages.Select(warning => ("Warning", warning.ToString(OptionNames.Usual.Of))),
                ]);
            foreach (var table in NgramReports.Tables(NgramReports.Strongest(ngrams.Model, classes)))
                page.Table(table);
        });
    }

    private static IEnumerable<(string, string)> Training(TrainingHistory history) =>
    [
        ("Rows trained on", Format.Count(history.TrainingRows)),
        ("Rows validated with", Format.Count(history.ValidationRows)),
        ("Epochs", Format.Count(history.Epochs.Count) + (history.StoppedEarly ? ", stopped early" : "")),
        ("Epoch kept", history.KeptEpochReason ?? Format.Count(history.KeptEpoch)),
        .. history.Ngrams is { } ngrams ? new[] { ("N-grams", ngrams.Description) } : [],
        ("Seconds", Format.Seconds(history.TotalSeconds)),
        ("Seed", history.Seed.ToString(CultureInfo.InvariantCulture)),
        .. history.WarningMessages.Select(warning => ("Warning", warning.ToString(OptionNames.Usual.Of))),
    ];

    private static IEnumerable<(string, string)> Identity(ReportContent content)
    {
        var model = content.Model;
        yield return ("Model", content.ModelPath);
        yield return ("Measured on", content.DataName);
        if (model.Ensemble is not null)
            yield break;
        yield return ("Parameters", Format.Count(model.NumberOfParameters));
        yield return ("Vocabulary", Format.Count(model.VocabularySize));
        if (model.Length is { } length)
            yield return ("Tokens read per text", Format.Count(length));
        if (model.Ngrams is null && model.Predictor.History.Versions is { } versions)
        {
            yield return ("MlNet.Sequences", versions.Library);
            yield return ("Microsoft.ML", versions.MlNet);
            yield return ("libtorch", versions.Libtorch);
        }

        if (model.DataSha256 is { } digest)
            yield return ("SHA-256 of the training rows", digest);
    }

    private static string Css()
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Version() =>
        typeof(ReportPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "";
}
