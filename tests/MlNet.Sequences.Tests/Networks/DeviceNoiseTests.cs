using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>The numbers that GPUs make for dropout; integers are the same on every device, so the CPU stands for them.</summary>
[TestClass]
public sealed class DeviceNoiseTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_numbers_are_those_of_the_same_arithmetic_in_CSharp()
    {
        using var noise = new DeviceNoise(torch.CPU, seed: 7);
        float[] numbers = Take(noise, 1000);
        long start = unchecked((long)Hashing.Mix(7, 0));
        for (int i = 0; i < numbers.Length; i++)
        {
            long z = unchecked(start + i);
            z = unchecked((z ^ (z >> 30)) * (long)0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * (long)0x94D049BB133111EB);
            Assert.AreEqual((uint)((ulong)z >> 40) / 16777216f, numbers[i]);
        }
    }

    [TestMethod]
    public void The_numbers_are_uniform_and_neighbours_have_nothing_to_do_with_each_other()
    {
        using var noise = new DeviceNoise(torch.CPU, seed: 1);
        float[] numbers = Take(noise, 200_000);
        double mean = numbers.Average(), variance = numbers.Average(n => (n - mean) * (n - mean));
        // Three standard errors of 200,000 uniform numbers, 0.29 / √200,000 and so on, rounded up.
        Assert.AreEqual(0.5, mean, 0.002);
        Assert.AreEqual(1 / 12.0, variance, 0.0006);
        foreach (int distance in new[] { 1, 2, 64, 128, 4096 })
            Assert.AreEqual(
                0, numbers.Zip(numbers.Skip(distance)).Average(pair => (pair.First - mean) * (pair.Second - mean)) / variance,
                0.008, $"distance {distance}");
        Assert.IsTrue(numbers.All(n => n is >= 0 and < 1));
    }

    [TestMethod]
    public void The_seed_fixes_them_and_no_draw_repeats_another()
    {
        using var noise = new DeviceNoise(torch.CPU, seed: 1);
        long[] sizes = [5, 400_000, 200_000, 1_000_000, 3];
        float[][] first = [.. sizes.Select(size => Take(noise, size))];
        noise.MoveTo(2);
        float[] other = Take(noise, 5);
        noise.MoveTo(1);
        for (int i = 0; i < sizes.Length; i++)
            CollectionAssert.AreEqual(first[i], Take(noise, sizes[i]));
        CollectionAssert.AreNotEqual(first[0], other);

        var starts = first.Select(numbers => string.Join(",", numbers.Take(3))).ToArray();
        Assert.AreEqual(starts.Length, starts.Distinct().Count());
    }

    [TestMethod]
    public void Numbers_made_ahead_are_those_that_are_made_when_they_are_drawn()
    {
        using var noise = new DeviceNoise(torch.CPU, seed: 1);
        noise.MoveTo(3);
        float[][] drawn = [Take(noise, 400_000), Take(noise, 200_000)];
        using var ahead = noise.First(3);
        noise.MoveTo(4);
        _ = Take(noise, 5);
        noise.MoveTo(3, ahead);
        foreach (float[] numbers in drawn)
            CollectionAssert.AreEqual(numbers, Take(noise, numbers.Length));
        Assert.IsFalse(ahead.IsInvalid, "what was made ahead is its maker's");
    }

    [TestMethod]
    public void What_was_taken_stays_as_it_is_and_in_its_shape()
    {
        using var scope = torch.NewDisposeScope();
        using var noise = new DeviceNoise(torch.CPU, seed: 1);
        var taken = noise.Take([3, 1, 50]);
        float[] before = taken.clone().data<float>().ToArray();
        for (int i = 0; i < 5; i++)
            noise.Take([1000, 300]);
        CollectionAssert.AreEqual(new long[] { 3, 1, 50 }, taken.shape);
        CollectionAssert.AreEqual(before, taken.contiguous().data<float>().ToArray());
    }

    private static float[] Take(DeviceNoise noise, long count)
    {
        using var scope = torch.NewDisposeScope();
        return noise.Take([count]).contiguous().data<float>().ToArray();
    }
}
