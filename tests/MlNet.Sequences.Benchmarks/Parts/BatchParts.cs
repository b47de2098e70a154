using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The batches of an epoch of 256 reviews, and the steps of one.</summary>
[MemoryDiagnoser]
public class BatchParts
{
    private const int BatchSize = 32, Steps = PartsData.Rows / BatchSize;

    private readonly MLContext _mlContext = new(seed: 1);
    private IDataView _encoded = null!;
    private SequenceBuffer _buffer = null!;
    private int[][] _batches = [];

    [GlobalSetup]
    public void Prepare()
    {
        SequencesRuntime.Load();
        var rows = PartsData.Load(_mlContext);
        var tokenized = PartsData.Tokenizer(_mlContext, rows).Transform(rows);
        _encoded = _mlContext.Data.Cache(tokenized, "Tokens", "Label");
        var column = _encoded.Schema["Tokens"];
        _buffer = new SequenceBuffer(SequenceInput.Of(_encoded.Schema, "Tokens").Input);
        using var cursor = _encoded.GetRowCursor([column]);
        var reader = SequenceReader.Create(cursor, column, _buffer.Input);
        while (cursor.MoveNext())
        {
            reader.ReadInto(_buffer);
            _buffer.EndSequence();
        }

        _batches = BatchPlanner.Shuffled(_buffer.Lengths(), BatchSize, new Random(1));
    }

    /// <summary>All tensors of an epoch's batches.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public long Batch()
    {
        long time = 0;
        foreach (int[] batch in _batches)
        {
            using var scope = torch.NewDisposeScope();
            using var made = SequenceBatch.Create(_buffer, batch, torch.CPU);
            time += made.Time;
        }

        return time;
    }

    /// <summary>A step of the default LSTM: a fit of one epoch through the public trainer, divided by its steps.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public double Step() => _mlContext.BinaryClassification.Trainers
        .Lstm(new LstmOptions
        {
            FeatureColumnName = "Tokens",
            NumberOfEpochs = 1,
            NgramLength = 0,
            ValidationFraction = 0,
            BatchSize = BatchSize,
            Seed = 1,
        })
        .Fit(_encoded).History.Epochs[0].TrainingLoss;
}
