using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Small fits with a folder for checkpoints.</summary>
public abstract class CheckpointFixture
{
    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected List<string> Warnings { get; } = [];

    private protected CheckpointFixture() => MlContext.Log += (_, e) =>
    {
        if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
            Warnings.Add(e.RawMessage);
    };

    private protected static LstmOptions Options(ScratchFolder folder)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.CheckpointFolder, options.Resume, options.StepDropout) = (3, folder.Path, true, 0.2);
        (options.ValidationFraction, options.ShuffleWindowSize) = (0, 1_000);
        return options;
    }

    private protected SequencePredictionTransformer Fit(LstmOptions options) =>
        Toy.Trainer(MlContext, options).Fit(Toy.Tokens(MlContext, 100));

    private protected float[] Scores(SequencePredictionTransformer model) =>
        Toy.Scores(model, Toy.Tokens(MlContext, 30, seed: 8));

    private protected static void Forge(string file, Action<JsonNode> edit)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int length = (int)BitConverter.ToInt64(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!;
        var metadata = header["__metadata__"]!;
        var state = JsonNode.Parse((string)metadata["mlnet_sequences_checkpoint"]!)!;
        edit(state);
        metadata["mlnet_sequences_checkpoint"] = state.ToJsonString();
        metadata["sha256"] = new string('0', 64);
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        CheckpointFile.Write(file, (byte[])[.. BitConverter.GetBytes((long)json.Length), .. json, .. bytes[(8 + length)..]]);
    }
}
