namespace MlNet.Sequences;

/// <summary>
/// The native engine under the trainers (libtorch, through TorchSharp): where it comes from, and how it uses memory; and what
/// ONNX Runtime may tell of its use.
/// </summary>
/// <remarks>
/// <para>
/// No call is needed: training and scoring load the engine when they first need it. A program that touches TorchSharp's own types
/// before it touches this library calls <see cref="Load"/> first, and has then the same clear errors and the same support of
/// older systems.
/// </para>
/// <para>
/// The application chooses the engine by a package: <c>libtorch-cpu-linux-x64</c>, <c>libtorch-cpu-win-x64</c>,
/// <c>libtorch-cpu-win-arm64</c> or <c>libtorch-cpu-osx-arm64</c> for the CPU, <c>TorchSharp-cuda-linux</c> or
/// <c>TorchSharp-cuda-windows</c> for NVIDIA GPUs. Or it names a folder that has libtorch already, such as that of an installed
/// PyTorch of the same version.
/// </para>
/// <para>
/// On a Linux whose libstdc++ is that of GCC 12 (Debian 12, Ubuntu 22.04), TorchSharp's native library doesn't load as it comes.
/// There a copy of it, without its need for GCC 13's, is kept in the folder that <c>MLNET_SEQUENCES_CACHE</c> names, by default
/// <c>mlnet-sequences</c> in the user's cache folder (<c>~/.cache</c>). Where others than this user and root could change what
/// lies there, the copy is made for the process alone.
/// </para>
/// </remarks>
public static class SequencesRuntime
{
    /// <summary>The environment variable that names a folder with libtorch, as <see cref="LibtorchFolder"/> does.</summary>
    public const string LibtorchVariable = "MLNET_SEQUENCES_LIBTORCH";

    private static readonly Lock Gate = new();
    private static volatile string? _loadedFrom;
    private static NativeEngineException? _failure;
    private static string? _namedFolder;
    private static bool _reduceThreadSpinning = true;

    /// <summary>The version of libtorch that TorchSharp was built for, for example <c>2.10.0</c>.</summary>
    /// <remarks>
    /// It is read from TorchSharp without loading the engine. A folder named by <see cref="LibtorchFolder"/> should hold this
    /// version.
    /// </remarks>
    public static string LibtorchVersion => NativeEngine.ExpectedLibtorch() ?? "";

    /// <summary>
    /// The folder to load libtorch from in place of the application's own, for example <c>…/site-packages/torch/lib</c> of an
    /// installed PyTorch.
    /// </summary>
    /// <value>
    /// Before the engine is loaded: the folder set here, or else the one in <c>MLNET_SEQUENCES_LIBTORCH</c>, or null when neither
    /// is. Afterwards: the folder that libtorch came from.
    /// </value>
    /// <exception cref="InvalidOperationException">Set after the engine has been loaded.</exception>
    public static string? LibtorchFolder
    {
        get
        {
            lock (Gate)
            {
                return _loadedFrom ?? _namedFolder ?? FromEnvironment();
            }
        }

        set
        {
            lock (Gate)
            {
                if (_loadedFrom is not null)
                {
                    throw new InvalidOperationException(
                        $"The native engine is loaded already, from '{_loadedFrom}', and can't be changed. Set "
                        + "SequencesRuntime.LibtorchFolder at the start of the program, before anything is trained, scored or " +
                        "loaded.");
                }

                _namedFolder = string.IsNullOrEmpty(value) ? null : value;
            }
        }
    }

    /// <summary>
    /// Whether ONNX Runtime may gather data on its use and send them to Microsoft, as it does on Linux from version 1.31 on.
    /// Default: false.
    /// </summary>
    /// <remarks>
    /// Read when this library first starts ONNX Runtime, to check an exported model or to score with one. Where it is false, the
    /// library switches the telemetry off for the whole process: it sets the environment variable <c>ORT_DISABLE_TELEMETRY</c> to
    /// 1 before ONNX Runtime starts. A variable that the user has set to any value, and an ONNX Runtime that the program has
    /// started before, stay as they are.
    /// </remarks>
    public static bool OnnxRuntimeTelemetry { get; set; }

