using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class TokenizeIntoWordsAsKeysOptionsTests
{
    [TestMethod]
    public void Every_violation_is_listed_at_once()
    {
        var options = new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = 1,
            FilterCharacters = null!,
            Separator = "",
            MinimumFrequency = 0,
            OutOfVocabularyToken = "\uD83D",
        };

        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => Make(options)).Message;

        StringAssert.StartsWith(message, "TokenizeIntoWordsAsKeysOptions has 5 invalid values:");
        string[] lines = message.Split('\n');
        Assert.HasCount(6, lines);
        StringAssert.Contains(lines[1], "MaximumVocabularySize must be null or at least 2; received 1;");
        StringAssert.Contains(lines[2], "FilterCharacters must be well-formed text; received null;");
        StringAssert.Contains(lines[3], "Separator must be well-formed text of at least one character; received \"\";");
        StringAssert.Contains(lines[4], "MinimumFrequency must be at least 1; received 0;");
        StringAssert.Contains(
            lines[5], "OutOfVocabularyToken must be null or well-formed text of at least one character; received");
    }

    [TestMethod]
    public void The_least_vocabulary_depends_on_the_token()
    {
        _ = Make(new() { MaximumVocabularySize = 2 });
        _ = Make(new() { MaximumVocabularySize = 1, OutOfVocabularyToken = null });
        _ = Make(TokenizeIntoWordsAsKeysOptions.KerasCompatible(1, "<OOV>"));
        Assert.ThrowsExactly<InvalidOptionsException>(
            () => Make(new() { MaximumVocabularySize = 0, OutOfVocabularyToken = null }));
    }

    [TestMethod]
    public void A_character_can_not_both_separate_and_stand_alone() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOptionsException>(
            () => Make(new() { StandaloneCharacters = "!\u2014", Separator = "-\u2014" })).Message,
        "StandaloneCharacters must have no character of Separator; received");

    [TestMethod]
    public void The_replacement_character_itself_is_well_formed() => _ = Make(new() { FilterCharacters = "\uFFFD" });

    [TestMethod]
    public void Changes_after_the_estimator_was_made_do_not_reach_it()
    {
        var mlContext = new MLContext(seed: 1);
        var options = new TokenizeIntoWordsAsKeysOptions();
        var estimator = new TokenizingByWordsEstimator((IHostEnvironment)mlContext, "Tokens", "Text", options);
        options.Lowercase = false;

        CollectionAssert.Contains(estimator.Fit(Rows.OfText(mlContext, "Good")).Vocabulary.ToList(), "good");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" ")]
    public void An_empty_column_name_is_refused(string? name) =>
        Assert.Throws<ArgumentException>(() => new TokenizingByWordsEstimator((IHostEnvironment)new MLContext(), name!));

    private static TokenizingByWordsEstimator Make(TokenizeIntoWordsAsKeysOptions options) =>
        new((IHostEnvironment)new MLContext(), "Tokens", "Text", options);
}
