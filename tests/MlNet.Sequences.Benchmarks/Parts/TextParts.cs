using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>From text to padded keys, of 256 reviews.</summary>
[MemoryDiagnoser]
public class TextParts
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly WordSplitter _splitter = new(new TokenizeIntoWordsAsKeysOptions());
    private IDataView _rows = null!, _encoded = null!, _tokens = null!, _padded = null!;
    private string[] _texts = [];

    [GlobalSetup]
    public void Prepare()
    {
        _rows = PartsData.Load(_mlContext);
        _texts = [.. _rows.GetColumn<string>("Text")];
        _encoded = PartsData.Tokenizer(_mlContext, _rows).Transform(_rows);
        _tokens = _mlContext.Data.Cache(_encoded, "Tokens");
        _padded = _mlContext.Transforms.PadSequence("Features", "Tokens", length: 500).Fit(_tokens).Transform(_tokens);
    }

    /// <summary>Text to words, no more.</summary>
    [Benchmark]
    public int Tokenize()
    {
        int words = 0;
        foreach (string text in _texts)
        {
            foreach (var word in _splitter.Split(text))
                words += word.Length > 0 ? 1 : 0;
        }

        return words;
    }

    /// <summary>Text to keys, as the pipeline does it.</summary>
    [Benchmark]
    public long Encode() => PartsData.Read<VBuffer<uint>>(_encoded, "Tokens");

    /// <summary>Keys to 500 keys.</summary>
    [Benchmark]
    public long Pad() => PartsData.Read<VBuffer<uint>>(_padded, "Features");
}
