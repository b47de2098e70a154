using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LearningRatesTests
{
    // torch.optim.lr_scheduler.OneCycleLR(max_lr, total_steps, pct_start, anneal_strategy="cos", div_factor=25,
    // final_div_factor=1e4), written down anew from its phases: [0, pct_start * total - 1] up, then to total - 1 down.
    private static double PyTorchs(double highest, long total, double warmup, long step)
    {
        double initial = highest / 25, lowest = initial / 1e4;
        double end = warmup * total - 1;
        return step <= end
            ? Anneal(initial, highest, step / end)
            : Anneal(highest, lowest, (step - end) / (total - 1 - end));

        static double Anneal(double start, double end, double part) => end + (start - end) / 2.0 * (Math.Cos(Math.PI * part) + 1);
    }

    [TestMethod]
    [DataRow(10, 0.3)]
    [DataRow(100, 0.3)]
    [DataRow(101, 0.25)]
    [DataRow(50, 0.9)]
    public void One_cycle_is_PyTorchs(int total, double warmup)
    {
        var rates = new LearningRates(LearningRateSchedules.Of(LearningRateSchedule.OneCycle, warmup), 0.003, total);
        for (long step = 0; step < total; step++)
            Assert.AreEqual(PyTorchs(0.003, total, warmup, step), rates.At(step), 1e-12, $"step {step}");
    }

    [TestMethod]
    public void One_cycle_begins_at_a_25th_and_ends_at_a_250000th()
    {
        var rates = new LearningRates(LearningRateSchedules.Of(LearningRateSchedule.OneCycle, 0.3), 1, 1000);
        Assert.AreEqual(1 / 25.0, rates.At(0), 1e-12);
        Assert.AreEqual(1, rates.At(299), 1e-12);
        Assert.AreEqual(1 / 250_000.0, rates.At(999), 1e-12);
    }

    [TestMethod]
    [DataRow(LearningRateSchedule.Constant)]
    [DataRow(LearningRateSchedule.OneCycle)]
    [DataRow(LearningRateSchedule.LinearWarmupAndDecay)]
    [DataRow(LearningRateSchedule.CosineDecay)]
    public void The_only_step_has_a_rate(LearningRateSchedule schedule)
    {
        foreach (double warmup in new[] { 0, 0.3, 1 })
        {
            double rate = new LearningRates(LearningRateSchedules.Of(schedule, warmup), 0.5, TotalSteps: 1).At(0);
            Assert.IsTrue(rate is > 0 and <= 0.5, $"{rate}");
        }
    }

    [TestMethod]
    public void A_constant_rate_is_constant()
    {
        var rates = new LearningRates(LearningRateSchedules.Of(LearningRateSchedule.Constant, 0.3), 0.5, 10);
        Assert.IsTrue(Enumerable.Range(0, 10).All(step => rates.At(step) == 0.5));
    }

    [TestMethod]
    public void Linear_rises_to_the_highest_and_falls_towards_0()
    {
        double[] rates = All(new(LearningRateSchedules.Of(LearningRateSchedule.LinearWarmupAndDecay, 0.3), 2, 10));
        CollectionAssert.AreEqual(
            new[] { 0.5, 1, 1.5, 2, 12 / 7.0, 10 / 7.0, 8 / 7.0, 6 / 7.0, 4 / 7.0, 2 / 7.0 }.Select(r => Math.Round(r, 9))
            .ToArray(),
            rates.Select(r => Math.Round(r, 9)).ToArray());
    }

    [TestMethod]
    public void Cosine_rises_linearly_to_the_highest_and_falls_along_half_a_cosine()
    {
        double[] rates = All(new(LearningRateSchedules.Of(LearningRateSchedule.CosineDecay, 0.3), 2, 10));
        double[] expected = [0.5, 1, 1.5, .. Enumerable.Range(0, 7).Select(i => 1 + Math.Cos(Math.PI * i / 7))];
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], rates[i], 1e-12, $"step {i}");
    }

    [TestMethod]
    public void Every_rate_is_above_0_and_at_most_the_highest_rising_first_and_falling_then() => Gen.Select(
        Gen.Int[0, 3], Gen.Double[0, 1], Gen.Int[1, 200], Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1])).Sample(
        (schedule, highest, total, warmup) =>
        {
            highest += 1e-3;
            double[] rates = All(new(LearningRateSchedules.Of((LearningRateSchedule)schedule, warmup), highest, total));
            Assert.IsTrue(rates.All(rate => rate > 0 && rate <= highest * (1 + 1e-12)), string.Join(' ', rates));
            int top = Array.IndexOf(rates, rates.Max());
            for (int i = 1; i < rates.Length; i++)
            {
                bool right = i <= top ? rates[i] >= rates[i - 1] - 1e-12 : rates[i] <= rates[i - 1] + 1e-12;
                Assert.IsTrue(right, $"step {i}: {string.Join(' ', rates)}");
            }
        });

    private static double[] All(LearningRates rates) =>
        [.. Enumerable.Range(0, (int)rates.TotalSteps).Select(step => rates.At(step))];
}
