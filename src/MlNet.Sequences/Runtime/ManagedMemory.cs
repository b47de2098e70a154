namespace MlNet.Sequences;

/// <summary>The memory that .NET's garbage collector manages.</summary>
internal static class ManagedMemory
{
    /// <summary>Returns unused memory to the system: beside a stage that used much of it, and few times in a fit.</summary>
    /// <remarks>
    /// The collector keeps what large arrays leave behind until managed memory runs short, which the engine's, beside it, does
    /// not bring about. A fit with n-grams on 75,000 reviews peaked at 1,384 MB without, and at 1,057 MB with. It takes a tenth
    /// of a second.
    /// </remarks>
    internal static void GiveBack() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
