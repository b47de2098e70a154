using MlNet.Sequences;
using MlNet.Sequences.Cli;

// Before the first thread is made, which inherits it.
SignalMask.KeepSignalsOffThisThread();

// Before anything allocates: what freed memory costs is decided by the first large tensor.
if (Environment.GetEnvironmentVariable(Tool.AllocatorVariable) != "default")
    SequencesRuntime.TuneAllocator();

return Tool.Run(args);