    /// <summary>
    /// Whether the engine's threads wait for each other by spinning only a few microseconds before they sleep. Default: true.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Between two parts of an operation GCC's OpenMP, which libtorch uses on Linux, lets threads spin for some ten milliseconds,
    /// each on a core that the others may need. If this is true, the library sets the environment variable <c>GOMP_SPINCOUNT</c>
    /// of the process to 1000 when it loads the engine; OpenMP reads it once, then. It concerns every use of that OpenMP in the
    /// process and no process that this one starts. On two cores shared with other work, training the default LSTM took a quarter
    /// less processor time, and in the busiest of three rounds less than half.
    /// </para>
    /// <para>
    /// <c>GOMP_SPINCOUNT</c> and <c>OMP_WAIT_POLICY</c> stay as they are if the user has set either of them. On other systems
    /// nothing is set.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">Set after the engine has been loaded.</exception>
    public static bool ReduceThreadSpinning
    {
        get
        {
            lock (Gate)
            {
                return _reduceThreadSpinning;
            }
        }

        set
        {
            lock (Gate)
            {
                if (_loadedFrom is not null && value != _reduceThreadSpinning)
                {
                    throw new InvalidOperationException(
                        "ReduceThreadSpinning is read when the native engine is loaded, which it is already; received " +
                        $"{value}. Set it at the "
                        + "start of the program, before anything is trained, scored or loaded.");
                }

                _reduceThreadSpinning = value;
            }
        }
    }

    /// <summary>Loads the native engine. A second call does nothing; threads that call at once wait for the first.</summary>
    /// <exception cref="NativeEngineException">
    /// It can't be loaded; the message says what is missing and what to do. So does every later call.
    /// </exception>
    public static void Load()
    {
        if (_loadedFrom is not null)
        {
            return;
        }

        lock (Gate)
        {
            if (_loadedFrom is not null)
            {
                return;
            }

            if (_failure is not null)
            {
                throw new NativeEngineException(_failure.Message, _failure);
            }

            if (_reduceThreadSpinning)
                OpenMp.ShortenWait();
            try
            {
                _loadedFrom = _namedFolder is not null
                    ? NativeEngine.Load(_namedFolder, "SequencesRuntime.LibtorchFolder")
                    : NativeEngine.Load(FromEnvironment(), $"The environment variable {LibtorchVariable}");
            }
            catch (NativeEngineException exception) when (NativeEngine.LeftTraces)
            {
                // Half of an engine is in the process: another attempt could bring in a second copy of it.
                _failure = exception;
                throw;
            }
        }
    }

    /// <summary>Makes training several times faster on Linux by keeping freed memory in the process.</summary>
    /// <remarks>
    /// <para>
    /// glibc takes every large tensor from the kernel and gives it back when it is freed, so that each training step pays for
    /// clearing and mapping the same pages again. This call sets three parameters of its allocator (<c>mallopt</c>:
    /// <c>M_MMAP_MAX</c> 0, <c>M_TRIM_THRESHOLD</c> -1, <c>M_TOP_PAD</c> 64 MiB) so that freed memory is used again, and the
    /// environment variable <c>THP_MEM_ALLOC_ENABLE</c>, which libtorch reads at its first tensor, so that it asks for pages of 2
    /// MiB. The first works best on the program's main thread, the second on every thread. The price is memory: the process keeps
    /// what it once needed at most.
    /// </para>
    /// <para>
    /// It changes the allocator of the whole process, and so the library never calls it by itself: the program decides. Call it
    /// at the start, before anything is trained or scored. The same is had from outside, with no change of the program, by the
    /// environment variables <c>MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=68719476736 MALLOC_TOP_PAD_=67108864
    /// THP_MEM_ALLOC_ENABLE=1</c>.
    /// </para>
    /// </remarks>
    /// <returns>
    /// Whether it was applied; false where the process doesn't run on glibc (Windows, macOS), which has no such cost.
    /// </returns>
    public static bool TuneAllocator() => Glibc.KeepMemory();

    /// <summary>Gives memory that is free back to the system (glibc's <c>malloc_trim</c>); elsewhere it does nothing.</summary>
    /// <remarks>For a program that called <see cref="TuneAllocator"/> and goes on to something else after training.</remarks>
    public static void TrimMemory() => Glibc.Trim();

    private static string? FromEnvironment()
        => Environment.GetEnvironmentVariable(LibtorchVariable) is { Length: > 0 } folder ? folder : null;
}
