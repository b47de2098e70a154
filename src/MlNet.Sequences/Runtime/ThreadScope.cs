using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Sets the number of threads that libtorch uses inside one operation, and puts the former number back.</summary>
/// <remarks>
/// libtorch keeps the number for the thread that sets it, and for threads that haven't used libtorch yet. So dispose the scope on
/// the thread that made it; one that was already at work elsewhere isn't disturbed.
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
        _former = torch.get_num_threads();
        torch.set_num_threads(count);
    }

    /// <summary>Puts the former number back.</summary>
    public void Dispose()
    {
        if (_former is { } former)
        {
            torch.set_num_threads(former);
        }
    }
}
