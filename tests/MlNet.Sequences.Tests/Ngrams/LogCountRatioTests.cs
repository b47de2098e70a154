namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LogCountRatioTests
{
    // Three texts with the features {0, 1}, {0}, {1, 2}; the first two of the class.
    private static readonly SparseMatrix Rows = new([0, 2, 3, 5], [0, 1, 0, 1, 2], 3);

    [TestMethod]
    public void Ratios_are_those_of_the_paper() =>
        // p = 1 + (2, 1, 0), q = 1 + (0, 1, 1), of the norms 6 and 5.
        AssertRatios([1, 1, 1], Math.Log(3 / 6.0 / (1 / 5.0)), Math.Log(2 / 6.0 / (2 / 5.0)), Math.Log(1 / 6.0 / (2 / 5.0)));

    [TestMethod]
    public void A_text_that_weighs_twice_counts_twice() =>
        AssertRatios([1, 2, 1], Math.Log(4 / 7.0 / (1 / 5.0)), Math.Log(2 / 7.0 / (2 / 5.0)), Math.Log(1 / 7.0 / (2 / 5.0)));

    [TestMethod]
    [DataRow(0, 3f, -4f)] // the weights alone
    [DataRow(1, 0f, 5f)] // the ratios alone, as long as the weights
    [DataRow(0.2, 2.4f, -2.2f)]
    public void Ratios_as_long_as_the_weights_become_a_part_of_them(double fraction, float first, float second)
    {
        float[] weights = [3, -4];
        LogCountRatio.Blend(weights, [0, 2], fraction);
        Assert.AreEqual(first, weights[0], 1e-6f);
        Assert.AreEqual(second, weights[1], 1e-6f);
    }

    [TestMethod]
    public void Ratios_that_tell_nothing_leave_the_weights_as_they_are()
    {
        float[] weights = [3, -4];
        LogCountRatio.Blend(weights, [0, 0], 0.5);
        CollectionAssert.AreEqual((float[])[3, -4], weights);
    }

    private static void AssertRatios(float[] weights, params double[] expected)
    {
        float[] ratios = LogCountRatio.Of(Rows, Rows.Transpose(2), [true, true, false], weights, smoothing: 1, threads: 2);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], ratios[i], 1e-6);
    }
}
