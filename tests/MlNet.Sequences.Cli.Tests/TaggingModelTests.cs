using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Taggers: trained on each form of tagged sentences, measured by tags and by entities, and run.</summary>
[TestClass]
public sealed class TaggingModelTests : IDisposable
{
    private static readonly string[] Quick =
        ["--epochs", "15", "--hidden-size", "16", "--embedding-size", "16", "--learning-rate", "0.02", "--threads", "1",
            "--batch-size", "8", "--bidirectional"];

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [TestMethod]
    public void Entities_of_a_conll_file_are_learned_measured_and_predicted()
    {
        _workplace.Write("train.conll", Conll(Sentences(80)));
        var trained = _workplace.Tool.Run(
            ["train", "--data", "train.conll", "--output", "tagger.zip", "--json", .. Quick]).Json();
        Assert.AreEqual("tagging", trained.GetProperty("task").GetString());
        Assert.AreEqual("[\"B-place\",\"I-place\",\"O\"]", trained.GetProperty("classes").GetRawText());

        // The model finds the first two; then a place that is none by the tags, and one that ends earlier.
        _workplace.Write("test.conll", Conll(
        [
            (["fly", "to", "Rome"], ["O", "O", "B-place"]),
            (["fly", "to", "New", "York"], ["O", "O", "B-place", "I-place"]),
            (["go", "to", "Rome"], ["O", "O", "O"]),
            (["go", "to", "New", "York"], ["O", "O", "B-place", "O"]),
        ]));
        var measured = _workplace.Tool.Run(
            "evaluate", "--model", "tagger.zip", "--data", "test.conll", "--json", "--report", "report.html").Json();
        Assert.AreEqual(4, measured.GetProperty("rows").GetInt64());
        Assert.AreEqual(14, measured.GetProperty("tokens").GetInt64());
        Assert.AreEqual(12 / 14.0, measured.GetProperty("microAccuracy").GetDouble(), 1e-9);
        var entities = measured.GetProperty("entities");
        Assert.AreEqual(2 / 4.0, entities.GetProperty("precision").GetDouble(), 1e-9);
        Assert.AreEqual(2 / 3.0, entities.GetProperty("recall").GetDouble(), 1e-9);
        Assert.AreEqual(4 / 7.0, entities.GetProperty("f1").GetDouble(), 1e-9);
        Assert.AreEqual("place", entities.GetProperty("perName")[0].GetProperty("class").GetString());
        var inside = measured.GetProperty("perClass").EnumerateArray().Single(each => each.GetProperty("class").GetString()
            == "I-place");
        Assert.AreEqual(1 / 2.0, inside.GetProperty("precision").GetDouble(), 1e-9);
        Assert.AreEqual(1, inside.GetProperty("recall").GetDouble(), 1e-9);
        string page = File.ReadAllText(_workplace.Path("report.html"));
        Assert.Contains("The 2 texts with errors", page);
        Assert.Contains("go to New York", page);

        var table = _workplace.Tool.Run("evaluate", "--model", "tagger.zip", "--data", "test.conll");
        Assert.Contains("Entity F1", table.Output);
        var lines = _workplace.Tool.Run("predict", "--model", "tagger.zip", "--text", "Show Rome to", "fly to New York")
            .OutputLines;
        Assert.AreEqual("Label\tText", lines[0]);
        Assert.AreEqual("O O B-place I-place\tfly to New York", lines[2]);
        Assert.Contains("tagging", _workplace.Tool.Run("inspect", "--model", "tagger.zip").Output);
    }

    [TestMethod]
    public void What_predict_writes_as_JSON_trains_a_tagger()
    {
        _workplace.Write("train.jsonl", string.Concat(Sentences(80).Select(sentence =>
            JsonSerializer.Serialize(new { tokens = sentence.Words, tags = sentence.Tags }) + "\n")));
        _workplace.Tool.Run(["train", "--data", "train.jsonl", "--output", "first.zip", .. Quick]);
        _workplace.Write("words.txt", "fly to Rome\n\ngo to New York\n");
        string[] lines = _workplace.Tool.Run("predict", "--model", "first.zip", "--data", "words.txt", "--json").OutputLines;
        var second = JsonDocument.Parse(lines[2]).RootElement;
        Assert.AreEqual("[\"go\",\"to\",\"New\",\"York\"]", second.GetProperty("tokens").GetRawText());
        Assert.AreEqual("[\"O\",\"O\",\"B-place\",\"I-place\"]", second.GetProperty("tags").GetRawText());
        Assert.AreEqual(4, second.GetProperty("tagProbabilities").GetArrayLength());
        Assert.AreEqual("[]", JsonDocument.Parse(lines[1]).RootElement.GetProperty("tokens").GetRawText());

        var predicted = _workplace.Tool.Run("predict", "--model", "first.zip", "--data", "train.jsonl", "--json");
        _workplace.Write("predicted.jsonl", predicted.Output);
        var again = _workplace.Tool.Run(
            ["train", "--data", "predicted.jsonl", "--label-column", "tags", "--text-column", "tokens", "--output", "second.zip",
                "--json", .. Quick]).Json();
        Assert.AreEqual("tagging", again.GetProperty("task").GetString());
    }

