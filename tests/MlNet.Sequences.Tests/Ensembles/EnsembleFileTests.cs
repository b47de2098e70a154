using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EnsembleFileTests
{
    private const string Settings = "ensemble.json";

    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView Rows = Reviews.Of(MlContext, 200, seed: 1);

    private static readonly Lazy<byte[]> BinaryFile = new(() =>
    {
        using var ensemble = MlContext.BinaryClassification.Ensemble(
            [Reviews.Ngrams(MlContext, "Text", Rows), Reviews.Network(MlContext, "Title", Rows)], Rows);
        return Save(ensemble);
    });

    private static readonly Lazy<byte[]> MulticlassFile = new(() =>
    {
        using var ensemble = MlContext.MulticlassClassification.Ensemble(
            [
                Reviews.KindNgrams(MlContext, "Text", Rows),
                Reviews.KindNgrams(MlContext, "Title", Rows, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence),
            ], Rows, "Kind");
        return Save(ensemble);
    });

    [TestMethod]
    public void A_loaded_ensemble_scores_bit_for_bit_alike_and_has_the_same_weights()
    {
        ITransformer[] models =
        [
            Reviews.Ngrams(MlContext, "Text", Rows), Reviews.Network(MlContext, "Title", Rows),
            Reviews.Calibrated(MlContext, "Text", Rows),
        ];
        using var ensemble = MlContext.BinaryClassification.Ensemble(models, Rows);
        using var loaded = Load(Save(ensemble));
        CollectionAssert.AreEqual(Toy.Scores(ensemble, Rows), Toy.Scores(loaded, Rows));
        CollectionAssert.AreEqual(ensemble.Weights.ToArray(), loaded.Weights.ToArray());
        Assert.AreEqual(ensemble.Bias, loaded.Bias);
        Assert.AreEqual(ensemble.ToString(), loaded.ToString());
        Assert.AreEqual(ensemble.LabelColumnName, loaded.LabelColumnName);
        Assert.AreEqual(ensemble.Summary!.Loss, loaded.Summary!.Loss);
        CollectionAssert.AreEqual(ensemble.Summary.ModelLosses.ToArray(), loaded.Summary.ModelLosses.ToArray());
        CollectionAssert.AreEqual(Toy.Scores(loaded.Models[1], Rows), Toy.Scores(models[1], Rows));
    }

    [TestMethod]
    public void The_order_of_the_classes_is_kept_and_so_are_numbers()
    {
        using var kinds = Load(MulticlassFile.Value);
        using var fitted = MlContext.MulticlassClassification.Ensemble(
            [
                Reviews.KindNgrams(MlContext, "Text", Rows),
                Reviews.KindNgrams(MlContext, "Title", Rows, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence),
            ], Rows, "Kind");
        CollectionAssert.AreEqual(
            Toy.ScoreVectors(fitted, Rows).SelectMany(scores => scores).ToArray(),
            Toy.ScoreVectors(kinds, Rows).SelectMany(scores => scores).ToArray());

        using var amounts = MlContext.Regression.Ensemble(
            [Reviews.Amounts(MlContext, "Text", Rows), Reviews.Amounts(MlContext, "Title", Rows)], Rows, "Amount");
        using var loaded = Load(Save(amounts));
        CollectionAssert.AreEqual(Toy.Scores(amounts, Rows), Toy.Scores(loaded, Rows));
    }

    [TestMethod]
    [DataRow("weights", "[0.5]", "has 1 weights for 2 models")]
    [DataRow("weights", "[0.5,-0.5]", "has a weight that is negative or no number")]
    [DataRow("weights", "[0.5,\"NaN\"]", "has a weight that is negative or no number")]
    [DataRow("bias", "\"Infinity\"", "has a weight that is negative or no number")]
    [DataRow("models", "[]", "has 2 weights for 0 models")]
    [DataRow("models", "[{\"kind\":\"Number\",\"places\":null},{\"kind\":\"Logit\",\"places\":null}]",
        "has a model that returns Number in an ensemble of binary classification")]
    [DataRow("models", "[{\"kind\":\"Logit\",\"places\":[0]},{\"kind\":\"Logit\",\"places\":null}]",
        "has a model that returns Logit in an ensemble of binary classification")]
    [DataRow("objective", "\"tagging\"", "settings of 'tagging' can't be read")]
    [DataRow("summary", "{\"numberOfRows\":1,\"loss\":1,\"modelLosses\":[1]}", "has 1 losses of 2 models")]
    public void Settings_that_do_not_fit_are_refused(string name, string value, string expected) => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.EditJson(BinaryFile.Value, Settings, json => json[name] = JsonNode.Parse(value))),
        expected);

    [TestMethod]
    [DataRow("[0,1,1]")]
    [DataRow("[0,1]")]
    [DataRow("[0,1,3]")]
    [DataRow("null")]
    public void Places_of_classes_that_there_are_not_are_refused(string places) => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.EditJson(
            MulticlassFile.Value, Settings, json => json["models"]![1]!["places"] = JsonNode.Parse(places))),
        "has a model that returns Probabilities in an ensemble of");

    [TestMethod]
    public void A_file_that_lacks_a_model_is_refused()
    {
        byte[] file = BinaryFile.Value;
        using var memory = new MemoryStream();
        memory.Write(file);
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var entry in archive.Entries.Where(entry => entry.FullName.Contains("Model001")).ToArray())
                entry.Delete();
        }

        var failure = Assert.Throws<Exception>(() => Load(memory.ToArray()));
        StringAssert.Contains(failure.ToString(), "Model001");
    }

    [TestMethod]
    public void Damage_in_a_model_of_the_ensemble_is_found() => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.EditJson(BinaryFile.Value, "ngrams.json", json => json["biases"] = new JsonArray())),
        "has 0 biases for 1 outputs");

    private static byte[] Save(ITransformer model)
    {
        using var memory = new MemoryStream();
        MlContext.Model.Save(model, Rows.Schema, memory);
        return memory.ToArray();
    }

    private static EnsembleTransformer Load(byte[] file) =>
        TrainedModels.Steps(new MLContext().Model.Load(new MemoryStream(file), out _)).OfType<EnsembleTransformer>().Single();
}
