// Made of 01-load-and-look.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:package MlNet.Sequences.Plots@0.1.0
#:property Nullable=disable
#:property PublishAot=false
// ML.NET generates code to read and write objects, which PublishAot, a script's default, turns off.

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using MlNet.Sequences.Plots;

// # 1. Load the data and look at them
//
// The sample in `data/` has 420 short reviews, each positive or negative: enough to go through every step in seconds. The last
// cell loads the Large Movie Review Dataset in its place.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

// A row is a text and a label. An `IDataView` is read when somebody asks for its rows, and not before.

foreach (var review in mlContext.Data.CreateEnumerable<Review>(train, reuseRowObject: false).Take(5))
    Console.WriteLine($"{(review.Label ? "+" : "-")} {review.Text}");

// How many of each, and how long? Both parts should have as many of either label; the lengths say how many tokens to keep.

foreach (var (name, view) in new[] { ("train", train), ("test", test) })
{
    var reviews = mlContext.Data.CreateEnumerable<Review>(view, reuseRowObject: false).ToList();
    int[] words = reviews.Select(review => review.Text.Split(' ').Length).Order().ToArray();
    Console.WriteLine(
        $"{name}: {reviews.Count} reviews, {reviews.Count(review => review.Label)} positive, {words[0]} to {words[^1]} words, " +
        $"half of them {words[words.Length / 2]} or fewer");
}

int[] lengths = mlContext.Data.CreateEnumerable<Review>(train, reuseRowObject: false)
    .Select(review => review.Text.Split(' ').Length).ToArray();
display(ModelPlots.LengthHistogram(lengths));

// ## The Large Movie Review Dataset
//
// `LoadImdb()` without a path downloads it once, 84 MB, into your cache folder; with one it reads the archive or the unpacked
// folder:
//
// ```csharp
// ImdbDataset imdb = mlContext.Data.LoadImdb("aclImdb_v1.tar.gz");   // imdb.Train, imdb.Test, imdb.Unlabeled
// ```
//
// Its rows have `Text` and `Label`, too: every notebook from here on runs on it when `train` and `test` are `imdb.Train` and
// `imdb.Test`.

// What a notebook shows, printed.
static void display(object value) =>
    Console.WriteLine(
        value is System.Collections.IEnumerable many and not string ? string.Join('\n', many.Cast<object>()) : value);

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}
