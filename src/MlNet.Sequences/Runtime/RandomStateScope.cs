using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Restores torch's global random generator (the CPU's) to its initial state, whatever is drawn from it inside the scope.
/// </summary>
/// <remarks>
/// Modules draw their initial weights from the global generator and accept no other. With a seed, the scope makes them
/// reproducible: until it is disposed on the thread that created it, other scopes wait, so that two models built at once don't
/// draw from each other's sequence. Hold it while building, not while training.
/// </remarks>
internal sealed class RandomStateScope : IDisposable
{
    private static readonly Lock Gate = new();

    private readonly torch.Tensor _state;
    private bool _disposed;

    /// <param name="seed">The generator's seed inside the scope, or null to continue from its state.</param>
    internal RandomStateScope(long? seed = null)
    {
        SequencesRuntime.Load();
        Gate.Enter();
        try
        {
            using torch.Generator generator = torch.Generator.Default;

            // A dispose scope that ends before this one must not dispose the state.
            _state = generator.get_state().DetachFromDisposeScope();
            if (seed is { } value)
            {
                // Not torch.manual_seed: that seeds the GPUs' generators too.
                generator.manual_seed(value);
            }
        }
        catch
        {
            Gate.Exit();
            throw;
        }
    }

    /// <summary>Restores the generator.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            using torch.Generator generator = torch.Generator.Default;
            generator.set_state(_state);
            _state.Dispose();
        }
        finally
        {
            Gate.Exit();
        }
    }
}
