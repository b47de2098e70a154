namespace MlNet.Sequences;

/// <summary>
/// Finds the tokenizer in the folder of a pretrained model: its vocabulary, and Hugging Face's settings of it in
/// <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>tokenizer.json</c>.
/// </summary>
internal static class PretrainedTokenizer
{
    private const string WordPieceName = "vocab.txt", BytePairName = "vocab.json", MergesName = "merges.txt",
        ConfigName = "tokenizer_config.json", SpecialName = "special_tokens_map.json", ModelConfigName = "config.json";

    // The first position of these models follows that of their padding token.
    private static readonly string[] ModelsWithOffset = ["roberta", "xlm-roberta", "camembert"];

    // Hugging Face's limit for a word, half of Google's.
    private const int CharactersPerWord = 100;

    // Some files have 1e30 for "no limit".
    private const int LongestLimit = 1 << 24;

    private static readonly string[] SentencePieceNames = ["sentencepiece.bpe.model", "spiece.model", "tokenizer.model"];

    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder has no vocabulary that can be read.</exception>
    /// <exception cref="InvalidDataException">A file is invalid, or its tokenizer splits texts in another way.</exception>
    internal static TokenizeIntoSubwordsAsKeysOptions Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"A pretrained model must be a folder with its files; '{folder}' does not exist. Correct the path; it is " +
                $"relative to '{Directory.GetCurrentDirectory()}'.");
        string json = Path.Combine(folder, TokenizerJson.FileName);
        var files = new[]
        {
            JsonSettings.ReadIfExists(Path.Combine(folder, ConfigName)),
            JsonSettings.ReadIfExists(Path.Combine(folder, SpecialName)),
        };
        var normalizer = JsonSettings.ReadIfExists(json)?.Part("normalizer");
        var options = VocabularyOf(folder, json);
        bool isWordPiece = options.MergesPath is null;
        options.RemoveHtmlLineBreaks = false;
        options.MaximumCharactersPerWord = isWordPiece ? CharactersPerWord : null;
        options.UnknownToken = Special("unk_token");
        options.StartToken = Special("cls_token") ?? (isWordPiece ? "[CLS]" : "<s>");
        options.EndToken = Special("sep_token") ?? (isWordPiece ? "[SEP]" : "</s>");
        options.EndTokensBetweenTexts = isWordPiece ? 1 : 2;
        options.MaximumLength = LongestOf(files[0], JsonSettings.ReadIfExists(Path.Combine(folder, ModelConfigName)));
        if (isWordPiece)
            SetCase();
        return options;

        string? Special(string name) => files.OfType<JsonSettings>().Select(file => file.TextOrNull(name)).FirstOrDefault(
            token => token is not null);

        void SetCase()
        {
            bool isLower = files[0]?.TruthOrNull("do_lower_case") ?? normalizer?.TruthOrNull("lowercase") ?? true;
            options.Lowercase = isLower;
            if ((files[0]?.TruthOrNull("strip_accents") ?? normalizer?.TruthOrNull("strip_accents")) is { } strips
                && strips != isLower)
                throw (files[0] ?? normalizer)!.Invalid(
                    "strip_accents", "must be null, or true for an uncased and false for a cased vocabulary",
                    strips ? "true" : "false");
            if (files[0]?.TruthOrNull("tokenize_chinese_chars") == false)
                throw files[0]!.Invalid("tokenize_chinese_chars", "must be true", "false");
        }
    }

    /// <summary>The position of a text's first token among a model's learned positions.</summary>
    /// <param name="config">The model's config.json.</param>
    internal static int PositionOffset(JsonSettings config) =>
        ModelsWithOffset.Contains(config.TextOr("model_type", "")) ? config.IntegerOr("pad_token_id", 1) + 1 : 0;

    // The tokenizer's limit, or the model's positions if there are fewer.
    private static int? LongestOf(JsonSettings? tokenizer, JsonSettings? config)
    {
        double limit = tokenizer?.NumberOr("model_max_length", LongestLimit) ?? LongestLimit,
            positions = config is null ? LongestLimit
                : config.NumberOr("max_position_embeddings", LongestLimit) - PositionOffset(config);
        return Math.Min(limit, positions) is < LongestLimit and var length ? (int)length : null;
    }

    private static TokenizeIntoSubwordsAsKeysOptions VocabularyOf(string folder, string json)
    {
        string pieces = Path.Combine(folder, WordPieceName), pairs = Path.Combine(folder, BytePairName),
            merges = Path.Combine(folder, MergesName);
        if (File.Exists(pieces))
            return new() { VocabularyPath = pieces };
        if (File.Exists(pairs) && File.Exists(merges))
            return new() { VocabularyPath = pairs, MergesPath = merges };
        if (File.Exists(json))
            return new() { VocabularyPath = json, MergesPath = TokenizerJson.TypeOf(json) == "BPE" ? json : null };
        string? sentencePiece = SentencePieceNames.FirstOrDefault(name => File.Exists(Path.Combine(folder, name)));
        throw new FileNotFoundException(
            $"A pretrained model's folder must have {WordPieceName}, or {BytePairName} and {MergesName}, or " +
            $"{TokenizerJson.FileName}; '{folder}' has " +
            (sentencePiece is null ? "none. Download the tokenizer's files."
            : $"{sentencePiece} of SentencePiece, which this library does not read. Use a model with another tokenizer."),
            folder);
    }
}
