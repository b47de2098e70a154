using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Testing;

/// <summary>The rows that trainers are checked with.</summary>
internal static class ContractRows
{
    private const int Vocabulary = 20;

    // The token that makes a sequence positive.
    private const uint Telling = 5;

    private static readonly string[] Kinds = ["no", "maybe", "yes"];

    /// <summary>Sequences of 1 to 12 tokens; half of them contain the decisive one, and are positive.</summary>
    internal static IDataView Tokens(MLContext mlContext, int count)
    {
        var random = new Random(1);
        return WithKinds(mlContext, Enumerable.Range(0, count).Select(number =>
        {
            uint[] tokens = new uint[random.Next(1, 13)];
            for (int i = 0; i < tokens.Length; i++)
                tokens[i] = (uint)random.Next((int)Telling + 1, Vocabulary + 1);
            bool isPositive = random.Next(2) == 1;
            if (isPositive)
                tokens[random.Next(tokens.Length)] = Telling;
            return new TokenRow { Number = number, IsPositive = isPositive, Sequence = tokens };
        }));
    }

    /// <summary>Sequences of 8 steps of 2 numbers, noise and a slope; positive if the slope rises.</summary>
    internal static IDataView Numbers(MLContext mlContext, int count)
    {
        var random = new Random(1);
        return WithKinds(mlContext, Enumerable.Range(0, count).Select(number =>
        {
            bool isPositive = random.Next(2) == 1;
            float[] steps = new float[NumberRow.Time * NumberRow.Channels];
            for (int t = 0; t < NumberRow.Time; t++)
            {
                steps[t * 2] = random.NextSingle() - 0.5f;
                steps[(t * 2) + 1] = ((isPositive ? 1 : -1) * (t - 3.5f) / 4) + (random.NextSingle() - 0.5f);
            }

            return new NumberRow { Number = number, IsPositive = isPositive, Sequence = steps };
        }));
    }

    /// <summary>Two rows whose sequences have only padding.</summary>
    internal static IDataView EmptyTokens(MLContext mlContext) =>
        WithKinds(mlContext, new TokenRow[] { new() { Sequence = [] }, new() { Sequence = [0, 0, 0] } });

    /// <summary>The same for numbers.</summary>
    internal static IDataView EmptyNumbers(MLContext mlContext)
    {
        float[] missing = [.. Enumerable.Repeat(float.NaN, NumberRow.Time * NumberRow.Channels)];
        return WithKinds(mlContext, new NumberRow[] { new() { Sequence = missing }, new() { Sequence = missing } });
    }

    private static IDataView WithKinds<T>(MLContext mlContext, IEnumerable<T> rows)
        where T : Row
    {
        var view = mlContext.Data.LoadFromEnumerable(rows.ToArray());
        var kinds = mlContext.Data.LoadFromEnumerable(Kinds.Select(kind => new KindRow { Kind = kind }).ToArray());
        var toKeys = mlContext.Transforms.Conversion.MapValueToKey(
            [new(nameof(Row.Kind)), new(nameof(Row.Tags))], keyData: kinds);
        return toKeys.Fit(view).Transform(view);
    }

    internal abstract class Row
    {
        public int Number { get; set; }

        public bool IsPositive { get; set; }

        public string Kind => IsPositive ? "yes" : Number % 4 == 0 ? "maybe" : "no";

        public float Amount => IsPositive ? 110 : 90;

        /// <summary>A kind for each step.</summary>
        public abstract string[] Tags { get; }

        /// <summary>110 of a step whose tag is "yes", and 90 of others.</summary>
        public float[] Amounts => [.. Tags.Select(tag => tag == "yes" ? 110f : 90)];
    }

    internal sealed class TokenRow : Row
    {
        [KeyType(Vocabulary)]
        public uint[] Sequence { get; set; } = [];

        /// <summary>"maybe" of the first token, then "yes" where the token before is an even one.</summary>
        public override string[] Tags =>
            [.. Sequence.Select((_, i) => i == 0 ? "maybe" : Sequence[i - 1] % 2 == 0 ? "yes" : "no")];
    }

    internal sealed class NumberRow : Row
    {
        internal const int Time = 8, Channels = 2;

        [VectorType(Time, Channels)]
        public float[] Sequence { get; set; } = [];

        /// <summary>"yes" where the first number is above 0.</summary>
        public override string[] Tags =>
            [.. Enumerable.Range(0, Sequence.Length / Channels).Select(t => Sequence[t * Channels] > 0 ? "yes" : "no")];
    }

    private sealed class KindRow
    {
        public string Kind { get; set; } = "";
    }
}
