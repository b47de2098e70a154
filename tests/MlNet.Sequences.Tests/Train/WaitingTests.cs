using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A training step tells a GPU what to do and waits for nothing: no number is read back, and nothing is sent but from pinned
/// memory. There is no GPU needed to see that: the step is walked through, call by call, and it is run on the device that has no
/// numbers to read.
/// </summary>
[TestClass]
public sealed class WaitingTests
{
    // What reads a device's numbers, or sends numbers there and waits until they have arrived.
    private static readonly string[] Waits =
    [
        "item", "cpu", "numpy", "get_bytes", "data", "ToArray", "ToSingle", "ToDouble", "ToInt32", "ToInt64", "ToBoolean",
        "op_Explicit", "nonzero",
        "argwhere", "masked_select", "unique", "unique_consecutive", "allclose", "equal", "str", "jlstr", "npstr", "cstr",
        "synchronize",
        "tensor", "as_tensor", "from_array", "frombuffer", "to", "cuda",
    ];

    // Of a CPU alone: the network's own kernels and the optimizer's, which ask for the device before they begin.
    private static readonly string[] OfTheCpu =
    [
        "FusedPass", "FusedAdam", "FusedDirection", "FusedPooling", "FusedBuffer", "RowwiseLinear",
    ];

    // Of these, a device's own numbers are not read: see each.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["DeviceMemory.Send"] = "copies from pinned memory, without waiting",
        ["DeviceNoise.Constant"] = "once, when a network drops for the first time",
        ["LanguageModelHead.AddInOrder"] = "waits once a step: additions on a GPU have no fixed order",
        ["LanguageModelHead.forward"] = "reads losses in evaluation, on a CPU",
        ["TensorNumbers.PointerTo"] = "of tensors on a CPU",
        ["ForecastInputs.Of"] = "fills an array of the CPU's before it is sent",
        ["SequenceBatch.ByLength"] = "fills an array of the CPU's before it is sent",
        ["SequenceBatch.Padded"] = "fills an array of the CPU's before it is sent",
        ["SequenceBatch.PaddedValues"] = "fills an array of the CPU's before it is sent",
    };

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow("Add")]
    [DataRow("Apply")]
    public void Nothing_that_a_step_calls_waits_for_the_device(string method)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(SequencesCatalog).Assembly.Location);
        var walk = new Walk(assembly.MainModule);
        walk.From(nameof(TrainingStep), method);
        Assert.AreEqual("", string.Join(Environment.NewLine, walk.Waits));
        // The walk went where the work is.
        string[] expected = method == "Add"
            ? ["EncoderLayer.forward", "RecurrentLayers.forward", "SharedDropout.Apply", "Pooling.Max",
                "MulticlassObjective.Compute", "PackedSteps..ctor", "DeviceNoise.Make"]
            : ["Gradients.Average", "AdamOptimizer.Update", "MomentumOptimizer.Update", "WeightAverage.Update",
                "JoinedWeights.ClearGradients"];
        foreach (string name in expected)
            Assert.Contains(name, walk.Seen);
    }

    [TestMethod]
    [DataRow("EpochLosses")]
    public void The_walk_finds_what_waits(string property)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(SequencesCatalog).Assembly.Location);
        var walk = new Walk(assembly.MainModule);
        walk.From(nameof(TrainingStep), $"get_{property}");
        Assert.Contains("TrainingStep.get_EpochLosses calls item", walk.Waits);
    }

    // torch's meta device has shapes and no numbers: whatever reads one throws. libtorch alone can't embed, normalise or take
    // a sigmoid there, so the network is a smaller one; dropout, pooling, the loss and optimizers are the library's.
    [TestMethod]
    [DataRow(SequenceOptimizer.Adam, SequencePooling.Mean)]
    [DataRow(SequenceOptimizer.AdamW, SequencePooling.First)]
    [DataRow(SequenceOptimizer.Sgd, SequencePooling.Last)]
    public void Steps_run_on_a_device_without_numbers(SequenceOptimizer optimizer, SequencePooling pooling)
    {
        var options = Toy.Options;
        (options.Optimizer, options.WeightDecay, options.WeightAverageDecay) = (optimizer, 0.1, 0.9);
        foreach (var objective in (Objective[])[new RegressionObjective { StandardDeviation = 2 }, Classes])
            Run(options, objective, pooling);
    }

    [TestMethod]
    public void Adversarial_steps_run_on_a_device_without_numbers()
    {
        var options = Toy.Options;
        options.AdversarialTraining = AdversarialTraining.Adversarial;
        Run(options, new RegressionObjective { StandardDeviation = 2 }, SequencePooling.Mean);
        options.AdversarialTraining = AdversarialTraining.VirtualAdversarial;
        Run(options, Classes, SequencePooling.Mean);
    }

    [TestMethod]
    public void The_device_without_numbers_tells_none()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Throws<Exception>(() => torch.ones(1, device: torch.META).item<float>());
        Assert.Throws<Exception>(() => torch.ones(1, device: torch.META).cpu());
        Assert.Throws<Exception>(() => torch.ones(2, device: torch.META).add(torch.ones(2)));
    }

    private static MulticlassObjective Classes =>
        new() { Labels = new LabelKeys("UInt32", 3, null), LabelSmoothing = 0.1 };

    private static void Run(SequenceTrainerOptions options, Objective objective, SequencePooling pooling)
    {
        var input = new SequenceInput(VocabularySize: 0, Channels: 3);
        var random = new NetworkRandom(1);
        var body = new Small(new InputLayer(input, embeddingSize: 4, embeddingDropout: 0, random), random);
        using var network = new SequenceNetwork(
            body, new PooledHead(pooling, body.Width, objective.Outputs, dropout: 0.5, random), random);
        network.to(torch.META);
        network.train();
        using var state = new TrainingState(network, objective, options, validationLabels: 0);
        using var step = new TrainingStep(
            network, objective, state, options, TrainingPrecision.Float32, torch.META, _ => Assert.Fail());
        for (int i = 0; i < 3; i++)
        {
            var batch = Batch(input, (ulong)i);
            network.Body.Prepare(batch);
            step.Add(batch, i);
            step.Apply(_ => 0.01);
        }

        Assert.IsTrue(
            state.Tensors().All(tensor => tensor.Value.device_type == DeviceType.META),
            "all that training changes is on the device");
        Assert.HasCount(1, state.Moved, "all weights are moved together");
        Assert.IsTrue(network.Weights().All(weight => weight.Value.grad!.device_type == DeviceType.META));
    }

    private static SequenceBatch Batch(SequenceInput input, ulong seed)
    {
        var rows = new SequenceBuffer(input);
        for (int length = 0; length < 5; length++)
        {
            rows.AppendValues(length).Fill(7);
            rows.EndSequence();
        }

        return SequenceBatch.Create(rows, [0, 1, 2, 3, 4], torch.META, new StepDropout(0.2, seed));
    }

    private sealed class Small(InputLayer input, NetworkRandom random) : SequenceBody(nameof(Small), input)
    {
        internal override int Width => 4;

        internal override double StepDropout => 0;

        public override torch.Tensor forward(SequenceBatch batch) =>
            SharedDropout.Apply(Input.Forward(batch, training), 0.5, training, random);            // [time, batch, 4]
    }

    private sealed class Walk(ModuleDefinition module)
    {
        private readonly TypeDefinition[] _types = [.. module.GetTypes()];

        private readonly HashSet<MethodDefinition> _followed = [];

        internal HashSet<string> Seen { get; } = [];

        internal List<string> Waits { get; } = [];

        internal void From(string type, string method)
        {
            foreach (var start in _types.Single(t => t.Name == type).Methods.Where(m => m.Name == method))
                Follow(start);
        }

        private void Follow(MethodDefinition method)
        {
            string name = NameOf(method);
            if (!method.HasBody || OfTheCpu.Contains(method.DeclaringType.Name) || Allowed.ContainsKey(name)
                || !_followed.Add(method))
                return;
            Seen.Add(name);
            foreach (var instruction in method.Body.Instructions)
            {
                // Calls, and what is handed on to be called: functions of its own.
                if (instruction.Operand is MethodReference called)
                    FollowCall(name, instruction, called);
            }
        }

        private void FollowCall(string caller, Instruction call, MethodReference called)
        {
            if (called.DeclaringType.Scope.Name == "TorchSharp")
            {
                if (WaitingTests.Waits.Contains(called.Name) && !StaysWhereItIs(call, called))
                    Waits.Add($"{caller} calls {called.Name}");
                // A module's call ends in its forward method.
                if (called.Name == "call")
                    FollowOverrides("forward", parameters: null);
            }

            if (called.DeclaringType.Scope is not ModuleDefinition || called.Resolve() is not { } method)
                return;
            Follow(method);
            // Of an iterator its maker is called; who goes through it is at work here all the same.
            foreach (var step in method.IsConstructor ? method.DeclaringType.Methods.Where(m => m.Name == "MoveNext") : [])
                Follow(step);
            if (method.IsVirtual)
                FollowOverrides(method.Name, method.Parameters.Count);
        }

        // A cast to another type, and a tensor that is made on the CPU, its device being null: each argument behind that is one
        // instruction.
        private static bool StaysWhereItIs(Instruction call, MethodReference called)
        {
            int device = called.Parameters.ToList().FindIndex(parameter => parameter.ParameterType.Name == "Device");
            if (called.Name == "to")
                return called.Parameters[0].ParameterType.Name == nameof(torch.ScalarType) && device < 0;
            if (called.Name != "tensor")
                return false;
            var argument = call;
            for (int i = called.Parameters.Count; i > device; i--)
                argument = argument.Previous;
            return argument.OpCode == OpCodes.Ldnull;
        }

        private void FollowOverrides(string name, int? parameters)
        {
            foreach (var type in _types)
            {
                foreach (var method in type.Methods.Where(
                    m => m.Name == name && m.IsVirtual && m.Parameters.Count == (parameters ?? m.Parameters.Count)))
                    Follow(method);
            }
        }

        private static string NameOf(MethodDefinition method) => $"{method.DeclaringType.Name}.{method.Name}";
    }
}
