using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Sets the number of threads that libtorch uses inside one operation, and puts the former number back.</summary>
/// <remarks>
/// It holds for the thread that made the scope, which is also to dispose of it; other threads aren't disturbed.
/// </remarks>
internal sealed class ThreadScope : IDisposable
{
    private readonly int? _former;

    /// <param name="threads">The number of threads, or null to leave it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    internal ThreadScope(int? threads)
    {
        if (threads is not { } count)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
        SequencesRuntime.Load();
        _former = torch.get_num_threads(); // also makes torch set up this thread, which would undo what was set before
        OpenMp.SetThreadsOfThisThread(count);
    }

    /// <summary>Puts the former number back.</summary>
    public void Dispose()
    {
        if (_former is { } former)
        {
            OpenMp.SetThreadsOfThisThread(former);
        }
    }
}
