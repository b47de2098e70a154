using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A number for each step of a sequence.</summary>
[TestClass]
public sealed class StepRegressionTests : TaggingFixture
{
    [TestMethod]
    public void Numbers_of_steps_are_learned_in_the_labels_unit_and_missing_ones_are_left_out()
    {
        var rows = Toy.TokenRows(600);
        var options = Options("bidirectional lstm", epochs: 14);
        options.LabelColumnName = "Amounts";
        using var model = MlContext.Regression.Trainers.SequencePerStep(options).Fit(Numbers(rows, missing: true));
        var test = Toy.TokenRows(100, seed: 2);
        var metrics = MlContext.Regression.EvaluatePerStep(model.Transform(Numbers(test, missing: false)), "Amounts");
        Assert.IsGreaterThan(0.8, metrics.RSquared);
        Assert.IsLessThan(5, metrics.RootMeanSquaredError);

        // Padded numbers are no labels of padding.
        var padded = MlContext.Transforms.PadSequence("Features", 20).Append(MlContext.Transforms.PadSequence("Amounts", 20))
            .Fit(Numbers(test, false))
            .Transform(Numbers(test, false));
        Assert.AreEqual(metrics.RSquared, MlContext.Regression.EvaluatePerStep(model.Transform(padded), "Amounts").RSquared,
            1e-6);
        using var again = (SequencePredictionTransformer)ModelFile.Reload(MlContext, model);
        Assert.AreEqual("step-regression", again.Task);

        IDataView Numbers(Toy.TokenRow[] rows, bool missing) =>
            MlContext.Data.LoadFromEnumerable(rows.Select((row, i) => new Numbered
            {
                Features = row.Features,
                Amounts = [.. row.Amounts.Select((amount, step) => missing && (i + step) % 5 == 0 ? float.NaN : amount)],
            }));
    }

    private sealed class Numbered
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public float[] Amounts { get; set; } = [];
    }
}
