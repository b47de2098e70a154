using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ClassWeightsTests
{
    private static readonly KeyLabels Animals = new(
        new LabelKeys("UInt32", 3, new PrimitiveValues("String", ["cat", "dog", "owl"])));

    [TestMethod]
    public void None_weighs_every_class_the_same() =>
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, ClassWeights.None.Resolve(Animals, [5, 0, 2]));

    [TestMethod]
    public void Balanced_weights_are_all_examples_by_classes_times_those_of_the_class()
    {
        CollectionAssert.AreEqual(
            new[] { 10 / (3 * 5.0), 10 / (3 * 4.0), 10 / 3.0 }, ClassWeights.Balanced.Resolve(Animals, [5, 4, 1]));
        CollectionAssert.AreEqual(
            new[] { 10 / (2 * 8.0), 0, 10 / (2 * 2.0) }, ClassWeights.Balanced.Resolve(Animals, [8, 0, 2]), "classes with rows");
    }

    [TestMethod]
    public void Balanced_classes_count_the_same_and_together_as_much_as_before() =>
        Gen.Double[0, 1000].Array[3].Where(amounts => amounts.Any(amount => amount > 0)).Sample(amounts =>
        {
            double[] weights = ClassWeights.Balanced.Resolve(Animals, amounts);
            double[] counts = [.. weights.Zip(amounts, (weight, amount) => weight * amount).Where(count => count > 0)];
            Assert.AreEqual(amounts.Sum(), counts.Sum(), 1e-9 * amounts.Sum());
            Assert.IsTrue(counts.All(count => Math.Abs(count - counts[0]) < 1e-9 * counts[0]));
        });

    [TestMethod]
    public void Given_weights_go_by_the_classes_names()
    {
        CollectionAssert.AreEqual(new[] { 1, 0.5, 0 }, Of(("owl", 0), ("cat", 1), ("dog", 0.5)).Resolve(Animals, [1, 1, 1]));
        CollectionAssert.AreEqual(new[] { 1.0, 3 }, Of(("True", 3), ("False", 1)).Resolve(new BooleanLabels(), [1, 1]));
    }

    [TestMethod]
    public void Names_too_many_and_too_few_are_told_at_once()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(
            () => Of(("cow", 1), ("dog", 1), ("Cat", 2)).Resolve(Animals, [1, 1, 1])).Message;
        StringAssert.Contains(message, "not among the classes: cow, Cat;");
        StringAssert.Contains(message, "without a weight: cat, owl;");
        StringAssert.Contains(message, "the classes are cat, dog, owl.");
    }

    [TestMethod]
    public void Later_changes_of_what_was_given_do_not_reach_the_weights()
    {
        var given = new Dictionary<string, double> { ["cat"] = 1, ["dog"] = 2, ["owl"] = 3 };
        var weights = ClassWeights.Of(given);
        given["cat"] = 7;
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, weights.Resolve(Animals, [1, 1, 1]));
    }

    private static ClassWeights Of(params (string Name, double Weight)[] weights) =>
        ClassWeights.Of(weights.ToDictionary(pair => pair.Name, pair => pair.Weight));
}
