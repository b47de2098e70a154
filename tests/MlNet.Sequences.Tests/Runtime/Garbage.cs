namespace MlNet.Sequences.Tests;

/// <summary>Collections of garbage, finalizers included, for tests of what nobody disposes.</summary>
internal static class Garbage
{
    /// <summary>
    /// Collects until something has happened, and a few times at most: what is freed by one finalizer may wait for another.
    /// </summary>
    internal static void Collect(Func<bool> hasHappened)
    {
        for (int i = 0; i < 8 && !hasHappened(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
