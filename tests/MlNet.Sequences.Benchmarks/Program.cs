using System.CommandLine;
using System.Globalization;
using MlNet.Sequences;
using MlNet.Sequences.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SequencesRuntime.TuneAllocator();

var root = new RootCommand("Measures MlNet.Sequences and what it is compared with, in one run on one machine.");
root.Subcommands.Add(RatingsCommand.Create());
root.Subcommands.Add(OverheadCommand.Create());
root.Subcommands.Add(ResumeCommand.Create());
root.Subcommands.Add(TrainingProcess.Create());
return root.Parse(args).Invoke();