    [TestMethod]
    public void Words_and_tags_of_a_table_are_separated_by_spaces()
    {
        _workplace.Write("train.tsv", "Text\tLabel\n" + string.Concat(Sentences(80).Select(sentence =>
            $"{string.Join(' ', sentence.Words)}\t{string.Join(' ', sentence.Tags)}\n")));
        _workplace.Tool.Run(["train", "--data", "train.tsv", "--task", "tagging", "--output", "tagger.zip", .. Quick]);
        var measured = _workplace.Tool.Run("evaluate", "--model", "tagger.zip", "--data", "train.tsv", "--json").Json();
        Assert.IsGreaterThan(0.95, measured.GetProperty("microAccuracy").GetDouble());
    }

    [TestMethod]
    public void The_columns_of_a_conll_file_have_numbers()
    {
        _workplace.Write("train.conll", string.Concat(Sentences(60).Select(sentence => string.Concat(
            sentence.Words.Zip(sentence.Tags).Select((pair, i) => $"{i} {pair.Second} {pair.First} x\n")) + "\n")));
        var trained = _workplace.Tool.Run(
            ["train", "--data", "train.conll", "--text-column", "3", "--label-column", "2", "--output", "tagger.zip", "--json",
                .. Quick]).Json();
        Assert.AreEqual("[\"B-place\",\"I-place\",\"O\"]", trained.GetProperty("classes").GetRawText());
        var lines = _workplace.Tool.Run("predict", "--model", "tagger.zip", "--text", "fly to Rome").OutputLines;
        Assert.AreEqual("O O B-place\tfly to Rome", lines[1]);
    }

    [TestMethod]
    public void Mistakes_in_tagged_data_are_told_with_their_place()
    {
        _workplace.Write("train.jsonl", """
            {"tokens": ["fly", "to", "Rome"], "tags": ["O", "O", "B-place"]}
            {"tokens": ["fly", "to", "Rome"], "tags": ["O", "O"]}
            """);
        _workplace.Tool.Run("train", "--data", "train.jsonl").IsFailure(
            "'train.jsonl', line 2: each word needs one tag, but there are 3 words and 2 tags");
        _workplace.Write("train.conll", Conll(Sentences(20)));
        _workplace.Write("test.conll", "Rome\tB-town\n");
        _workplace.Tool.Run("train", "--data", "train.conll", "--test", "test.conll").IsFailure(
            "'test.conll', line 1: the model has no tag 'B-town'; its tags are B-place, I-place, O");
        _workplace.Tool.Run("train", "--data", "train.conll", "--max-length", "20").IsUsageError(
            "--max-length truncates texts, but in tagging each word has a tag; received 20");
        _workplace.Tool.Run("train", "--data", "train.conll", "--label-column", "5").IsFailure(
            "'train.conll', line 1 has 2 columns, but the 5th is requested. Correct --text-column or --label-column.");
        _workplace.Tool.Run("train", "--data", "train.conll", "--label-column", "1").IsFailure(
            "both are read from the first column. Add a column of tags to the file, or correct --text-column or --label-column.");
        _workplace.Write("train.conll", "Rome\tB-place\nis O\n");
        _workplace.Tool.Run("train", "--data", "train.conll").IsFailure("'train.conll', line 2 has 1 column");
    }

    private static string Conll(IEnumerable<(string[] Words, string[] Tags)> sentences) =>
        string.Concat(sentences.Select(sentence => string.Concat(
            sentence.Words.Zip(sentence.Tags).Select(pair => $"{pair.First}\t{pair.Second}\n")) + "\n"));

    private static IEnumerable<(string[] Words, string[] Tags)> Sentences(int count)
    {
        string[] verbs = ["fly", "go", "show", "walk"];
        string[][] places = [["Rome"], ["New", "York"], ["Lima"], ["San", "Jose"]];
        return Enumerable.Range(0, count).Select(i =>
        {
            string[] place = places[i / verbs.Length % places.Length];
            return ((string[])[verbs[i % verbs.Length], "to", .. place],
                (string[])["O", "O", .. place.Select((_, word) => word == 0 ? "B-place" : "I-place")]);
        });
    }
}
