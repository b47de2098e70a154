using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Model files that were cut, edited, or written by a version to come: always an error that says so, never another model.
/// </summary>
[TestClass]
public sealed class DamagedModelTests
{
    private static readonly Lazy<byte[]> Model = new(() =>
    {
        var mlContext = new MLContext(seed: 1);
        var view = mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new Row { Label = i % 2 == 0, Text = i % 2 == 0 ? "good" : "bad" }));
        var options = Toy.Options;
        (options.EmbeddingSize, options.HiddenSize, options.ValidationFraction) = (3, 2, 0.2);
        var chain = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", 4))
            .Append(mlContext.BinaryClassification.Trainers.Lstm(options));
        using var model = chain.Fit(view);
        return ModelFile.Save(mlContext, model);
    });

    public static IEnumerable<string> Entries =>
        Archive(Model.Value, archive => archive.Entries.Select(e => e.FullName).ToArray());

    private static IEnumerable<string> OurEntries => Entries.Where(
        name => name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal)
            || name.EndsWith(".safetensors", StringComparison.Ordinal));

    [TestMethod]
    public void The_unharmed_file_loads()
    {
        Load(Model.Value);
        Assert.AreEqual(12, OurEntries.Count(), string.Join('\n', Entries));
    }

    [TestMethod]
    public void A_changed_byte_is_found_in_each_entry()
    {
        var random = new Random(1);
        foreach (string entry in OurEntries)
        {
            for (int i = 0; i < 6; i++)
            {
                string error = Refused(Edit(entry, bytes =>
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    return bytes;
                }), $"{entry} changed");
                if (!entry.EndsWith("manifest.json", StringComparison.Ordinal))
                    StringAssert.Contains(error, $"entry '{Path.GetFileName(entry.Replace('\\', '/'))}'");
            }
        }
    }

    [TestMethod]
    public void A_missing_entry_is_named()
    {
        foreach (string entry in OurEntries)
        {
            byte[] model = Change(archive => archive.GetEntry(entry)!.Delete());
            StringAssert.Contains(Refused(model, $"{entry} removed"), Path.GetFileName(entry.Replace('\\', '/')));
        }
    }

    [TestMethod]
    public void An_entry_cut_short_or_emptied_is_named()
    {
        foreach (string entry in OurEntries)
        {
            foreach (int left in new[] { 0, 1, 20 })
                StringAssert.Contains(
                    Refused(Edit(entry, b => b[..Math.Min(left, b.Length - 1)]), entry),
                    Path.GetFileName(entry.Replace('\\', '/')));
        }
    }

    [TestMethod]
    public void A_newer_format_and_an_unknown_kind_say_that_the_package_is_to_be_updated()
    {
        foreach (string entry in OurEntries.Where(e => e.EndsWith("manifest.json", StringComparison.Ordinal)))
        {
            string newer = Refused(EditJson(entry, json => json["formatVersion"] = 99), entry);
            StringAssert.Contains(newer, "newer version");
            StringAssert.Contains(newer, "Update the package");
            string unknown = Refused(EditJson(entry, json => json["kind"] = "quantum"), entry);
            StringAssert.Contains(unknown, "'quantum'");
            StringAssert.Contains(unknown, "Update the package");
            Refused(EditJson(entry, json => json["formatVersion"] = 0), entry);
        }
    }

    [TestMethod]
    public void A_manifest_that_makes_no_sense_is_an_error()
    {
        string manifest = OurEntries.Last(e => e.EndsWith("manifest.json", StringComparison.Ordinal));
        foreach (string entries in new[] { "null", "[]", "[null]", "{}", "3" })
            Refused(EditJson(manifest, json => json["entries"] = JsonNode.Parse(entries)), entries);
        foreach (string text in new[] { "", "null", "[]", "\"\"", "{}", "{\"kind\":null,\"formatVersion\":1,\"entries\":[]}" })
            Refused(Edit(manifest, _ => Encoding.UTF8.GetBytes(text)), text);
    }

    // Edited by somebody who made the digests anew.
    [TestMethod]
    [DataRow("architectureSettings", "hiddenSize", "0", "hiddenSize must be at least 1")]
    [DataRow("architectureSettings", "pooling", "\"First\"", "Pooling must not be First")]
    [DataRow("architectureSettings", "stepDropout", "1.5", "StepDropout must be at least 0 and below 1")]
    [DataRow("architectureSettings", "novelty", "1", "novelty")]
    [DataRow("objectiveSettings", "labelSmoothing", "-1", "LabelSmoothing must be at least 0")]
    [DataRow("objectiveSettings", "negativeWeight", "\"NaN\"", "NegativeWeight must be at least 0")]
    public void Settings_out_of_their_range_are_an_error_that_names_them(
        string part, string setting, string value, string expected)
    {
        byte[] model = EditNetwork(network => network[part]![setting] = JsonNode.Parse(value));
        StringAssert.Contains(Refused(model, setting), expected, StringComparison.OrdinalIgnoreCase);
    }

    // Its binary objective had no settings.
    [TestMethod]
    public void A_model_of_the_first_format_loads_and_scores_alike()
    {
        byte[] model = EditNetwork(network => network["objectiveSettings"] = new JsonObject(), formatVersion: 1);
        var rows = new MLContext().Data.LoadFromEnumerable(new[] { new Row { Text = "good" }, new Row { Text = "bad" } });
        CollectionAssert.AreEqual(
            CellReader.Read(Load(Model.Value).Transform(rows), "Score", "PredictedLabel"),
            CellReader.Read(Load(model).Transform(rows), "Score", "PredictedLabel"));
    }

    [TestMethod]
    public void A_file_cut_short_anywhere_is_an_error()
    {
        byte[] model = Model.Value;
        for (int i = 0; i < 40; i++)
            Refused(model[..(model.Length * i / 40)], $"{i}/40 of the file", ours: false);
    }

    [TestMethod]
    public void A_changed_byte_anywhere_in_the_file_never_gives_another_model()
    {
        var rows = new[] { new Row { Text = "good" }, new Row { Text = "bad" }, new Row { Text = "other" } };
        string[] values = Score(Load(Model.Value));
        var random = new Random(1);
        for (int i = 0; i < 150; i++)
        {
            byte[] model = [.. Model.Value];
            int at = random.Next(model.Length);
            model[at] ^= (byte)(1 << random.Next(8));
            try
            {
                // What no one reads, a time stamp, may change.
                CollectionAssert.AreEqual(values, Score(Load(model)), $"byte {at}");
            }
            catch (Exception e) when (e is not UnitTestAssertException)
            {
                Assert.IsFalse(e is NullReferenceException or AccessViolationException, $"byte {at}: {e}");
            }
        }

        string[] Score(ITransformer loaded) =>
            CellReader.Read(loaded.Transform(new MLContext().Data.LoadFromEnumerable(rows)), "Score", "PredictedLabel");
    }

    private static ITransformer Load(byte[] model) => new MLContext(seed: 1).Model.Load(new MemoryStream(model), out _);

    // The messages of the chain, one of which must be an InvalidDataException's where the damage is in an entry of ours.
    private static string Refused(byte[] model, string what, bool ours = true)
    {
        var error = Assert.Throws<Exception>(() => Load(model), what);
        var chain = new List<Exception>();
        for (Exception? e = error; e is not null; e = e.InnerException)
            chain.Add(e);
        if (ours)
            Assert.IsTrue(chain.OfType<InvalidDataException>().Any(), $"{what}: {error}");
        Assert.IsFalse(chain.Any(e => e is NullReferenceException or IndexOutOfRangeException), $"{what}: {error}");
        return string.Join('\n', chain.Select(e => e.Message));
    }

    private static byte[] EditNetwork(Action<JsonNode> edit, int? formatVersion = null) => Change(archive =>
    {
        var network = archive.Entries.Single(e => e.Name == "network.json");
        var manifest = archive.GetEntry(network.FullName[..^network.Name.Length] + "manifest.json")!;
        byte[] bytes = [];
        Rewrite(network, json =>
        {
            edit(json);
            bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        });
        Rewrite(manifest, json =>
        {
            json["formatVersion"] = formatVersion ?? (int)json["formatVersion"]!;
            var entry = json["entries"]!.AsArray().Single(e => (string)e!["name"]! == network.Name)!;
            (entry["length"], entry["sha256"]) = (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        });

        static void Rewrite(ZipArchiveEntry entry, Action<JsonNode> change)
        {
            using var content = entry.Open();
            var json = JsonNode.Parse(content)!;
            change(json);
            content.SetLength(0);
            content.Write(Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
    });

    private static byte[] EditJson(string entry, Action<JsonNode> edit) => Edit(entry, bytes =>
    {
        var json = JsonNode.Parse(bytes)!;
        edit(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    });

    private static byte[] Edit(string entry, Func<byte[], byte[]> edit) => Change(archive =>
    {
        using var content = archive.GetEntry(entry)!.Open();
        byte[] bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        content.SetLength(0);
        content.Write(edit(bytes));
    });

    private static byte[] Change(Action<ZipArchive> change)
    {
        using var stream = new MemoryStream();
        stream.Write(Model.Value);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            change(archive);
        return stream.ToArray();
    }

    private static T Archive<T>(byte[] model, Func<ZipArchive, T> read)
    {
        using var archive = new ZipArchive(new MemoryStream(model));
        return read(archive);
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }
}
