using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Replaces the trained network in a chain by an exported one.</summary>
internal static class OnnxPipeline
{
    /// <param name="model">The trained model.</param>
    /// <param name="inputSchema">
    /// The schema in which steps must find their columns, or be left out; null for all steps unchanged.
    /// </param>
    /// <param name="path">The path to export the network to.</param>
    /// <param name="options">The options of the export.</param>
    internal static TransformerChain<ITransformer> Create(
        ITransformer model, DataViewSchema? inputSchema, string path, OnnxExportOptions options)
    {
        var network = TrainedModels.FindToExport(model);
        var steps = new List<ITransformer>();
        var schema = inputSchema;
        OnnxPredictionTransformer? exported = null;
        try
        {
            foreach (var step in TrainedModels.Steps(model))
            {
                if (step is ITrainedModel)
                    Append(exported = Export(network, model, schema, path, options));
                else if (schema is null || exported is not null || FindsItsColumns(step, schema))
                    Append(step);
            }
        }
        catch
        {
            exported?.Dispose();
            throw;
        }

        return new TransformerChain<ITransformer>([.. steps]);

        void Append(ITransformer step)
        {
            schema = schema is null ? null : step.GetOutputSchema(schema);
            steps.Add(step);
        }
    }

    private static OnnxPredictionTransformer Export(
        TrainedNetwork network, ITransformer model, DataViewSchema? schema, string path, OnnxExportOptions options)
    {
        if (schema is not null)
            network.Input.Find(schema, network.FeatureColumnName, network.Vocabulary); // throws before a file is written
        OnnxExporter.Export(network, model, path, options);
        return new OnnxPredictionTransformer(OnnxNetwork.Create(network, File.ReadAllBytes(path)));
    }

    // Steps that only training needs, such as the mapping of labels to keys, do not find their columns in scoring.
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
