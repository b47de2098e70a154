using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>Checks the order of calls to a callback that holds a resource during a fit.</summary>
internal static class CallbackOrder
{
    /// <summary>Fails if <see cref="IFitCallback.OnFitStart"/> was not called, or the fit has ended.</summary>
    /// <param name="kept">
    /// What <see cref="IFitCallback.OnFitStart"/> makes and <see cref="IFitCallback.OnFitEnd"/> gives up.
    /// </param>
    /// <param name="callback">The callback.</param>
    /// <param name="called">The method that was called.</param>
    internal static void MustHaveStarted(
        [NotNull] object? kept, ITrainingCallback callback, [CallerMemberName] string called = "")
    {
        if (kept is null)
            throw new InvalidOperationException(
                $"{callback.GetType().Name}.{called} must be called between OnFitStart and OnFitEnd; it was called outside of " +
                "them. Put the callback into Callbacks, or call OnFitStart first.");
    }
}
