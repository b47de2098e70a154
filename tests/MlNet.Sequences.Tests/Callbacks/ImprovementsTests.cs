using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ImprovementsTests
{
    [TestMethod]
    public void Each_run_of_patience_epochs_without_improvement_is_a_plateau()
    {
        Assert.AreEqual(0, Plateaus(2, 3, 3));
        Assert.AreEqual(1, Plateaus(2, 3, 3, 3));
        Assert.AreEqual(1, Plateaus(2, 3, 3, 3, 3), "the counting starts again");
        Assert.AreEqual(2, Plateaus(2, 3, 3, 3, 3, 3));
        Assert.AreEqual(1, Plateaus(2, 3, 3, 3, 3, 2, 2), "an improvement starts it too");
        Assert.AreEqual(1, Plateaus(2, 3, 4, 5, 3, 2.9), "the best outlives a plateau");
        Assert.AreEqual(0, Plateaus(1));
    }

    /// <summary>
    /// The definition of torch.optim.lr_scheduler.ReduceLROnPlateau (PyTorch 2, cooldown 0, threshold_mode "abs"), step by step:
    /// the rate is lowered where the bad epochs are more than the patience.
    /// </summary>
    [TestMethod]
    public void Plateaus_are_the_reductions_of_torch_whose_patience_is_one_less()
    {
        Gen.Select(
                Gen.Int[0, 8].Select(i => i / 4.0).Array[0, 30], Gen.Int[1, 4],
                Gen.Int[0, 2].Select(i => i / 4.0),
                Gen.Bool.Select(isLoss => isLoss ? ValidationMetric.Loss : ValidationMetric.Accuracy))
            .Sample((values, patience, threshold, metric) =>
            {
                bool isMin = metric == ValidationMetric.Loss;
                double best = isMin ? double.PositiveInfinity : double.NegativeInfinity;
                int badEpochs = 0, reductions = 0;
                foreach (double value in values)
                {
                    if (isMin ? value < best - threshold : value > best + threshold)
                        (best, badEpochs) = (value, 0);
                    else
                        badEpochs++;
                    if (badEpochs > patience - 1)
                        (reductions, badEpochs) = (reductions + 1, 0);
                }

                return reductions == Improvements.Plateaus(Told.Epochs(metric, values), metric, patience, threshold);
            });
    }

    private static int Plateaus(int patience, params double[] losses) =>
        Improvements.Plateaus(Told.Epochs(ValidationMetric.Loss, losses), ValidationMetric.Loss, patience, 0);
}
