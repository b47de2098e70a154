namespace MlNet.Sequences.Tests;

/// <summary>
/// The training again, in double precision and without kernels: the papers' loops over texts, words, windows and negative
/// samples, with the library's random numbers.
/// </summary>
internal static class WordVectorReference
{
    /// <param name="texts">The numbers of the words of each text.</param>
    /// <param name="counts">How often each word occurs.</param>
    /// <param name="options">Options, with one thread and a seed.</param>
    internal static double[][] Train(int[][] texts, long[] counts, WordVectorOptions options)
    {
        int size = options.Dimension;
        ulong seed = (uint)options.Seed!.Value;
        var start = new RandomStream(seed, 0);
        double[][] inputs = new double[counts.Length][], outputs = new double[counts.Length][];
        for (int word = 0; word < counts.Length; word++)
        {
            (inputs[word], outputs[word]) = (new double[size], new double[size]);
            for (int i = 0; i < size; i++)
                inputs[word][i] = (start.Fraction() - 0.5) / size;
        }

        var table = new AliasTable([.. counts.Select(count => Math.Pow(count, 0.75))]);
        double all = counts.Sum();
        for (int epoch = 0; epoch < options.NumberOfEpochs; epoch++)
        {
            // All texts are in the first part of the epoch, which shares a rate.
            double rate = options.FirstLearningRate * Math.Max(1e-4, 1 - ((double)epoch / options.NumberOfEpochs));
            for (int text = 0; text < texts.Length; text++)
            {
                var random = new RandomStream(seed, 1 + ((long)epoch * texts.Length) + text);
                var kept = new List<int>();
                foreach (int word in texts[text])
                {
                    double frequency = counts[word] / all, threshold = options.SubsamplingThreshold;
                    float fraction = (float)(threshold == 0 ? 1
                        : Math.Min(1, Math.Sqrt(threshold / frequency) + (threshold / frequency)));
                    if (fraction >= 1 || random.Fraction() < fraction)
                        kept.Add(word);
                }

                for (int at = 0; at < kept.Count; at++)
                {
                    int reach = 1 + random.Below(options.WindowSize);
                    int[] around = [.. Enumerable.Range(at - reach, (2 * reach) + 1)
                        .Where(place => place != at && place >= 0 && place < kept.Count).Select(place => kept[place])];
                    if (options.Algorithm == WordVectorAlgorithm.SkipGram)
                    {
                        foreach (int predicted in around)
                            Step([kept[at]], predicted, ref random);
                    }
                    else if (around.Length > 0)
                    {
                        Step(around, kept[at], ref random);
                    }
                }

                void Step(int[] bag, int predicted, ref RandomStream random)
                {
                    int[] words = new int[1 + options.NumberOfNegatives];
                    words[0] = predicted;
                    for (int i = 1; i < words.Length; i++)
                    {
                        do
                            words[i] = table.Draw(random.Next());
                        while (words[i] == predicted);
                    }

                    double[] mean = [.. Enumerable.Range(0, size).Select(j => bag.Average(word => inputs[word][j]))];
                    double[] change = new double[size];
                    double[] errors = [.. words.Select((word, i) =>
                    {
                        double product = mean.Zip(outputs[word], (a, b) => a * b).Sum();
                        return rate * ((i == 0 ? 1 : 0) - (1 / (1 + Math.Exp(-product))));
                    })];
                    foreach (var (word, error) in words.Zip(errors))
                    {
                        for (int j = 0; j < size; j++)
                        {
                            change[j] += error * outputs[word][j];
                            outputs[word][j] += error * mean[j];
                        }
                    }

                    foreach (int word in bag)
                    {
                        for (int j = 0; j < size; j++)
                            inputs[word][j] += change[j];
                    }
                }
            }
        }

        return inputs;
    }
}
