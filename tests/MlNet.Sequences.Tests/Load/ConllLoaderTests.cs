using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Sentences with tags in the forms of CoNLL: read to the letter, or refused with the file and the line.</summary>
[TestClass]
public sealed class ConllLoaderTests : LoaderTests
{
    private const string TwoSentences = "EU\tNNP\tB-ORG\nrejects\tVBZ\tO\n\nPeter\tNNP\tB-PER\nBlackburn\tNNP\tI-PER\n";

    [TestMethod]
    [DataRow(TwoSentences, DisplayName = "tabs")]
    [DataRow("\uFEFFEU\tNNP\tB-ORG\r\nrejects\tVBZ\tO\r\n\r\n\r\nPeter\tNNP\tB-PER\r\nBlackburn\tNNP\tI-PER",
        DisplayName = "a byte order mark, CRLF, two empty lines, and no line break at the end")]
    [DataRow("-DOCSTART- -X- O\n\nEU NNP  B-ORG\nrejects VBZ O\n \nPeter NNP B-PER\nBlackburn NNP I-PER\n\n\n",
        DisplayName = "spaces, and the beginning of a document")]
    [DataRow("# id = 1\n# text = EU rejects\n" + TwoSentences, DisplayName = "comments")]
    public void Sentences_are_read_to_the_letter(string content)
    {
        var rows = MLContext.Data.LoadFromConll(
            Folder.Write("a.conll", content), new ConllOptions { LineColumnName = "Line" });
        CollectionAssert.AreEqual((string[])["Tokens", "Tags", "Line"], rows.Schema.Select(column => column.Name).ToArray());
        for (int pass = 0; pass < 2; pass++)
        {
            CollectionAssert.AreEqual((string[])["EU rejects", "Peter Blackburn"], Read(rows, "Tokens"));
            CollectionAssert.AreEqual((string[])["B-ORG O", "B-PER I-PER"], Read(rows, "Tags"));
        }

        string[] lines = content.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        CollectionAssert.AreEqual(
            new[] { "EU", "Peter" },
            Toy.Column<long>(rows, "Line").Select(line => lines[line - 1].Split(' ', '\t')[0]).ToArray());
        Assert.IsEmpty(Warnings);
    }

