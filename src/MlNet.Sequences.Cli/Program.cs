using MlNet.Sequences;
using MlNet.Sequences.Cli;

// Before anything allocates: what freed memory costs is decided by the first large tensor.
if (Environment.GetEnvironmentVariable(Tool.AllocatorVariable) != "default")
    SequencesRuntime.TuneAllocator();

StandardStreams.Guard();
ModelFile.SurviveFailedSaves();
return Tool.Run(args);
