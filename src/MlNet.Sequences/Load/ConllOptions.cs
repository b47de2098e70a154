using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>How <c>mlContext.Data.LoadFromConll</c> reads a file of tokens with tags.</summary>
public sealed class ConllOptions
{
    /// <summary>
    /// The column of the file with the tokens, from 0; null for the usual one: the second of a file whose name ends with .conllu,
    /// and the first of others. 0 or more. Default: null.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? TokenColumnIndex { get; set; }

    /// <summary>
    /// The column of the file with the tags, from 0; null for the usual one: the fourth of a file whose name ends with .conllu,
    /// which has the universal parts of speech, and the last of others. 0 or more. Default: null.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? TagColumnIndex { get; set; }

    /// <summary>The name of the column with the tokens of a sentence. Default: "Tokens".</summary>
    public string TokenColumnName { get; set; } = "Tokens";

    /// <summary>The name of the column with the tags of a sentence. Default: "Tags".</summary>
    public string TagColumnName { get; set; } = "Tags";

    /// <summary>
    /// The name of a column to add, of Int64, with the line of the file on which a sentence begins, from 1; null for none.
    /// Default: null.
    /// </summary>
    public string? LineColumnName { get; set; }

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal ConllOptions Copy() => (ConllOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">Values are out of their range; the message lists every one.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(TokenColumnName), TokenColumnName);
        violations.Name(nameof(TagColumnName), TagColumnName);
        if (TokenColumnName == TagColumnName)
            violations.AddRule(
                $"{nameof(TokenColumnName):option} and {nameof(TagColumnName):option} must differ", TokenColumnName,
                $"rename one of them", nameof(TagColumnName));
        violations.ThrowIfAny(nameof(ConllOptions));
    }
}
