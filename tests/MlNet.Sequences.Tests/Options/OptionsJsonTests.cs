using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class OptionsJsonTests
{
    private static readonly HashSet<string> None = [];

    [TestMethod]
    public void Any_options_written_and_read_again_are_equal() => RandomOptions.Any.Sample(
        options =>
        {
            var again = ReadAgain(options);
            Assert.AreEqual(options, again);
            Assert.AreEqual(options.GetHashCode(), again.GetHashCode());
            Assert.AreEqual(options.ToString(), again.ToString());
            Assert.AreEqual(options.ToJson(), again.ToJson());
        },
        iter: 300);

    [TestMethod]
    public void Any_single_change_makes_options_unequal_and_is_named() => Gen.Select(RandomOptions.Any, Gen.Int[0, 999]).Sample(
        (options, choice) =>
        {
            var properties = RandomOptions.Properties(options.GetType());
            var property = properties[choice % properties.Length];
            RandomOptions.Values(property)!.Where(value => !Equals(value, property.GetValue(options))).Sample(
                value =>
                {
                    var changed = ReadAgain(options);
                    property.SetValue(changed, value);
                    Assert.AreNotEqual(options, changed);
                    var differences = OptionsJson.Differences(OptionsJson.Write(changed), OptionsJson.Write(options), None);
                    Assert.HasCount(1, differences);
                    StringAssert.StartsWith(
                        differences[0].ToString(), $"{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]} is ");
                },
                iter: 1);
        },
        iter: 300);

    [TestMethod]
    public void Every_property_is_a_setting_or_of_a_type_that_JSON_cannot_hold()
    {
        foreach (var type in typeof(SequenceTrainerOptions).Assembly.GetExportedTypes().Where(
            type => type.IsSubclassOf(typeof(SequenceTrainerOptions))))
        {
            var others = type.GetProperties().Where(
                property => !OptionSetting.IsSetting(property) && !property.PropertyType.IsInterface
                && property.PropertyType != typeof(CancellationToken));
            Assert.AreEqual(
                "", string.Join(", ", others.Select(property => property.Name)), "give the property's type a JsonConverter");
        }
    }

    [TestMethod]
    public void The_base_s_settings_come_first_in_the_order_of_its_source()
    {
        string[] names = [.. OptionsJson.Write(new LstmOptions()).Select(pair => pair.Key)];
        CollectionAssert.AreEqual(new[] { "labelColumnName", "featureColumnName", "exampleWeightColumnName" }, names[..3]);
        Assert.IsGreaterThan(Array.IndexOf(names, "shuffleWindowSize"), Array.IndexOf(names, "embeddingSize"));
    }

    [TestMethod]
    public void JSON_has_words_for_named_values_and_nulls_for_what_is_not_set()
    {
        var json = JsonNode.Parse(new TransformerOptions { Device = "cpu" }.ToJson())!;
        Assert.AreEqual("Rotary", (string?)json["positions"]);
        Assert.AreEqual("none", (string?)json["classWeights"]);
        Assert.AreEqual("cpu", (string?)json["device"]);
        Assert.IsTrue(json.AsObject().ContainsKey("maximumLength"));
        Assert.IsNull(json["maximumLength"]);
        Assert.IsFalse(json.AsObject().Any(pair => pair.Key is "callbacks" or "cancellationToken" or "validationData"));
    }

    [TestMethod]
    public void What_JSON_does_not_name_has_its_default_and_comments_and_trailing_commas_are_allowed()
    {
        var options = SequenceTrainerOptions.FromJson<LstmOptions>("""
            // of the second run
            { "hiddenSize": 7, /* wide */ "pooling": "Last", "classWeights": { "good": 1, /* rare */ "bad": 2.5, }, "seed": null, }
            """);
        Assert.AreEqual(
            new LstmOptions
            {
                HiddenSize = 7,
                Pooling = SequencePooling.Last,
                ClassWeights = ClassWeights.Of(
            new Dictionary<string, double> { ["bad"] = 2.5, ["good"] = 1 })
            },
            options);
    }

    [TestMethod]
    public void Everything_that_is_wrong_is_told_at_once_with_what_would_do()
    {
        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => SequenceTrainerOptions.FromJson<LstmOptions>("""
            {
              "hidenSize": 7, "numberOfHeads": 2, "callbacks": [], "BatchSize": 3,
              "numberOfEpochs": 1, "numberOfEpochs": 2,
              "learningRate": "fast", "numberOfLayers": 1.5, "embeddingSize": 99999999999, "bidirectional": "yes", "labelColumnName": null,
              "featureColumnName": 3, "pooling": "mean-and-max", "optimizer": 1, "seed": "x", "initialEmbeddings": 5, "classWeights": { "good": "1" }
            }
            """)).Message;
        StringAssert.StartsWith(message, "LstmOptions has 16 invalid values:\n- ");
        foreach (string part in (string[])
        [
            "hidenSize must be an option of LstmOptions that JSON can hold; received 7; did you mean hiddenSize?",
            "numberOfHeads must be an option of LstmOptions that JSON can hold; received 2; did you mean numberOfThreads?",
            "callbacks must be an option of LstmOptions that JSON can hold; received []; leave it out",
            "BatchSize must be an option of LstmOptions that JSON can hold; received 3; did you mean batchSize?",
            "numberOfEpochs must be given once; received 2; leave out all but one",
            "learningRate must be a number, or null; received \"fast\"; give it such a value or leave it out",
            "numberOfLayers must be a whole number from -2147483648 to 2147483647; received 1.5; give",
            "embeddingSize must be a whole number from -2147483648 to 2147483647; received 99999999999; give",
            "bidirectional must be true or false; received \"yes\"; give",
            "labelColumnName must be a text in quotes; received null; give",
            "featureColumnName must be a text in quotes; received 3; give",
            "pooling must be one of \"Last\"",
            "received \"mean-and-max\"; did you mean \"MeanAndMax\"?",
            "received 1; give",
            "seed must be a whole number from -2147483648 to 2147483647, or null; received \"x\"; give",
            "initialEmbeddings must be the path of a file of word vectors, in quotes, or null; received 5; give",
            "classWeights must be \"none\", \"balanced\", or an object that gives each class a number once, as { \"good\": 1, " +
            "\"bad\": 2.5 }; received { \"good\": \"1\" }; give",
        ])
            StringAssert.Contains(message, part);
    }

    [TestMethod]
    [DataRow("{", "line 1")]
    [DataRow("{\n  \"seed\": 1\n  \"device\": \"cpu\" }", "line 3")]
    [DataRow("", "line 1")]
    [DataRow("[1]", "must be an object; received [1]")]
    [DataRow("null", "must be an object; received null")]
    public void A_text_that_is_no_JSON_object_is_refused_with_the_place(string json, string part) =>
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => SequenceTrainerOptions.FromJson<GruOptions>(json)).Message, part);

    [TestMethod]
    [DataRow("{ \"a\": 1, \"a\": 2 }")]
    [DataRow("{ }")]
    [DataRow("\"None\"")]
    [DataRow("{ \"a\": null }")]
    [DataRow("3")]
    [DataRow("null")]
    public void Class_weights_are_words_or_a_number_for_each_class_once(string weights) => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOptionsException>(
            () => SequenceTrainerOptions.FromJson<GruOptions>($"{{ \"classWeights\": {weights} }}")).Message,
        "classWeights must be \"none\", \"balanced\", or an object");

    [TestMethod]
    public void Options_are_equal_where_their_type_values_and_objects_are()
    {
        Assert.AreEqual(new LstmOptions(), new LstmOptions());
        Assert.AreNotEqual<SequenceTrainerOptions>(new LstmOptions(), new GruOptions());
        Assert.IsFalse(new LstmOptions().Equals(null));
        Assert.AreEqual(new LstmOptions(), new LstmOptions().Copy());
        Assert.AreEqual(
            new LstmOptions { WeightDecay = 0.0 }.GetHashCode(), new LstmOptions { WeightDecay = -0.0 }.GetHashCode());
        Assert.AreNotEqual(
            new LstmOptions { InitialEmbeddings = InitialEmbeddings.FromFile("a", WordVectorFormat.Text) },
            new LstmOptions { InitialEmbeddings = InitialEmbeddings.FromFile("a") },
            "though JSON has the path alone");

        var (callback, other) = (new Silent(), new Silent());
        Assert.AreEqual(new LstmOptions { Callbacks = [callback] }, new LstmOptions { Callbacks = [callback] });
        Assert.AreNotEqual(new LstmOptions { Callbacks = [callback] }, new LstmOptions { Callbacks = [other] });
        Assert.AreNotEqual(new LstmOptions { Callbacks = [callback] }, new LstmOptions());
        var rows = new MLContext().Data.CreateTextLoader<Row>().Load(Repository.Path("README.md"));
        Assert.AreEqual(new LstmOptions { ValidationData = rows }, new LstmOptions { ValidationData = rows });
        Assert.AreNotEqual(new LstmOptions { ValidationData = rows }, new LstmOptions());
        using var source = new CancellationTokenSource();
        Assert.AreNotEqual(new LstmOptions { CancellationToken = source.Token }, new LstmOptions());
    }

    [TestMethod]
    public void Options_print_their_type_and_every_value_on_one_line()
    {
        string printed = new RnnOptions
        {
            LabelColumnName = "É\n",
            HuberDelta = double.NaN,
            Optimizer = (
            SequenceOptimizer)9
        }.ToString();
        StringAssert.StartsWith(
            printed, "RnnOptions { labelColumnName: \"É\\n\", featureColumnName: \"Features\", exampleWeightColumnName: null, ");
        StringAssert.Contains(printed, "huberDelta: \"NaN\"");
        StringAssert.Contains(printed, "optimizer: 9");
        StringAssert.EndsWith(printed, " }");
        Assert.DoesNotContain("\n", printed);
    }

    [TestMethod]
    public void Differences_are_named_with_both_values_but_for_the_excepted()
    {
        var now = OptionsJson.Write(new LstmOptions { HiddenSize = 64, NumberOfEpochs = 9, Device = "cpu" });
        var before = OptionsJson.Write(new LstmOptions { HiddenSize = 128, NumberOfEpochs = 3 });
        before.Remove("seed");
        before["old"] = 3;
        CollectionAssert.AreEqual(
            new[]
            {
                "seed is null and was not known", "device is \"cpu\" and was null", "hiddenSize is 64 and was 128",
                "old is not known and was 3",
            },
            OptionsJson.Differences(now, before, new HashSet<string> { "numberOfEpochs" })
            .Select(difference => difference.ToString()).ToArray());
    }

    private static SequenceTrainerOptions ReadAgain(SequenceTrainerOptions options)
    {
        var again = (SequenceTrainerOptions)Activator.CreateInstance(options.GetType())!;
        OptionsJson.Read(options.ToJson(), again);
        return again;
    }

    private sealed class Silent : ITrainingCallback;

    private sealed class Row
    {
        [Microsoft.ML.Data.LoadColumn(0)]
        public string Text { get; set; } = "";
    }
}
