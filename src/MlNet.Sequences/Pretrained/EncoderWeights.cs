using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The weights of an encoder in a Hugging Face folder: <c>model.safetensors</c>, or the parts that
/// <c>model.safetensors.index.json</c> lists, or <c>model.onnx</c>.
/// </summary>
internal static class EncoderWeights
{
    private const string FileName = "model.safetensors", IndexName = "model.safetensors.index.json",
        PickleName = "pytorch_model.bin", WordEmbedding = "embeddings.word_embeddings.weight";

    // Parts of a model that an encoder is not: heads of pretraining, of other tasks, and BERT's pooler, which learned whether two
    // sentences follow each other. Positions are numbers that count up.
    private static readonly string[] Unused =
    [
        "pooler.", "cls.", "lm_head.", "vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "classifier.",
        "pre_classifier.", "qa_outputs.", "discriminator_predictions.",
    ];

    /// <summary>The weights by the names of our network, float32 on the CPU; they belong to the caller's dispose scope.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="tokens">The tokens of the vocabulary; later rows of the embedding are left out.</param>
    /// <exception cref="FileNotFoundException">There are no weights that can be read.</exception>
    /// <exception cref="InvalidDataException">A tensor is missing, spare, or of another shape; or a file is damaged.</exception>
    internal static Dictionary<string, torch.Tensor> Read(
        string folder, EncoderConfig config, BertArchitecture architecture, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        var found = ReadFiles(folder);
        string prefix = found.Keys.FirstOrDefault(name => name.EndsWith(WordEmbedding, StringComparison.Ordinal)) is { } words
            ? words[..^WordEmbedding.Length]
            : throw Invalid(folder, $"must have '{WordEmbedding}', with any prefix",
                $"{found.Count} tensors, such as '{found.Keys.FirstOrDefault()}'");
        var names = new EncoderNames(prefix, config.IsDistilled);
        var read = new HashSet<string>();
        var weights = Assemble();
        string[] spare = [.. found.Keys.Where(name => !read.Contains(name) && !IsUnused(name, prefix)).Order()];
        if (spare.Length > 0)
            throw Invalid(
                folder, $"must have the tensors of a {config.ModelType} of {architecture.NumberOfLayers} layers alone",
                $"{spare.Length} more, such as '{spare[0]}'");
        return weights.ToDictionary(weight => weight.Key, weight => weight.Value.MoveToOuterDisposeScope());

        Dictionary<string, torch.Tensor> Assemble()
        {
            long hidden = architecture.HiddenSize, inner = architecture.FeedForwardSize;
            var embedding = Take(names.Words, config.VocabularySize, hidden).narrow(0, 0, tokens);
            var result = new Dictionary<string, torch.Tensor>
            {
                // Row 0 is padding, which no text has a token for.
                [EmbeddingInitializer.WeightName] = torch.cat([torch.zeros(1, hidden), embedding]),
                ["positions.weight"] = Take(names.Positions, architecture.NumberOfPositions, hidden),
            };
            if (architecture.NumberOfSegments > 0)
                result.Add("segments.weight", Take(names.Segments, architecture.NumberOfSegments, hidden));
            AddNorm("norm", names.Norm);
            for (int i = 0; i < architecture.NumberOfLayers; i++)
            {
                string own = $"encoder.layers.{i}.";
                foreach (string kind in new[] { "weight", "bias" })
                {
                    long[] shape = kind == "weight" ? [hidden, hidden] : [hidden];
                    result.Add(
                        $"{own}self_attn.in_proj_{kind}",
                        torch.cat([.. names.QueriesKeysValues(i).Select(name => Take($"{name}.{kind}", shape))]));
                }

                AddLinear($"{own}self_attn.out_proj", names.AttentionOutput(i), hidden, hidden);
                AddNorm($"{own}norm1", names.AttentionNorm(i));
                AddLinear($"{own}linear1", names.Inner(i), inner, hidden);
                AddLinear($"{own}linear2", names.Outer(i), hidden, inner);
                AddNorm($"{own}norm2", names.OuterNorm(i));
            }

            return result;

            void AddLinear(string name, string its, long outputs, long inputs)
            {
                result.Add($"{name}.weight", Take($"{its}.weight", outputs, inputs));
                result.Add($"{name}.bias", Take($"{its}.bias", outputs));
            }

            // Old files have TensorFlow's names.
            void AddNorm(string name, string its)
            {
                bool isOld = found.ContainsKey($"{its}.gamma");
                result.Add($"{name}.weight", Take($"{its}.{(isOld ? "gamma" : "weight")}", hidden));
                result.Add($"{name}.bias", Take($"{its}.{(isOld ? "beta" : "bias")}", hidden));
            }
        }

        torch.Tensor Take(string name, params long[] shape)
        {
            if (!found.TryGetValue(name, out var tensor))
                throw Invalid(folder, $"must have '{name}'", $"{found.Count} other tensors");
            if (!tensor.shape.SequenceEqual(shape))
                throw Invalid(
                    folder, $"must have '{name}' in the shape [{string.Join(", ", shape)}] of {EncoderConfig.FileName}",
                    $"[{string.Join(", ", tensor.shape)}]");
            if (!tensor.is_floating_point())
                throw Invalid(folder, $"must have '{name}' as floating-point numbers", $"{tensor.dtype}");
            read.Add(name);
            return tensor.to(torch.float32);
        }
    }

