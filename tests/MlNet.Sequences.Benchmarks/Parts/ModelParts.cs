using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Scores of 256 reviews, and a model on its way into a file and back.</summary>
[MemoryDiagnoser]
public class ModelParts
{
    private readonly MLContext _mlContext = new(seed: 1);
    private IDataView _rows = null!, _scored = null!, _scoredTokens = null!;
    private ITransformer _model = null!;
    private byte[] _file = [];

    [GlobalSetup]
    public void Prepare()
    {
        _rows = PartsData.Load(_mlContext);
        _model = DefaultModel.Train(_mlContext, _rows, epochs: 1);
        _scored = _model.Transform(_rows);
        var features = _mlContext.Data.Cache(_scored, "Features");
        _scoredTokens = ((TransformerChain<SequencePredictionTransformer>)_model).LastTransformer.Transform(features);
        _file = Save();
    }

    [Benchmark]
    public long ScoreText() => PartsData.Read<float>(_scored, "Score");

    [Benchmark]
    public long ScoreTokens() => PartsData.Read<float>(_scoredTokens, "Score");

    [Benchmark]
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        _mlContext.Model.Save(_model, _rows.Schema, stream);
        return stream.ToArray();
    }

    [Benchmark]
    public ITransformer Load()
    {
        using var stream = new MemoryStream(_file);
        return _mlContext.Model.Load(stream, out _);
    }
}
