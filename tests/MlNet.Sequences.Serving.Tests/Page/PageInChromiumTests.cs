using System.Globalization;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using Microsoft.ML;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>
/// The page as people meet it: by keyboard, on a phone, in the dark, and by a screen reader, as far as axe-core can tell.
/// </summary>
[TestClass]
public sealed class PageInChromiumTests
{
    private const string Text = "What a dull, dull film. A fine <b>film</b>!";

    private TestService _service = null!;
    private Chromium _chromium = null!;

    [TestInitialize]
    public async Task Start()
    {
        _chromium = await Chromium.StartAsync();
        _service = await TestService.StartAsync(options => options
            .AddModel("sentiment", TestModels.Binary).AddModel("stars", TestModels.Numbers).AddModel("tags", TestModels.Tags));
    }

    [TestCleanup]
    public async Task Stop()
    {
        if (_service is null)
            return; // skipped
        string[] outside = [.. _chromium.Requests.Where(
            url => !url.StartsWith(_service.Address.AbsoluteUri, StringComparison.Ordinal)
                && !url.StartsWith("data:", StringComparison.Ordinal)
                && !url.StartsWith($"blob:{_service.Address.AbsoluteUri}", StringComparison.Ordinal))];
        string complaints = string.Join('\n', _chromium.Complaints);
        await _chromium.DisposeAsync();
        await _service.DisposeAsync();
        Assert.IsEmpty(outside);
        Assert.AreEqual("", complaints, "The page must break no rule of its policy, and write nothing into the console.");
    }

    [TestMethod]
    public async Task By_keyboard_alone_a_text_gets_its_prediction_and_the_words_that_made_it()
    {
        await _chromium.OpenAsync(_service.Address);
        await TabToAsync("model");
        await _chromium.PressAsync("Tab");
        await _chromium.WriteAsync(Text);
        await _chromium.PressAsync("Tab");
        await _chromium.PressAsync("Enter"); // on the button

        await _chromium.UntilAsync("!document.getElementById('words').hidden");
        var prediction = TestModels.Predict(TestModels.Binary, Text).Single();
        Assert.StartsWith(prediction.PredictedLabel!, await _chromium.TextAsync("#result"));
        using var predictor = TextPredictor.Load(new MLContext(), TestModels.Binary);
        using var explainer = TextExplainer.Create(predictor);
        var tokens = explainer.Explain(Text).Tokens;
        Assert.AreEqual(
            $"{Sentence("for", tokens, 1)} {Sentence("against", tokens, -1)}", await _chromium.TextAsync("#words-message"));
        Assert.AreEqual(Text, await _chromium.TextAsync("#marked"));

        await TabToAsync("", "SUMMARY");
        await _chromium.PressAsync("Enter");
        await _chromium.UntilAsync("document.getElementById('words-table').open");
        var rows = (await _chromium.EvaluateAsync(
            "[...document.querySelectorAll('#words-rows tr')].map(row => row.cells[0].innerText)"))!.AsArray();
        Assert.AreSequenceEqual(
            tokens.Where(token => token.Value != 0).OrderBy(token => token.Value > 0 ? -token.Value - 1000 : token.Value)
                .Select(token => token.Token),
            rows.Select(row => row!.GetValue<string>()));
        await CheckAsync("with the table of words");
    }

    [TestMethod]
    public async Task Words_for_and_against_differ_without_color()
    {
        await ExplainAsync(dark: false);
        var styles = (await _chromium.EvaluateAsync(
            "['for', 'against'].map(name => getComputedStyle(document.querySelector('#legend .' + name)).textDecorationStyle)"))!;
        Assert.AreEqual("""["solid","dashed"]""", styles.ToJsonString());
        var thickness = (await _chromium.EvaluateAsync(
            "[...document.querySelectorAll('#marked mark')].map(word => [word.className, getComputedStyle(word)" +
            ".textDecorationThickness])"))!.AsArray();
        Assert.IsNotEmpty(thickness);
        foreach (var word in thickness)
        {
            string expected = word![0]!.GetValue<string>()[^1] switch { '1' => "1px", '2' => "3px", _ => "5px" };
            Assert.AreEqual(expected, word[1]!.GetValue<string>());
        }
    }

    [TestMethod]
    public async Task In_the_dark_the_page_is_dark_and_all_of_it_can_be_read()
    {
        await ExplainAsync(dark: true);
        string ground = (await _chromium.EvaluateAsync(
            "(() => { document.body.append(document.createElement('hr')); document.body.lastChild.style.color = 'Canvas';" +
            " return getComputedStyle(document.body.lastChild).color; })()"))!.GetValue<string>();
        Assert.StartsWith("rgb(", ground);
        int brightest = ground[4..^1].Split(',').Max(value => int.Parse(value, CultureInfo.InvariantCulture));
        Assert.IsLessThan(64, brightest, ground);
        await CheckAsync("in the dark");
    }

