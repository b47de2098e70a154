using System.CommandLine;
using System.Globalization;
using MlNet.Sequences;
using MlNet.Sequences.Benchmarks;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Before anything allocates. The plain loop is measured with the allocator as it comes.
if (args is not [PlainEpoch.CommandName, ..])
    SequencesRuntime.TuneAllocator();

var root = new RootCommand("Measures MlNet.Sequences and what it is compared with, in one run on one machine.")
{
    EpochCommand.Create(),
    PartsCommand.Create(),
    ScoreCommand.Create(),
    LargeCommand.Create(),
    RatingsCommand.Create(),
    SmallCommand.Create(),
    PretrainCommand.Create(),
    RecipesCommand.Create(),
    FineTuneCommand.Create(),
    MiniLmCommand.Create(),
    VectorsCommand.Create(),
    ForecastCommand.Create(),
    CompareCommand.Create(),
    OverheadCommand.Create(),
    ServeCommand.Create(),
    SoakCommand.Create(),
    OnnxCommand.Create(),
    ExplainCommand.Create(),
    SeriesClassificationCommand.Create(),
    ResumeCommand.Create(),
    DigestsCommand.Create(),
    PlainEpoch.Create(),
    OwnEpoch.Create(),
    ScoreCommand.CreateTraining(),
    ScoringPass.Create(),
    VectorPass.Create(),
    RecipeRun.Create(),
    Replica.Create(),
    TrainingProcess.Create(),
};
return Failures.Run(root, args);
