using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Where the warnings of a fit go: to the log, and to the callbacks that want them.</summary>
internal sealed class Warnings(IChannel channel, IEnumerable<ITrainingCallback> callbacks)
{
    internal void Add(OptionMessage warning)
    {
        channel.Warning(MessageSensitivity.None, warning.ToString());
        foreach (var callback in callbacks.OfType<IWarningCallback>())
            callback.OnWarning(warning);
    }
}
