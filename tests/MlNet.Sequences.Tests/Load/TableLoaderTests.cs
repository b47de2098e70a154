using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Tables and lines of JSON: read to the letter, or refused with the file and the line.</summary>
[TestClass]
public sealed class TableLoaderTests : LoaderTests
{
    [TestMethod]
    [DataRow("Id,Text\n1,fine\n2,dull\n", "1|fine", "2|dull", DisplayName = "plain")]
    [DataRow("\uFEFFId, Text \r\n1,fine\r\n2,dull", "1|fine", "2|dull",
        DisplayName = "a byte order mark, CRLF, and no line break at the end")]
    [DataRow("Id,Text\r1,fine\r2,dull\r", "1|fine", "2|dull", DisplayName = "CR alone")]
    [DataRow("Id,Text\n1,\"a \"\"fine\"\", good film\"\n2,\"two\r\nlines\"\n", "1|a \"fine\", good film", "2|two\nlines",
        DisplayName = "quoted")]
    [DataRow("Id,Text\n1,a \"dull\" film\n2,\n\n", "1|a \"dull\" film", "2|",
        DisplayName = "quotation marks within, an empty field, an empty last line")]
    public void A_table_is_read_to_the_letter(string content, string first, string second)
    {
        var rows = MLContext.Data.LoadFromCsv(Folder.Write("a.csv", content), new CsvOptions { LineColumnName = "Line" });
        CollectionAssert.AreEqual((string[])["Id", "Text", "Line"], rows.Schema.Select(column => column.Name).ToArray());
        for (int pass = 0; pass < 2; pass++)
            CollectionAssert.AreEqual((string[])[first, second], Read(rows));
        CollectionAssert.AreEqual((long[])[2, 3], Toy.Column<long>(rows, "Line"));
        Assert.IsEmpty(Warnings);
    }

    [TestMethod]
    public void Without_quotation_a_quotation_mark_is_text_and_any_character_separates()
    {
        string path = Folder.Write("a.tsv", "Id\tText\n1\t\"a dull\n2\tb\" c\n");
        CollectionAssert.AreEqual(
            (string[])["1|\"a dull", "2|b\" c"],
                Read(MLContext.Data.LoadFromCsv(path, new CsvOptions { Separator = '\t', AllowQuoting = false })));
        path = Folder.Write("b.csv", "Id;Text\n1;\"a;b\"\n");
        CollectionAssert.AreEqual((string[])["1|a;b"],
            Read(MLContext.Data.LoadFromCsv(path, new CsvOptions { Separator = ';' })));
        Assert.ThrowsExactly<ArgumentException>(() => MLContext.Data.LoadFromCsv(path, new CsvOptions { Separator = '"' }));
        Assert.ThrowsExactly<ArgumentException>(() => MLContext.Data.LoadFromCsv(path, new CsvOptions { Separator = 'é' }));
    }

    [TestMethod]
    public void Line_numbers_count_those_in_quotation_marks()
    {
        var rows = MLContext.Data.LoadFromCsv(
            Folder.Write("a.csv", "Id,Text\n1,\"a\nb\n\nc\"\n2,x\n3,\"\"\n"), new CsvOptions { LineColumnName = "Line" });
        CollectionAssert.AreEqual((long[])[2, 6, 7], Toy.Column<long>(rows, "Line"));
    }

    [TestMethod]
    [DataRow("", "is empty", DisplayName = "nothing")]
    [DataRow("Id,Text\n1,fine\nragged\n", "line 3 has 1 column and the header has 2", DisplayName = "too few")]
    [DataRow("Id,Text\n1,fine\n2,a,b\n",
        "line 3 has 3 columns and the header has 2. Enclose a text that contains a comma in quotation", DisplayName = "too many")]
    [DataRow("Id,Text\n1,fine\n\n2,a\n", "line 3 is empty", DisplayName = "an empty line")]
    [DataRow("Id,Text\n1,\"fine\n2,a\n", "line 2: an opening quotation mark is never closed",
        DisplayName = "never closed")]
    [DataRow("Id,Text\n1,a\n2,\"fi\"ne\n", "line 3: a closing quotation mark is not followed by a separator",
        DisplayName = "text after a quotation")]
    [DataRow("Id,Text\na \"b\" c,\"fine\n2,a\n", "line 2: an opening quotation mark is never closed",
        DisplayName = "never closed after quotation marks that are text")]
    public void A_malformed_table_is_refused_with_its_line(string content, string message)
    {
        string path = Folder.Write("a.csv", content);
        var failure = Assert.ThrowsExactly<InvalidDataException>(() => Read(MLContext.Data.LoadFromCsv(path)));
        Assert.Contains(message, failure.Message);
        Assert.Contains($"'{path}'", failure.Message);
    }

