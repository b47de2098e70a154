using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Allows cuBLAS and cuDNN to round what they multiply to TensorFloat32, and puts torch's flags back.</summary>
/// <remarks>The flags are the process's: a fit that runs beside follows them, too.</remarks>
internal sealed class TensorFloat32Scope : IDisposable
{
    private readonly bool _formerBlas = torch.backends.cuda.matmul.allow_tf32;
    private readonly bool _formerDnn = torch.backends.cudnn.allow_tf32;

    internal TensorFloat32Scope() => (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (true, true);

    /// <summary>Puts the flags back.</summary>
    public void Dispose() => (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (_formerBlas, _formerDnn);
}
