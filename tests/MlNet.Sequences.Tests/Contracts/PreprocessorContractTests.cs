using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TokenizingByWordsContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator =>
        MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text");

    private protected override string Input => "Text";

    private protected override string[] Outputs => ["Tokens"];

    private protected override IDataView Data(int rows) => MlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, rows)
        .Select(i => new Row { Number = i, Text = $"word{i % 7} and word{i % 3}, {(i % 5 == 0 ? "" : "more")}" }));

    private sealed class Row
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }
}

/// <summary>Tokenizers by a vocabulary of subwords; a derived class is a form of it.</summary>
public abstract class TokenizingBySubwordsContract : EstimatorContractTests
{
    private protected SubwordFolder Folder { get; } = new();

    [TestCleanup]
    public void DeleteFolder() => Folder.Dispose();

    private protected override string Input => "Text";

    private protected override string[] Outputs => ["Tokens"];

    private protected override IDataView Data(int rows) => MlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, rows)
        .Select(i => new Row { Number = i, Text = $"{(i % 5 == 0 ? "" : "the films")} abc{i} ab unlikely{i % 3}" }));

    private sealed class Row
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }
}

[TestClass]
public sealed class TokenizingByWordPiecesContractTests : TokenizingBySubwordsContract
{
    private protected override IEstimator<ITransformer> Estimator => Folder.Estimator(Folder.WordPiece());
}

[TestClass]
public sealed class TokenizingByBytePairsContractTests : TokenizingBySubwordsContract
{
    private protected override IEstimator<ITransformer> Estimator => Folder.Estimator(Folder.OfPairs());
}

[TestClass]
public sealed class SequencePaddingContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator => MlContext.Transforms.PadSequence("Padded", "Features", 6);

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Padded"];

    private protected override IDataView Data(int rows) => Toy.Tokens(MlContext, rows);
}

[TestClass]
public sealed class NumberPaddingContractTests : EstimatorContractTests
{
    private protected override IEstimator<ITransformer> Estimator => MlContext.Transforms.PadSequence("Padded", "Features", 10);

    private protected override string Input => "Features";

    private protected override string[] Outputs => ["Padded"];

    private protected override IDataView Data(int rows) => Toy.Numbers(MlContext, rows);
}