    [TestMethod]
    public void A_column_without_a_name_is_called_by_its_place_and_an_empty_line_of_one_column_is_an_empty_text()
    {
        var rows = MLContext.Data.LoadFromCsv(Folder.Write("a.csv", ",Text\n0,fine\n"));
        CollectionAssert.AreEqual((string[])["Column1", "Text"], rows.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual((string[])["fine", "", "dull"],
            Read(MLContext.Data.LoadFromCsv(Folder.Write("b.csv", "Text\nfine\n\ndull\n"))));
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_replaced_and_warned_of_once_and_UTF16_with_its_mark_is_read()
    {
        string path = Folder.Write("a.csv", [.. "Id,Text\n1,fine\n2,caf"u8, 0xE9, .. "\n3,"u8, 0xE9, .. "\n"u8]);
        var rows = MLContext.Data.LoadFromCsv(path);
        for (int pass = 0; pass < 2; pass++)
            CollectionAssert.AreEqual((string[])["1|fine", "2|caf\uFFFD", "3|\uFFFD"], Read(rows));
        Assert.HasCount(1, Warnings);
        Assert.Contains($"'{path}', line 3 has bytes that are not UTF-8", Warnings[0]);
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Id,Text\n1,café\n")];
        CollectionAssert.AreEqual((string[])["1|café"], Read(MLContext.Data.LoadFromCsv(Folder.Write("b.csv", utf16))));
        CollectionAssert.AreEqual((string[])["1|\uFFFD"],
            Read(MLContext.Data.LoadFromCsv(Folder.Write("c.csv", "Id,Text\n1,\uFFFD\n"))));
        Assert.HasCount(1, Warnings);
    }

    [TestMethod]
    public void A_row_longer_than_any_buffer_and_ten_thousand_columns_are_read()
    {
        const int Words = 6_000_000; // 24 MB
        string path = Folder.At("long.csv");
        using (var writer = new StreamWriter(path))
        {
            writer.Write("Id,Text\n1,\"");
            for (int i = 0; i < Words; i++)
                writer.Write(i % 2 == 0 ? "a\"\"\n" : "b, c");
            writer.Write("\"\n2,short\n");
        }

        string[] rows = Read(MLContext.Data.LoadFromCsv(path));
        Assert.AreEqual("2|short", rows[1]);
        Assert.AreEqual(2 + (3 + 4) * Words / 2, rows[0].Length);
        string[] names = [.. Enumerable.Range(0, 10_000).Select(i => $"c{i}")];
        string line = string.Join(',', names);
        var wide = MLContext.Data.LoadFromCsv(Folder.Write("wide.csv", $"{line}\n{line}\n"));
        CollectionAssert.AreEqual(names, Read(wide)[0].Split('|'));
    }

    [TestMethod]
    public void Gzip_is_decompressed_and_one_that_breaks_off_is_refused()
    {
        string table = "Id,Text\n" + string.Concat(Enumerable.Range(0, 9_000).Select(i => $"{i},a text {i * 7919 % 1000}\n"));
        byte[] whole = Gzip(table);
        var rows = MLContext.Data.LoadFromCsv(Folder.Write("a.csv.gz", whole));
        Assert.HasCount(9_000, Read(rows));
        Assert.HasCount(9_001,
            Read(MLContext.Data.LoadFromCsv(Folder.Write("two.csv.gz", [.. whole, .. Gzip("9000,more\n")]))));
        foreach (byte[] bytes in (byte[][])[whole[..^3], whole[..(whole.Length / 2)], [.. Encoding.UTF8.GetBytes(table)]])
        {
            string path = Folder.Write("cut.csv.gz", bytes);
            var failure = Assert.ThrowsExactly<InvalidDataException>(() => Read(MLContext.Data.LoadFromCsv(path)));
            Assert.Contains($"'{path}' can't be unpacked to its end: it is not a gzip file, or it is truncated", failure.Message);
        }
    }

    [TestMethod]
    public void Lines_of_JSON_are_rows_of_the_first_ones_names()
    {
        string path = Folder.Write(
            "a.jsonl",
            """
            {"Id":1,"Text":"a \"fine\" film\nin two lines","More":{"a":[1,2]}}
            {"Text":"\u00e9 \ud83d\ude00","Id":null,"Other":"x","More":true}
              {"Id":"3"}

            """);
        var rows = MLContext.Data.LoadFromJsonLines(path, new JsonLinesOptions { LineColumnName = "Line" });
        CollectionAssert.AreEqual((string[])["Id", "Text", "More", "Line"], rows.Schema.Select(column => column.Name).ToArray());
        for (int pass = 0; pass < 2; pass++)
            CollectionAssert.AreEqual((string[])["1|a \"fine\" film\nin two lines|{\"a\":[1,2]}", "|é \U0001F600|true", "3||"],
                Read(rows));
        CollectionAssert.AreEqual((long[])[1, 2, 3], Toy.Column<long>(rows, "Line"));
        CollectionAssert.AreEqual((string[])["fine"],
            Read(MLContext.Data.LoadFromJsonLines(Folder.Write("b.jsonl.gz", Gzip("{\"Text\":\"fine\"}\n")))));
    }

    [TestMethod]
    public void Half_of_a_surrogate_pair_and_invalid_bytes_in_JSON_are_replaced_and_warned_of()
    {
        string path = Folder.Write(
            "a.jsonl",
            [
                .. """{"Id":"1","T\ud800":"a \ud83d b"}"""u8, .. "\n"u8, .. """{"Id":"caf"""u8, 0xE9,
                .. "\",\"T\\udfff\":\"\\\\ud83d\"}"u8,
            ]);
        var rows = MLContext.Data.LoadFromJsonLines(path);
        CollectionAssert.AreEqual((string[])["1|a \uFFFD b", "caf\uFFFD|\\ud83d"], Read(rows));
        Assert.AreEqual("T\uFFFD", rows.Schema[1].Name);
        Assert.HasCount(2, Warnings);
        Assert.IsTrue(
            Warnings.Any(warning => warning.Contains("line 1 has half of a surrogate pair", StringComparison.Ordinal)));
        Assert.IsTrue(
            Warnings.Any(warning => warning.Contains("line 2 has bytes that are not UTF-8", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("", "is empty", DisplayName = "nothing")]
    [DataRow("[1]\n", "line 1 is not a JSON object", DisplayName = "a list")]
    [DataRow("{\"Text\":1}\n{\"Text\":2\n", "line 2 is not a JSON object", DisplayName = "not closed")]
    [DataRow("{\"Text\":1}\n{\"Text\":2} {}\n", "line 2 is not a JSON object", DisplayName = "two objects")]
    [DataRow("{\"Text\":1}\n\n{\"Text\":2}\n", "line 2 is empty", DisplayName = "an empty line")]
    public void Lines_that_are_not_JSON_are_refused_by_their_number(string content, string message)
    {
        string path = Folder.Write("a.jsonl", content);
        var failure = Assert.ThrowsExactly<InvalidDataException>(() => Read(MLContext.Data.LoadFromJsonLines(path)));
        Assert.Contains(message, failure.Message);
        Assert.Contains($"'{path}'", failure.Message);
    }

    [TestMethod]
    public void A_file_must_be_there_and_a_cursor_that_failed_has_ended()
    {
        Assert.ThrowsExactly<FileNotFoundException>(() => MLContext.Data.LoadFromCsv(Folder.At("none.csv")));
        Assert.ThrowsExactly<IOException>(() => MLContext.Data.LoadFromJsonLines(Folder.Path));
        Assert.ThrowsExactly<ArgumentNullException>(() => MLContext.Data.LoadFromCsv(null!));
        var rows = MLContext.Data.LoadFromCsv(Folder.Write("a.csv", "Id,Text\n1,a\n2\n3,c\n"));
        using var cursor = rows.GetRowCursor([rows.Schema["Text"]]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(rows.Schema["Text"]);
        var text = default(ReadOnlyMemory<char>);
        Assert.ThrowsExactly<InvalidOperationException>(() => getText(ref text));
        Assert.IsTrue(cursor.MoveNext());
        getText(ref text);
        Assert.AreEqual("a", text.ToString());
        Assert.ThrowsExactly<InvalidDataException>(() => cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.IsColumnActive(rows.Schema["Id"]));
    }

    private static string[] Read(IDataView rows)
    {
        DataViewSchema.Column[] columns = [.. rows.Schema.Where(column => column.Type is TextDataViewType)];
        using var cursor = rows.GetRowCursor(columns);
        ValueGetter<ReadOnlyMemory<char>>[] getters = [
            .. columns.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(column))];
        var found = new List<string>();
        while (cursor.MoveNext())
        {
            found.Add(string.Join('|', getters.Select(getter =>
            {
                var text = default(ReadOnlyMemory<char>);
                getter(ref text);
                return text.ToString();
            })));
        }

        return [.. found];
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
