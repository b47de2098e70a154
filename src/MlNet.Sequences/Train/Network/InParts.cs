namespace MlNet.Sequences;

/// <summary>Work on many alike items, shared out among threads in parts that are worth waking one for.</summary>
internal static class InParts
{
    /// <param name="count">The items.</param>
    /// <param name="size">Those of a part.</param>
    /// <param name="threads">The threads, this one included.</param>
    /// <param name="run">Does a part: the items from the first number up to, without, the second. Which thread does which is left open.</param>
    internal static void Run(int count, int size, int threads, Action<int, int> run)
    {
        int parts = (int)(((long)count + size - 1) / size);
        if (threads == 1 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
                RunPart(part);
            return;
        }

        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, RunPart);

        void RunPart(int part) => run(part * size, (int)Math.Min(count, (part + 1L) * size));
    }
}
