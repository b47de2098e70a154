using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Allows cuBLAS and cuDNN to round factors to TensorFloat32, and restores torch's flags when disposed.</summary>
/// <remarks>The flags are global to the process: they affect a concurrent fit, too.</remarks>
internal sealed class TensorFloat32Scope : IDisposable
{
    private readonly bool _formerBlas = torch.backends.cuda.matmul.allow_tf32;
    private readonly bool _formerDnn = torch.backends.cudnn.allow_tf32;

    internal TensorFloat32Scope() => (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (true, true);

    /// <summary>Restores the flags.</summary>
    public void Dispose() => (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (_formerBlas, _formerDnn);
}
