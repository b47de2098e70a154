using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

/// <summary>Tests of what is read from files, with the warnings that reading gave.</summary>
public abstract class LoaderTests : IDisposable
{
    private protected LoaderTests() => MLContext.Log += (_, e) =>
    {
        if (e.Kind == ChannelMessageKind.Warning)
            Warnings.Add(e.RawMessage);
    };

    private protected ScratchFolder Folder { get; } = new();

    private protected MLContext MLContext { get; } = new(seed: 1);

    private protected List<string> Warnings { get; } = [];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
