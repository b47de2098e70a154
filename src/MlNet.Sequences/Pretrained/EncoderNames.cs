namespace MlNet.Sequences;

/// <summary>Hugging Face's names of an encoder's weights, without ".weight" and ".bias" where there are both.</summary>
/// <param name="prefix">What all names begin with: "bert.", or nothing.</param>
/// <param name="isDistilled">Whether the names are DistilBERT's.</param>
internal sealed class EncoderNames(string prefix, bool isDistilled)
{
    internal string Words => $"{prefix}embeddings.word_embeddings.weight";

    internal string Positions => $"{prefix}embeddings.position_embeddings.weight";

    internal string Segments => $"{prefix}embeddings.token_type_embeddings.weight";

    internal string Norm => $"{prefix}embeddings.LayerNorm";

    internal string[] QueriesKeysValues(int layer) => isDistilled
        ? [Of(layer, "attention.q_lin"), Of(layer, "attention.k_lin"), Of(layer, "attention.v_lin")]
        : [Of(layer, "attention.self.query"), Of(layer, "attention.self.key"), Of(layer, "attention.self.value")];

    internal string AttentionOutput(int layer) =>
        Of(layer, isDistilled ? "attention.out_lin" : "attention.output.dense");

    internal string AttentionNorm(int layer) => Of(layer, isDistilled ? "sa_layer_norm" : "attention.output.LayerNorm");

    internal string Inner(int layer) => Of(layer, isDistilled ? "ffn.lin1" : "intermediate.dense");

    internal string Outer(int layer) => Of(layer, isDistilled ? "ffn.lin2" : "output.dense");

    internal string OuterNorm(int layer) => Of(layer, isDistilled ? "output_layer_norm" : "output.LayerNorm");

    private string Of(int layer, string part) => $"{prefix}{(isDistilled ? "transformer" : "encoder")}.layer.{layer}.{part}";
}
