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
    internal static LstmOptions Options => Recurrent<LstmOptions>();

    /// <summary>The settings of <see cref="Options"/> for another recurrent network.</summary>
    internal static T Recurrent<T>()
        where T : RecurrentOptions, new() => new()
        {
            EmbeddingSize = 6,
            HiddenSize = 6,
            NumberOfEpochs = 1,
            BatchSize = 16,
            LearningRate = 0.003,
            LabelSmoothing = 0,
            Pooling = SequencePooling.MeanAndMax,
            StepDropout = 0,
            EmbeddingDropout = 0,
            HeadDropout = 0,
            ValidationFraction = 0,
            Seed = 1,
        };

    /// <summary>The trainer of any architecture for any task, its label column that of the toy rows.</summary>
    internal static SequenceTrainer Trainer(MLContext mlContext, ToyTask task, SequenceTrainerOptions options)
    {
        options.LabelColumnName = LabelColumnOf(task);
        return task switch
        {
            ToyTask.Binary => mlContext.BinaryClassification.Trainers.Sequence(options),
            ToyTask.Multiclass => mlContext.MulticlassClassification.Trainers.Sequence(options),
            ToyTask.Tagging => mlContext.MulticlassClassification.Trainers.SequenceTagging(options),
            ToyTask.StepRegression => mlContext.Regression.Trainers.SequencePerStep(options),
            _ => mlContext.Regression.Trainers.Sequence(options),
        };
    }

    /// <summary>The tasks with a label for each sequence.</summary>
    internal static IReadOnlyList<ToyTask> TasksOfSequences { get; } = [ToyTask.Binary, ToyTask.Multiclass, ToyTask.Regression];

    /// <summary>The n-gram trainer for a task with classes, its label column that of the toy rows.</summary>
    internal static NgramLogisticRegressionTrainer NgramTrainer(
        MLContext mlContext, ToyTask task, NgramLogisticRegressionOptions? options = null)
    {
        options ??= new();
        options.LabelColumnName = LabelColumnOf(task);
        return task == ToyTask.Binary
            ? mlContext.BinaryClassification.Trainers.NgramLogisticRegression(options)
            : mlContext.MulticlassClassification.Trainers.NgramLogisticRegression(options);
    }

    internal static string LabelColumnOf(ToyTask task) => task switch
    {
        ToyTask.Multiclass => "Kind",
        ToyTask.Regression => "Amount",
        ToyTask.Tagging => "Tags",
        ToyTask.StepRegression => "Amounts",
        _ => "Label",
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

    internal static IDataView Tokens(MLContext mlContext, int count, int seed = 1) => View(mlContext, TokenRows(count, seed));

    /// <summary>
    /// Rows with their kind, and the tags of their steps, as keys whose key values are "no", "maybe" and "yes".
    /// </summary>
    internal static IDataView View<T>(MLContext mlContext, IEnumerable<T> rows)
        where T : Row
    {
        var view = mlContext.Data.LoadFromEnumerable(rows);
        var kinds = mlContext.Data.LoadFromEnumerable(
            new[] { "no", "maybe", "yes" }.Select(kind => new KindRow { Kind = kind }).ToArray());
        var toKeys = mlContext.Transforms.Conversion.MapValueToKey([new("Kind"), new("Tags")], keyData: kinds);
        return toKeys.Fit(view).Transform(view);
    }

    /// <summary>Sequences of 8 steps of 2 numbers, noise and a slope; positive where the slope rises.</summary>
    internal static IDataView Numbers(MLContext mlContext, int count, int seed = 1)
    {
        var random = new Random(seed);
        return View(mlContext, Enumerable.Range(0, count).Select(number =>
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

    /// <summary>The scores of each row, of a task with one score or with several.</summary>
    internal static float[][] ScoreVectors(ITransformer model, IDataView view) => Testing.Scores.Of(model, view);

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

    internal abstract class Row
    {
        public int Number { get; set; }

        public bool Label { get; set; }

        /// <summary>
        /// "yes" and "no" as the label has it, but for every fourth row, which is a "maybe" among those that are false.
        /// </summary>
        public string Kind => Label ? "yes" : Number % 4 == 0 ? "maybe" : "no";

        /// <summary>110 or 90.</summary>
        public float Amount => Label ? 110 : 90;

        public float Weight { get; set; } = 1;

        /// <summary>The tag of each step, which follows from it and the one before it.</summary>
        public abstract string[] Tags { get; }

        /// <summary>110 of a step whose tag is "yes", 90 of others.</summary>
        public float[] Amounts => [.. Tags.Select(tag => tag == "yes" ? 110f : 90)];
    }

    internal sealed class TokenRow : Row
    {
        [KeyType(Vocabulary)]
        public uint[] Features { get; set; } = [];

        /// <summary>"maybe" of the first token, then "yes" where the token before is an even one.</summary>
        public override string[] Tags =>
            [.. Features.Select((_, i) => i == 0 ? "maybe" : Features[i - 1] % 2 == 0 ? "yes" : "no")];
    }

    internal sealed class NumberRow : Row
    {
        internal const int Time = 8, Channels = 2;

        [VectorType(Time, Channels)]
        public float[] Features { get; set; } = [];

        /// <summary>"yes" where the first number is above 0.</summary>
        public override string[] Tags =>
            [.. Enumerable.Range(0, Features.Length / Channels).Select(t => Features[t * Channels] > 0 ? "yes" : "no")];
    }

    private sealed class KindRow
    {
        public string Kind { get; set; } = "";
    }
}

internal enum ToyTask
{
    Binary,
    Multiclass,
    Regression,
    Tagging,
    StepRegression,
}

internal static class ToyTasks
{
    internal static bool HasClasses(this ToyTask task) => task is not (ToyTask.Regression or ToyTask.StepRegression);
}
