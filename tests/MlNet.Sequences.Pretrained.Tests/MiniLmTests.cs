using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences.Pretrained.Tests;

/// <summary>Real weights: ONNX Runtime on the original file is the reference.</summary>
[TestClass]
public class MiniLmTests
{
    private const double Tolerance = 1e-5;

    private static readonly string[] Texts =
    [
        "ocean", "A man is playing the guitar on stage.", "Someone plays music.", "The stock market fell by 3.7% on Monday!",
        "unaffordable électricité, naïve façade, 東京 and hyperparameterization",
        string.Join(' ', Enumerable.Repeat("the film was not as good as the book, but its music is superb", 30)),
    ];

    [TestMethod]
    public void Vectors_are_those_of_ONNX_Runtime()
    {
        var mlContext = new MLContext(1);
        float[][] vectors = Embed(mlContext, new());
        long[][] ids = Ids(mlContext);
        for (int i = 0; i < Texts.Length; i++)
        {
            float[] expected = Normalized(Mean(StatesOf(ids[i])));
            AssertNear(expected, vectors[i], Texts[i]);
        }
    }

    [TestMethod]
    [DataRow(SequencePooling.First)]
    [DataRow(SequencePooling.Max)]
    [DataRow(SequencePooling.Last)]
    public void States_are_those_of_ONNX_Runtime(SequencePooling pooling)
    {
        var mlContext = new MLContext(1);
        float[][] vectors = Embed(mlContext, new() { Pooling = pooling, Normalize = false });
        long[][] ids = Ids(mlContext);
        for (int i = 0; i < Texts.Length; i++)
        {
            float[][] states = StatesOf(ids[i]);
            AssertNear(
                pooling switch
                {
                    SequencePooling.First => states[0],
                    SequencePooling.Last => states[^1],
                    _ => [.. Enumerable.Range(0, MiniLm.Width).Select(f => states.Max(state => state[f]))],
                },
                vectors[i], Texts[i]);
        }
    }

    [TestMethod]
    public void Each_length_up_to_the_limit_has_its_vector()
    {
        var mlContext = new MLContext(1);
        string[] texts = [.. Enumerable.Range(1, 254).Select(words => string.Join(' ', Enumerable.Repeat("sea", words)))];
        float[][] vectors = Embed(mlContext, new(), texts);
        foreach (int words in new[] { 1, 2, 7, 64, 253, 254 })
        {
            long[] ids = [101, .. Enumerable.Repeat(2712L, words), 102];
            AssertNear(Normalized(Mean(StatesOf(ids))), vectors[words - 1], $"{words} words");
        }
    }

    [TestMethod]
    public void Tokens_are_those_of_BERT()
    {
        // Hugging Face's ids of this text for bert-base-uncased's vocabulary.
        CollectionAssert.AreEqual(
            new long[] { 101, 1037, 2158, 2003, 2652, 1996, 2858, 2006, 2754, 1012, 102 }, Ids(new MLContext(1))[1]);
    }

    private static float[][] Embed(MLContext mlContext, EmbedTextOptions options, string[]? texts = null)
    {
        var data = mlContext.Data.LoadFromEnumerable((texts ?? Texts).Select(text => new Row { Text = text }));
        var model = mlContext.Transforms.Text.EmbedText("Vector", "Text", MiniLm.Folder, options).Fit(data);
        return [.. model.Transform(data).GetColumn<float[]>("Vector")];
    }

    private static long[][] Ids(MLContext mlContext)
    {
        var data = mlContext.Data.LoadFromEnumerable(Texts.Select(text => new Row { Text = text }));
        var options = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(MiniLm.Folder);
        options.MaximumLength = 256;
        var tokens = mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", options).Fit(data).Transform(data);
        return [.. tokens.GetColumn<uint[]>("Tokens").Select(keys => keys.Select(key => (long)key - 1).ToArray())];
    }

    private static readonly Lazy<InferenceSession> Session = new(() => new InferenceSession(MiniLm.OnnxPath));

    private static float[][] StatesOf(long[] ids)
    {
        int[] shape = [1, ids.Length];
        NamedOnnxValue[] inputs =
        [
            Input("input_ids", ids), Input("attention_mask", [.. ids.Select(_ => 1L)]),
            Input("token_type_ids", new long[ids.Length]),
        ];
        using var results = Session.Value.Run(
            inputs.Where(input => Session.Value.InputMetadata.ContainsKey(input.Name)).ToArray());
        float[] states = [.. results.First(result => result.AsTensor<float>().Rank == 3).AsEnumerable<float>()];
        return [.. states.Chunk(MiniLm.Width)];

        NamedOnnxValue Input(string name, long[] values) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(values, shape));
    }

    private static float[] Mean(float[][] states) =>
        [.. Enumerable.Range(0, MiniLm.Width).Select(f => (float)states.Average(state => (double)state[f]))];

    private static float[] Normalized(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => (float)(value / length))];
    }

    private static void AssertNear(float[] expected, float[] actual, string what)
    {
        double greatest = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.IsLessThan(Tolerance, greatest, what);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
