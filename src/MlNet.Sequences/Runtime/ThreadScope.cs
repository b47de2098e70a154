using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Sets the number of threads that libtorch uses inside one operation, and restores the previous number when disposed.
/// </summary>
/// <remarks>
/// It applies to the thread that created the scope and must dispose it; other threads aren't affected.
/// </remarks>
internal sealed class ThreadScope : IDisposable
{
    private readonly int? _former;

    /// <param name="threads">The number of threads, or null to leave it unchanged.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    internal ThreadScope(int? threads)
    {
        if (threads is not { } count)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
        SequencesRuntime.Load();
        _former = torch.get_num_threads(); // also makes torch initialize this thread, which would undo an earlier setting
        OpenMp.SetThreadsOfThisThread(count);
    }

    /// <summary>Restores the previous number.</summary>
    public void Dispose()
    {
        if (_former is { } former)
        {
            OpenMp.SetThreadsOfThisThread(former);
        }
    }
}
