using System.CommandLine;
using System.Diagnostics;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The loop that a first program with TorchSharp has, in a process of its own with the allocator as it comes: batches of one size
/// in shuffled order, each padded to the full length; forward, loss, backward and torch's own dense Adam. All rows lie shuffled
/// in one tensor on the device, a batch is a slice of it, no number is read back from a step, and the tensors of a step are freed
/// at its end.
/// </summary>
internal static class PlainEpoch
{
    internal const string CommandName = "plain-once";

    /// <summary>The steps before the clock runs: the first make threads, memory and kernels.</summary>
    private const int WarmUpSteps = 5;

    private const double LearningRate = 0.001;

    // libgomp's own, which the library otherwise sets lower when it loads torch: threads spin this often before they sleep.
    private const string SpinVariable = "GOMP_SPINCOUNT", SpinsAsTheyCome = "300000", SpinsAsTheLibraryHasIt = "1000";

    /// <param name="batches">The file of batches.</param>
    /// <param name="steps">The steps to time, or 0 for those of an epoch.</param>
    /// <param name="isTuned">Whether memory and waiting threads are treated as the library treats them: what is left then is the
    /// engine's.</param>
    internal static LoopResult Measure(string batches, int steps, bool isTuned)
    {
        var start = ChildProcess.Self(CommandName, "--batches", batches, "--steps", $"{steps}");
        _ = isTuned ? start.WithTheAllocatorTuned() : start.WithTheAllocatorAsItComes();
        start.Environment[SpinVariable] = isTuned ? SpinsAsTheLibraryHasIt : SpinsAsTheyCome;
        return Json.Read<LoopResult>(ChildProcess.LastLineOf(start));
    }

    /// <summary>The command that such a process runs; it is not for people.</summary>
    internal static Command Create()
    {
        var batches = new Option<string>("--batches") { Required = true };
        var steps = new Option<int>("--steps") { Required = true };
        var command = new Command(CommandName, "The plain loop that epoch measures.") { batches, steps };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.WriteLine(Json.Line(Run(parsed.GetRequiredValue(batches), parsed.GetRequiredValue(steps))));
            return 0;
        });
        return command;
    }

    /// <param name="path">The file of batches.</param>
    /// <param name="steps">The steps to time, or 0 for those of an epoch.</param>
    private static LoopResult Run(string path, int steps)
    {
        SequencesRuntime.Load();
        var (settings, keys, tensors) = BatchFile.Read(path);
        var device = torch.device(settings.Device);
        using var network = PlainNetwork.Create(settings, keys);
        network.Load(BatchFile.WeightsOf(tensors));
        network.to(device);
        network.train();
        using var tokens = BatchFile.TokensOf(tensors).to(torch.int64).to(device);
        using var labels = BatchFile.LabelsOf(tensors).to(device);
        using var loss = torch.nn.BCEWithLogitsLoss();
        using var optimizer = torch.optim.Adam(network.parameters(), LearningRate);
        using var sum = torch.zeros(1, device: device);

        int rows = (int)tokens.shape[0], stepsPerEpoch = (rows + settings.BatchSize - 1) / settings.BatchSize, step = 0;
        var firstLosses = new double[WarmUpSteps];
        for (int i = 0; i < WarmUpSteps; i++)
        {
            Step();
            firstLosses[i] = sum.item<float>();
            using var none = torch.no_grad();
            sum.zero_();
        }

        step = 0;
        steps = steps == 0 ? stepsPerEpoch : steps;
        long samples = 0, start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++)
            samples += Step();
        double meanLoss = sum.item<float>() / steps; // waits for a GPU, and is what a program prints
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!double.IsFinite(meanLoss))
            throw new FailureException($"The loss of the plain loop must be a number; after {steps} steps it is {meanLoss}.");
        return new()
        {
            Version = SequencesRuntime.LibtorchVersion,
            Device = settings.Device,
            Threads = torch.get_num_threads(),
            StepsTimed = steps,
            StepsPerEpoch = stepsPerEpoch,
            Samples = samples,
            Seconds = seconds,
            FirstLosses = firstLosses,
            PeakMemoryMegabytes = ProcessMemory.PeakMegabytes,
        };

        int Step()
        {
            using var scope = torch.NewDisposeScope();
            int first = step++ % stepsPerEpoch * settings.BatchSize, count = Math.Min(settings.BatchSize, rows - first);
            var batchLoss = loss.call(network.call(tokens.narrow(0, first, count)), labels.narrow(0, first, count));
            optimizer.zero_grad();
            batchLoss.backward();
            optimizer.step();
            using var none = torch.no_grad();
            sum.add_(batchLoss);
            return count;
        }
    }
}
