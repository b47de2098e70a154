using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>pretrain</c>: a language model on the training reviews without their labels, its perplexity on reviews of other films, and
/// the accuracy there of classifiers of few labeled reviews, with and without it.
/// </summary>
internal static class PretrainCommand
{
    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset, aclImdb_v1.tar.gz. Its test part is not read",
        };
        var architecture = new Option<string>("--architecture")
        {
            HelpName = "NAME",
            DefaultValueFactory = _ => "lstm",
            Description = "lstm, gru, rnn or transformer. Default: lstm",
        };
        architecture.AcceptOnlyFromAmong("lstm", "gru", "rnn", "transformer");
        var oneWay = new Option<bool>("--one-way") { Description = "Without the backward direction." };
        var layers = Number("--layers", 1, "The layers");
        var hidden = Number("--hidden-size", 128, "The hidden size of a direction");
        var embedding = Number("--embedding-size", 128, "The size of a word's vector");
        var vocabulary = Number("--vocabulary", 30_000, "The most words");
        var negatives = Number("--negatives", LanguageModelOptions.DefaultNumberOfNegatives, "NumberOfNegatives");
        var epochs = Number("--epochs", 1, "The epochs of the language model");
        var texts = Number("--texts", 75_000, "The most reviews that it learns from");
        var labels = new Option<int[]>("--labels")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "N",
            DefaultValueFactory = _ => [1_000, 5_000],
            Description = "The labeled reviews of the classifiers. Default: 1000 5000",
        };
        var command = new Command("pretrain", "Measures what a language model on unlabeled reviews is worth.")
        {
            data, architecture, oneWay, layers, hidden, embedding, vocabulary, negatives, epochs, texts, labels,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(texts), parsed.GetRequiredValue(vocabulary),
            parsed.GetRequiredValue(labels), parsed.GetRequiredValue(negatives), parsed.GetRequiredValue(epochs),
            () => Network(
                parsed.GetRequiredValue(architecture), parsed.GetRequiredValue(layers), parsed.GetRequiredValue(hidden),
                parsed.GetRequiredValue(embedding), !parsed.GetValue(oneWay))));
        return command;
    }

    private static Option<int> Number(string name, int number, string description) => new(name)
    {
        HelpName = "N",
        DefaultValueFactory = _ => number,
        Description = $"{description}. Default: {number}",
    };

    private static SequenceTrainerOptions Network(
        string architecture, int layers, int hidden, int embedding, bool bidirectional)
    {
        if (architecture == "transformer")
        {
            return new TransformerOptions
            {
                HiddenSize = hidden,
                FeedForwardSize = 2 * hidden,
                NumberOfLayers = layers,
                NgramLength = 0,
                Seed = 1,
            };
        }

        RecurrentOptions options = architecture switch
        {
            "gru" => new GruOptions(),
            "rnn" => new RnnOptions(),
            _ => new LstmOptions(),
        };
        (options.HiddenSize, options.EmbeddingSize, options.Bidirectional) = (hidden, embedding, bidirectional);
        options.NumberOfLayers = layers;
        (options.NgramLength, options.Seed) = (0, 1);
        return options;
    }

    private static int Run(
        string path, int most, int words, int[] labels, int negatives, int epochs, Func<SequenceTrainerOptions> network)
    {
        var mlContext = new MLContext(seed: 1);
        Console.WriteLine(MachineDescription.OfThis());
        var reviews = FilmReviews.Load(mlContext, path);
        var texts = View(reviews.Unlabeled.Concat(reviews.Labeled).Take(most));
        var held = View(reviews.HeldOut);

        var clock = Stopwatch.StartNew();
        var tokenizer = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = words,
            StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation,
        }).Fit(texts);
        var options = new LanguageModelOptions { Network = network(), NumberOfNegatives = negatives };
        (options.Network.NumberOfEpochs, options.Network.ValidationFraction) = (epochs, 0);
        options.Network.Callbacks = [new ProgressPrinter(Console.Error)];
        var trainer = mlContext.Transforms.Text.TrainLanguageModel(options);
        var model = trainer.Fit(tokenizer.Transform(texts), tokenizer.Transform(held));
        double seconds = clock.Elapsed.TotalSeconds;
        var last = model.History.Epochs[^1];
        Console.WriteLine(FormattableString.Invariant(
            $"{Math.Min(most, reviews.Unlabeled.Count + reviews.Labeled.Count)} reviews, {epochs} epochs of ") +
            FormattableString.Invariant($"{last.TrainingSeconds:F0} s, {seconds:F0} s in all; perplexity ") +
            FormattableString.Invariant($"{last.ValidationPerplexity:F1} on {reviews.HeldOut.Count} reviews of other films"));

        Console.WriteLine("| labeled reviews | accuracy without | accuracy with the language model |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (int count in labels)
        {
            var train = tokenizer.Transform(View(reviews.Labeled.Take(count)));
            double without = Accuracy(network(), train), with = Accuracy(Continued(), train);
            Console.WriteLine(FormattableString.Invariant($"| {count} | {without * 100:F1} % | {with * 100:F1} % |"));
        }

        return 0;

        SequenceTrainerOptions Continued()
        {
            var classifier = network();
            classifier.ContinueFrom = model;
            return classifier;
        }

        double Accuracy(SequenceTrainerOptions classifier, IDataView train)
        {
            using var trained = mlContext.BinaryClassification.Trainers.Sequence(classifier).Fit(train);
            return mlContext.BinaryClassification.Evaluate(trained.Transform(tokenizer.Transform(held))).Accuracy;
        }

        IDataView View(IEnumerable<FilmReviews.Row> rows) => mlContext.Data.LoadFromEnumerable(rows.ToArray());
    }
}
