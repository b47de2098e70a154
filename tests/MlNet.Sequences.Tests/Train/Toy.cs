using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Tasks so small that a network of a few hundred weights learns them in a second, and the settings to do so.</summary>
internal static class Toy
{
    internal const int Vocabulary = 20;

    /// <summary>The token that makes a sequence positive.</summary>
    internal const uint Telling = 5;

    /// <summary>A quick trainer without dropout; a test changes what it is about.</summary>
    internal static LstmOptions Options => new()
    {
        EmbeddingSize = 6,
        HiddenSize = 6,
        NumberOfEpochs = 1,
        BatchSize = 16,
        StepDropout = 0,
        EmbeddingDropout = 0,
        RecurrentDropout = 0,
        HeadDropout = 0,
        ValidationFraction = 0,
        Seed = 1,
    };

    internal static SequenceTrainer Trainer(MLContext mlContext, LstmOptions? options = null) =>
        mlContext.BinaryClassification.Trainers.Lstm(options ?? Options);

    /// <summary>Sequences of 1 to 12 tokens; half of them hold the telling one, and these are positive.</summary>
    internal static TokenRow[] TokenRows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            uint[] tokens = new uint[random.Next(1, 13)];
            for (int i = 0; i < tokens.Length; i++)
                tokens[i] = (uint)random.Next((int)Telling + 1, Vocabulary + 1);
            bool label = random.Next(2) == 1;
            if (label)
                tokens[random.Next(tokens.Length)] = Telling;
            return new TokenRow { Number = number, Label = label, Features = tokens };
        })];
    }

    internal static IDataView Tokens(MLContext mlContext, int count, int seed = 1) =>
        mlContext.Data.LoadFromEnumerable(TokenRows(count, seed));

    /// <summary>Sequences of 8 steps of 2 numbers, noise and a slope; positive where the slope rises.</summary>
    internal static IDataView Numbers(MLContext mlContext, int count, int seed = 1)
    {
        var random = new Random(seed);
        return mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number =>
        {
            bool label = random.Next(2) == 1;
            float[] steps = new float[NumberRow.Time * NumberRow.Channels];
            for (int t = 0; t < NumberRow.Time; t++)
            {
                steps[t * 2] = random.NextSingle() - 0.5f;
                steps[t * 2 + 1] = (label ? 1 : -1) * (t - 3.5f) / 4 + (random.NextSingle() - 0.5f);
            }

            return new NumberRow { Number = number, Label = label, Features = steps };
        }).ToArray());
    }

    internal static float[] Scores(ITransformer model, IDataView view) => Column<float>(model.Transform(view), "Score");

    internal static T[] Column<T>(IDataView view, string name)
    {
        var values = new List<T>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<T>(view.Schema[name]);
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    internal sealed class TokenRow
    {
        public int Number { get; set; }

        public bool Label { get; set; }

        public float Weight { get; set; } = 1;

        [KeyType(Vocabulary)]
        public uint[] Features { get; set; } = [];
    }

    internal sealed class NumberRow
    {
        internal const int Time = 8, Channels = 2;

        public int Number { get; set; }

        public bool Label { get; set; }

        [VectorType(Time, Channels)]
        public float[] Features { get; set; } = [];
    }
}
