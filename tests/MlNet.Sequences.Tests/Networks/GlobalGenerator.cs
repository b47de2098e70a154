using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>torch's global generator, which no network may read or move.</summary>
internal static class GlobalGenerator
{
    internal static byte[] State()
    {
        using var generator = torch.Generator.Default;
        using var state = generator.get_state();
        return state.data<byte>().ToArray();
    }
}