    private static bool IsUnused(string name, string prefix)
    {
        string inner = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return inner == "embeddings.position_ids" || Unused.Any(part => inner.StartsWith(part, StringComparison.Ordinal));
    }

    private static Dictionary<string, torch.Tensor> ReadFiles(string folder)
    {
        if (File.Exists(Path.Combine(folder, FileName)))
            return ReadFile(Path.Combine(folder, FileName));
        if (File.Exists(Path.Combine(folder, IndexName)))
            return ReadParts(folder);
        return EncoderOnnx.Find(folder) is { } path
            ? EncoderOnnx.Read(path)
            : throw new FileNotFoundException(
                $"A folder of an encoder must have {FileName}, {IndexName} or model.onnx; '{folder}' has none. " +
                (File.Exists(Path.Combine(folder, PickleName))
                ? $"Its {PickleName} is a pickle, which can run any code when it is read: download the model's {FileName}, or " +
                  "write it with save_file of Python's safetensors from torch.load(…, weights_only=True)."
                : "Download the model's weights."),
                Path.Combine(folder, FileName));
    }

    private static Dictionary<string, torch.Tensor> ReadParts(string folder)
    {
        var places = JsonSettings.Read(Path.Combine(folder, IndexName)).Part("weight_map")
            ?? throw Invalid(folder, "must have an index with 'weight_map'", "none");
        var tensors = new Dictionary<string, torch.Tensor>();
        foreach (string part in places.Texts().Distinct().Order())
        {
            if (part != Path.GetFileName(part))
                throw Invalid(folder, "must have an index of files in the folder itself", $"'{part}'");
            foreach (var (name, tensor) in ReadFile(Path.Combine(folder, part)))
            {
                if (!tensors.TryAdd(name, tensor))
                    throw Invalid(folder, "must have each tensor once", $"'{name}' in two files");
            }
        }

        return tensors;
    }

    private static Dictionary<string, torch.Tensor> ReadFile(string path)
    {
        if (InputFile.Check(path).Length > Array.MaxLength)
            throw new InvalidDataException(FormattableString.Invariant(
                $"A file of weights must not exceed {Array.MaxLength} bytes; '{path}' has {new FileInfo(path).Length}. ") +
                "Save the model in parts (max_shard_size).");
        try
        {
            return SafeTensors.ReadAnyType(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is damaged: {e.Message} Download it again.", e);
        }
    }

    private static InvalidDataException Invalid(string folder, string rule, string received) =>
        new($"The weights in '{folder}' {rule}; received {received}. Use the files of one model, unchanged.");
}