    [TestMethod]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await _chromium.OpenAsync(_service.Address, width: 360, height: 640);
        await AskAsync(Text + " " + new string('x', 200));
        int[] widths =
        [
            .. (await _chromium.EvaluateAsync("[document.documentElement.scrollWidth, innerWidth]"))!.AsArray()
                .Select(value => value!.GetValue<int>()),
        ];
        Assert.AreSequenceEqual([360, 360], widths);
        await CheckAsync("on a phone");
    }

    [TestMethod]
    public async Task A_dropped_file_is_scored_with_progress_and_comes_back_as_a_table()
    {
        string[] lines = [.. Enumerable.Range(0, 150).Select(i => $"{(i % 3 == 0 ? "a fine film" : "what a dull film")} {i}")];
        var folder = Directory.CreateTempSubdirectory("mlnet-sequences-serving-tests-");
        try
        {
            string file = Path.Combine(folder.FullName, "texts.txt");
            await File.WriteAllLinesAsync(file, lines);
            await _chromium.OpenAsync(_service.Address);
            await _chromium.DownloadToAsync(folder.FullName);
            await _chromium.EvaluateAsync(
                """
                window.seen = [];
                new MutationObserver(() => seen.push([get('file-message').textContent, get('progress').value]))
                  .observe(get('file-message'), { childList: true });
                """);

            await _chromium.DropAsync("#drop", file);

            await _chromium.UntilAsync("!document.getElementById('save').hidden");
            Assert.AreEqual(
                $"""[["64 of 150 texts",{64 / 150.0:R}],["128 of 150 texts",{128 / 150.0:R}],""" +
                """["150 of 150 texts scored.",1]]""",
                (await _chromium.EvaluateAsync("seen"))!.ToJsonString());
            string?[] expected = [.. TestModels.Predict(TestModels.Binary, lines).Select(one => one.PredictedLabel)];
            Assert.AreSequenceEqual(expected, Texts(await _chromium.EvaluateAsync(
                "[...document.querySelectorAll('#rows tr')].map(row => row.cells[1].innerText)")));
            Assert.AreSequenceEqual(lines, Texts(await _chromium.EvaluateAsync(
                "[...document.querySelectorAll('#rows tr')].map(row => row.cells[3].innerText)")));
            await CheckAsync("with a table");

            await _chromium.EvaluateAsync("document.getElementById('save').click()");
            string table = Path.Combine(folder.FullName, "predictions.tsv");
            while (!File.Exists(table))
                await Task.Delay(10);
            string[] saved = await File.ReadAllLinesAsync(table);
            Assert.AreEqual("Prediction\tProbability\tText", saved[0]);
            Assert.AreSequenceEqual(expected, saved[1..].Select(row => row.Split('\t')[0]));
            Assert.AreSequenceEqual(lines, saved[1..].Select(row => row.Split('\t')[2]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task A_number_is_explained_and_tags_are_shown_without_an_explanation()
    {
        await _chromium.OpenAsync(_service.Address);
        await _chromium.EvaluateAsync("document.getElementById('model').value = 'stars@1'");
        await AskAsync(Text);
        Assert.Contains("Raises the number: ", await _chromium.TextAsync("#words-message"));

        await _chromium.EvaluateAsync("document.getElementById('model').value = 'tags@1'");
        await _chromium.EvaluateAsync("document.getElementById('one').requestSubmit()");
        var steps = TestModels.Predict(TestModels.Tags, Text).Single().Steps;
        string tagged = string.Join(' ', steps.Select(step => $"{step.Token}/{step.PredictedLabel}"));
        await _chromium.UntilAsync($"document.getElementById('result').innerText === '{tagged}'");
        Assert.IsTrue((await _chromium.EvaluateAsync("document.getElementById('words').hidden"))!.GetValue<bool>());
    }

    private async Task ExplainAsync(bool dark)
    {
        await _chromium.OpenAsync(_service.Address, dark: dark);
        await AskAsync(Text);
    }

    private async Task AskAsync(string text)
    {
        await _chromium.EvaluateAsync("document.getElementById('text').focus()");
        await _chromium.WriteAsync(text);
        await _chromium.PressAsync("Enter", control: true);
        await _chromium.UntilAsync("!document.getElementById('words').hidden");
    }

    // The Tab key reaches every element in turn, so it reaches this one.
    private async Task TabToAsync(string id, string? name = null)
    {
        const int most = 30;
        for (int i = 0; i < most; i++)
        {
            await _chromium.PressAsync("Tab");
            var focus = (await _chromium.EvaluateAsync("[document.activeElement.id, document.activeElement.tagName]"))!;
            if (focus[0]!.GetValue<string>() != id || (name is not null && focus[1]!.GetValue<string>() != name))
                continue;
            var outline = (await _chromium.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle"))!;
            Assert.AreNotEqual("none", outline.GetValue<string>());
            return;
        }

        Assert.Fail($"The Tab key does not reach {name} {id}.");
    }

    /// <summary>axe-core's rules of the Web Content Accessibility Guidelines, and its best practices.</summary>
    private async Task CheckAsync(string state)
    {
        await _chromium.EvaluateAsync(new BundledAxeScriptProvider().GetScript() + "\n0");
        var found = (await _chromium.EvaluateAsync(
            "axe.run().then(found => [found.passes.map(rule => rule.id), found.violations.map(" +
            "rule => rule.id + ': ' + rule.help + ' ' + rule.nodes.map(node => node.html).join(' '))])"))!;
        Assert.Contains("color-contrast", Texts(found[0]));
        Assert.AreEqual("", string.Join('\n', Texts(found[1])), state);
    }

    private static string Sentence(string what, IReadOnlyList<TokenContribution> tokens, int sign)
    {
        var strongest = tokens.Where(token => sign * token.Value > 0).OrderByDescending(token => sign * token.Value);
        string words = string.Join(", ", strongest.Take(5).Select(token => string.Create(
                CultureInfo.InvariantCulture, $"{token.Token} ({(token.Value < 0 ? '−' : '+')}{Math.Abs(token.Value):F3})")));
        return $"Speaks {what} true: {(words.Length > 0 ? words : "no word")}.";
    }

    private static string[] Texts(JsonNode? array) => [.. array!.AsArray().Select(item => item!.GetValue<string>())];
}
