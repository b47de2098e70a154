using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Puts an exported network in the place of the trained one, among the steps of its chain.</summary>
internal static class OnnxPipeline
{
    internal static TransformerChain<ITransformer> Create(IHostEnvironment environment, ITransformer model, DataViewSchema inputSchema, string path)
    {
        var network = TrainedModels.Find(model);
        var steps = new List<ITransformer>();
        var schema = inputSchema;
        bool isBound = false;
        foreach (var step in TrainedModels.Steps(model))
        {
            if (step is ITrainedModel)
            {
                foreach (var part in Parts(environment, network, model, schema, path))
                    Append(part);
                isBound = true;
            }
            else if (isBound || FindsItsColumns(step, schema))
            {
                Append(step);
            }
        }

        return new TransformerChain<ITransformer>([.. steps]);

        void Append(ITransformer step)
        {
            schema = step.GetOutputSchema(schema);
            steps.Add(step);
        }
    }

    private static IEnumerable<ITransformer> Parts(
        IHostEnvironment environment, TrainedNetwork network, ITransformer model, DataViewSchema schema, string path)
    {
        var input = network.Input;
        int time = OnnxInputTransformer.TimeOf(input.Find(schema, network.Description.FeatureColumnName), input);
        network.Architecture.CheckLongest(time);
        var reader = new OnnxInputTransformer(network.Description.FeatureColumnName, input);
        yield return reader;
        OnnxExporter.Export(network, model, path);
        string[] outputs = [.. network.Objective.OutputColumns(scoreSetId: 1).Select(output => output.Column.Name)];
        int[] shape = input.IsTokens ? [1, time] : [1, time, input.Channels];
        yield return OnnxModels.Apply(environment, path, SequenceInputGraph.NameOf(input), shape, outputs, reader.GetOutputSchema(schema));
        yield return new OnnxScoreTransformer(network.Objective);
    }

    // What only training needs, as the mapping of labels to keys, has no columns when texts are scored.
    private static bool FindsItsColumns(ITransformer step, DataViewSchema schema)
    {
        try
        {
            step.GetOutputSchema(schema);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
