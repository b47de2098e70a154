// Made of 02-tokenize-and-pad.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:property Nullable=disable
#:property PublishAot=false
// ML.NET generates code to read and write objects, which PublishAot, a script's default, turns off.

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;

// # 2. Text to tokens, and tokens to one length
//
// A network reads numbers. `TokenizeIntoWordsAsKeys` learns a vocabulary and maps each word to its number, `PadSequence` gives
// all sequences one length.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

// ## The vocabulary
//
// Words are learned from the training part alone, the most frequent first. The numbers are ML.NET keys: 0 is padding, 1 stands
// for every word that is not known, and 2 is the most frequent word.

var tokenizer = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 1_000).Fit(train);
var tokens = tokenizer.Transform(train);
var words = default(VBuffer<ReadOnlyMemory<char>>);
tokens.Schema["Tokens"].GetKeyValues(ref words);
Console.WriteLine($"{words.Length} words: {string.Join(", ", words.DenseValues().Take(12))}, ...");

var first = mlContext.Data.CreateEnumerable<Encoded>(tokens, reuseRowObject: false).First();
Console.WriteLine(first.Text);
Console.WriteLine(string.Join(" ", first.Tokens));

// A word that was never seen is out of vocabulary, and `MapKeyToValue` turns numbers back into words:

var sentence = mlContext.Data.LoadFromEnumerable(new[] { new Review { Text = "Unputdownable: the best film of the year" } });
var both = tokenizer.Append(mlContext.Transforms.Conversion.MapKeyToValue("Words", "Tokens").Fit(tokens)).Transform(sentence);
var read = mlContext.Data.CreateEnumerable<Read>(both, reuseRowObject: false).Single();
Console.WriteLine(string.Join(" ", read.Tokens));
Console.WriteLine(string.Join(" ", read.Words));

// ## One length
//
// `PadSequence` cuts what is too long and fills what is too short with 0, which stands for "nothing here": the trainers leave
// padding out of everything, so that a review scores the same padded or not. They take sequences of any length, too; padding is
// for other consumers, and cutting saves time.

var padded = mlContext.Transforms.PadSequence("Features", "Tokens", length: 30).Fit(tokens).Transform(tokens);
foreach (var row in mlContext.Data.CreateEnumerable<Padded>(padded, reuseRowObject: false).Take(3))
    Console.WriteLine(string.Join(" ", row.Features));

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}

public class Encoded
{
    public string Text { get; set; }
    public uint[] Tokens { get; set; }
}

public class Read
{
    public uint[] Tokens { get; set; }
    public string[] Words { get; set; }
}

public class Padded
{
    public uint[] Features { get; set; }
}
