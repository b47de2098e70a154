using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>The labels of steps beside sequences that are padded, truncated or partly unlabeled.</summary>
[TestClass]
public sealed class StepLabelTests : TaggingFixture
{
    [TestMethod]
    public void Sequences_and_labels_may_be_padded_and_truncated_alike_on_either_side()
    {
        var data = Toy.Tokens(MlContext, 200);
        byte[] expected = Weights(data);
        foreach (var padding in Enum.GetValues<SequencePadding>())
        {
            Assert.IsTrue(expected.SequenceEqual(Weights(Pad(data, 20, padding, "Features", "Tags"))), $"{padding}");
            Assert.IsTrue(expected.SequenceEqual(Weights(Pad(data, 20, padding, "Features"))), $"{padding}, labels left alone");
        }

        foreach (var truncation in Enum.GetValues<SequenceTruncation>())
        {
            IDataView Cut(params string[] columns) => Pad(data, 5, SequencePadding.Pre, truncation, columns);
            var cut = Toy.TokenRows(200);
            byte[] truncated = Weights(Cut("Features", "Tags"));
            Assert.IsFalse(expected.SequenceEqual(truncated), $"{truncation}");
            Assert.AreEqual(cut.Sum(row => Math.Min(5, row.Features.Length)), Steps(Cut("Features", "Tags")), $"{truncation}");
            var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Weights(Cut("Features")));
            int row = Array.FindIndex(cut, each => each.Features.Length > 5);
            Assert.AreEqual(
                $"Each time step must have one label; row {row} has {cut[row].Features.Length} labels in column 'Tags' and 5 " +
                "steps in column 'Features'. Split both columns alike, leave the label of a step without one missing, and " +
                "where PadSequence pads or truncates the sequences, let it do the same with the labels.",
                failure.Message);
        }
    }

    [TestMethod]
    public void A_wrong_number_of_labels_is_told_with_row_counts_and_remedy()
    {
        Sentence[] rows = [new([1, 2, 0], [1, 2]), new([0, 1, 2, 0], [1, 2, 1])];
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options("lstm"), View(rows)));
        Assert.Contains("row 1 has 3 labels in column 'Tags' and 2 steps (4 with padding) in column 'Features'", failure.Message);
    }

    [TestMethod]
    public void A_step_without_a_label_counts_nothing_and_a_row_without_any_is_left_out()
    {
        Sentence[] rows =
            [.. Enumerable.Range(0, 60).Select(i => new Sentence([1, 2, 3], [1, (uint)(i % 2 == 0 ? 0 : 2), 1])),
            new([1, 2], [0, 0]), new([], [])];
        var warned = new List<string>();
        MlContext.Log += (_, e) => warned.Add(e.Message);
        using var model = Fit(Options("lstm"), View(rows));
        Assert.AreEqual(60, model.History.TrainingRows);
        Assert.IsTrue(warned.Any(message => message.Contains("2 rows are left out", StringComparison.Ordinal)));

        // Balanced weights count what there is: 120 of the first class, 30 of the second.
        var options = Options("lstm");
        options.ClassWeights = ClassWeights.Balanced;
        using var balanced = Fit(options, View(rows));
        var objective = (TaggingObjective)((ITrainedModel)balanced).Network.Objective;
        CollectionAssert.AreEqual(new[] { 150 / (2 * 120.0), 150 / (2 * 30.0), 0 }, objective.Step.ClassWeights!.ToArray());
        Assert.AreEqual(150, Steps(View(rows)));
    }

    [TestMethod]
    public void Labels_where_the_sequence_has_padding_are_warned_of()
    {
        var warned = new List<string>();
        MlContext.Log += (_, e) => warned.Add(e.Message);
        Sentence[] rows = [.. Enumerable.Range(0, 20).Select(i => new Sentence([1, 0, 3], [1, (uint)(i % 2) + 1, 2]))];
        Fit(Options("lstm"), View(rows)).Dispose();
        Assert.IsTrue(
            warned.Any(message => message.Contains("20 labels are at padding", StringComparison.Ordinal)));
    }
}