    [TestMethod]
    public void Columns_are_chosen_by_their_index_and_named_as_told()
    {
        var rows = MLContext.Data.LoadFromConll(
            Folder.Write("a.conll", TwoSentences),
            new ConllOptions { TokenColumnIndex = 2, TagColumnIndex = 1, TokenColumnName = "Entities", TagColumnName = "Parts" });
        CollectionAssert.AreEqual((string[])["Entities", "Parts"], rows.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual((string[])["B-ORG O", "B-PER I-PER"], Read(rows, "Entities"));
        CollectionAssert.AreEqual((string[])["NNP VBZ", "NNP NNP"], Read(rows, "Parts"));
    }

    [TestMethod]
    public void CoNLL_U_has_words_parts_of_speech_and_lines_that_are_no_words_of_the_sentence()
    {
        string rest = "\t_\t_\t0\t_\t_\t_";
        string content = "# sent_id = 1\n1-2\tdon't\t_\t_" + rest + "\n1\tdo\tdo\tAUX" + rest + "\n2\tn't\tnot\tPART" + rest +
            "\n2.1\tgo\tgo\tVERB" + rest + "\n3\t#\t#\t_" + rest + "\n\n# sent_id = 2\n1\tYes\tyes\tINTJ" + rest + "\n\n";
        using (var file = new GZipStream(File.Create(Folder.At("a.conllu.gz")), CompressionLevel.Fastest))
            file.Write(Encoding.UTF8.GetBytes(content));
        var rows = MLContext.Data.LoadFromConll(Folder.At("a.conllu.gz"));
        CollectionAssert.AreEqual((string[])["do n't #", "Yes"], Read(rows, "Tokens"));
        CollectionAssert.AreEqual((string[])["AUX PART ", "INTJ"], Read(rows, "Tags"));
        var lemmas = MLContext.Data.LoadFromConll(Folder.At("a.conllu.gz"), new ConllOptions { TagColumnIndex = 2 });
        CollectionAssert.AreEqual((string[])["do not #", "yes"], Read(lemmas, "Tags"));

        // A tag that is missing is a missing key.
        var keys = MLContext.Transforms.Conversion.MapValueToKey("Tags").Fit(rows).Transform(rows);
        CollectionAssert.AreEqual(
            new uint[] { 1, 2, 0, 3 },
            Toy.Column<VBuffer<uint>>(keys, "Tags").SelectMany(row => row.DenseValues()).ToArray());
    }

    [TestMethod]
    [DataRow(
        "a.conll", "EU\tB-ORG\nrejects\n\n",
        "line 2 has 1 column, but the first token's line has 2. Separate columns with tabs")]
    [DataRow(
        "a.conll", "EU B-ORG\nrejects the O\n",
        "line 2 has 3 columns, but the first token's line has 2. Separate columns with spaces")]
    [DataRow(
        "a.conll", "EU\nrejects\n",
        "line 1 needs separate columns for token and tag, but both are read from the first column")]
    [DataRow("a.conll", "EU\tB-ORG\n\tO\n", "line 2 has no token in the first column")]
    [DataRow("a.conllu", "EU\tB-ORG\n", "line 1 has 2 columns, but CoNLL-U has 10, separated by tabs")]
    public void A_malformed_file_is_refused_with_its_line(string name, string content, string message)
    {
        string path = Folder.Write(name, content);
        var failure = Assert.ThrowsExactly<InvalidDataException>(() => Read(MLContext.Data.LoadFromConll(path), "Tokens"));
        Assert.Contains($"'{path}', {message}", failure.Message);
    }

    [TestMethod]
    public void Columns_that_the_file_does_not_have_and_names_that_are_wrong_are_refused()
    {
        string path = Folder.Write("a.conll", TwoSentences);
        var failure = Assert.ThrowsExactly<InvalidDataException>(
            () => Read(MLContext.Data.LoadFromConll(path, new ConllOptions { TagColumnIndex = 3 }), "Tags"));
        Assert.Contains(
            "line 1 has 3 columns, but the 4th is requested. Correct TokenColumnIndex or TagColumnIndex.", failure.Message);
        var violations = Assert.ThrowsExactly<InvalidOptionsException>(() => MLContext.Data.LoadFromConll(
            path, new ConllOptions { TagColumnIndex = -1, TokenColumnName = "Tags" }));
        Assert.Contains("TagColumnIndex must be at least 0; received -1", violations.Message);
        Assert.Contains("TokenColumnName and TagColumnName must differ; received Tags", violations.Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => MLContext.Data.LoadFromConll(Folder.At("none.conll")));
    }

    [TestMethod]
    public void A_compressed_file_that_breaks_off_is_an_error_wherever_it_does()
    {
        string whole = string.Concat(Enumerable.Range(0, 2000).Select(i => $"word{i * 7919 % 1000}\tTAG{i % 7}\n"));
        var memory = new MemoryStream();
        using (var file = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            file.Write(Encoding.UTF8.GetBytes(whole));
        for (int length = 200; length < memory.Length; length += 997)
        {
            string path = Folder.Write("a.conll.gz", memory.ToArray()[..length]);
            var failure = Assert.ThrowsExactly<InvalidDataException>(
                () => Read(MLContext.Data.LoadFromConll(path), "Tokens"));
            Assert.Contains("can't be unpacked to its end", failure.Message);
        }
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_replaced_and_warned_of_once()
    {
        var rows = MLContext.Data.LoadFromConll(
            Folder.Write("a.conll", [.. "caf"u8, 0xE9, .. "\tO\ncaf"u8, 0xE9, .. "\tO\n"u8]));
        for (int pass = 0; pass < 2; pass++)
            CollectionAssert.AreEqual((string[])["caf\uFFFD caf\uFFFD"], Read(rows, "Tokens"));
        Assert.HasCount(1, Warnings);
        Assert.Contains("line 1 has bytes that are not UTF-8", Warnings[0]);
    }

    private static string[] Read(IDataView rows, string column) =>
        [.. Toy.Column<VBuffer<ReadOnlyMemory<char>>>(rows, column).Select(row => string.Join(' ', row.DenseValues()))];
}
