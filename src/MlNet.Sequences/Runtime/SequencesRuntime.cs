namespace MlNet.Sequences;

/// <summary>
/// The native engine under the trainers (libtorch, through TorchSharp): where it comes from and how it uses memory, and what ONNX
/// Runtime may report about its use.
/// </summary>
/// <remarks>
/// <para>
/// No call is needed: training and scoring load the engine when they first need it. A program that uses TorchSharp's own types
/// before this library should call <see cref="Load"/> first, to get the same clear errors and the same support of older systems.
/// </para>
/// <para>
/// The application chooses the engine by a package: <c>libtorch-cpu-linux-x64</c>, <c>libtorch-cpu-win-x64</c>,
/// <c>libtorch-cpu-win-arm64</c> or <c>libtorch-cpu-osx-arm64</c> for the CPU, <c>TorchSharp-cuda-linux</c> or
/// <c>TorchSharp-cuda-windows</c> for NVIDIA GPUs. Or it names a folder that already has libtorch, such as that of an installed
/// PyTorch of the same version.
/// </para>
/// <para>
/// On a Linux system whose libstdc++ is that of GCC 12 (Debian 12, Ubuntu 22.04), TorchSharp's native library doesn't load
/// unchanged. There a copy of it that doesn't require GCC 13's is kept in the folder that <c>MLNET_SEQUENCES_CACHE</c> names, by
/// default <c>mlnet-sequences</c> in the user's cache folder (<c>~/.cache</c>). If others than this user and root could change
/// the folder's contents, the copy is made in memory for this process only.
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
    /// The folder to load libtorch from instead of the application's own, for example <c>…/site-packages/torch/lib</c> of an
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
                        $"The native engine is already loaded, from '{_loadedFrom}', and can't be changed. Set "
                        + "SequencesRuntime.LibtorchFolder at the start of the program, before anything is trained, scored or " +
                        "loaded.");
                }

                _namedFolder = string.IsNullOrEmpty(value) ? null : value;
            }
        }
    }

    /// <summary>
    /// Whether ONNX Runtime may collect usage data and send them to Microsoft, as it does on Linux from version 1.31 on.
    /// Default: false.
    /// </summary>
    /// <remarks>
    /// Read when this library first starts ONNX Runtime, to check an exported model or to score with one. If false, the library
    /// switches telemetry off for the whole process: it sets the environment variable <c>ORT_DISABLE_TELEMETRY</c> to 1 before
    /// ONNX Runtime starts. It does not override a value that the user has set, or affect an ONNX Runtime that the program has
    /// already started.
    /// </remarks>
    public static bool OnnxRuntimeTelemetry { get; set; }

    /// <summary>
    /// Whether the engine's waiting threads spin only a few microseconds before they sleep. Default: true.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Between two parts of an operation GCC's OpenMP, which libtorch uses on Linux, lets threads spin for some ten milliseconds,
    /// each on a core that the others may need. If true, the library sets the process's environment variable
    /// <c>GOMP_SPINCOUNT</c> to 1000 when it loads the engine, which is when OpenMP reads it. It affects every use of that OpenMP
    /// in the process, and no child process. On two cores shared with other work, training the default LSTM took a quarter less
    /// processor time, and in the busiest of three rounds less than half.
    /// </para>
    /// <para>
    /// <c>GOMP_SPINCOUNT</c> and <c>OMP_WAIT_POLICY</c> are left unchanged if the user has set either of them. On other systems
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
                        "ReduceThreadSpinning must be set before the native engine is loaded; received " +
                        $"{value}. Set it at the "
                        + "start of the program, before anything is trained, scored or loaded.");
                }

                _reduceThreadSpinning = value;
            }
        }
    }

    /// <summary>Loads the native engine. A second call does nothing; concurrent callers wait for the first.</summary>
    /// <exception cref="NativeEngineException">
    /// It can't be loaded; the message says what is missing and what to do. Every later call throws it, too.
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
                // The engine is half loaded: another attempt could load a second copy of it.
                _failure = exception;
                throw;
            }
        }
    }

    /// <summary>Makes training several times faster on Linux by keeping freed memory in the process.</summary>
    /// <remarks>
    /// <para>
    /// glibc requests every large tensor from the kernel and returns it when it is freed, so each training step pays for clearing
    /// and mapping the same pages again. This call sets three parameters of its allocator (<c>mallopt</c>: <c>M_MMAP_MAX</c> 0,
    /// <c>M_TRIM_THRESHOLD</c> -1, <c>M_TOP_PAD</c> 64 MiB) so that freed memory is reused, and the environment variable
    /// <c>THP_MEM_ALLOC_ENABLE</c>, which libtorch reads at its first tensor, so that it requests 2 MiB pages. The first works
    /// best on the program's main thread, the second on every thread. The price is memory: the process keeps its peak memory.
    /// </para>
    /// <para>
    /// It changes the allocator of the whole process, so the library never calls it on its own: the program decides. Call it at
    /// the start, before anything is trained or scored. The environment variables <c>MALLOC_MMAP_MAX_=0
    /// MALLOC_TRIM_THRESHOLD_=68719476736 MALLOC_TOP_PAD_=67108864 THP_MEM_ALLOC_ENABLE=1</c> have the same effect without a
    /// change to the program.
    /// </para>
    /// </remarks>
    /// <returns>
    /// Whether it was applied; false if the process doesn't run on glibc (Windows, macOS), which has no such cost.
    /// </returns>
    public static bool TuneAllocator() => Glibc.KeepMemory();

    /// <summary>Returns free memory to the system (glibc's <c>malloc_trim</c>); does nothing elsewhere.</summary>
    /// <remarks>For a program that called <see cref="TuneAllocator"/> and does something else after training.</remarks>
    public static void TrimMemory() => Glibc.Trim();

    private static string? FromEnvironment()
        => Environment.GetEnvironmentVariable(LibtorchVariable) is { Length: > 0 } folder ? folder : null;
}
