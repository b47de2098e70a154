using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Adds what each token of a text contributes to a trained model's score. Learns nothing: <see cref="Fit"/> checks the column
/// and reads no row.
/// </summary>
public sealed class TokenContributionEstimator : IEstimator<TokenContributionTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IScoringTransformer _model;
    private readonly TokenContributionOptions _options;

    /// <exception cref="ArgumentException">A rule of the options is broken, or the model can't be explained.</exception>
    internal TokenContributionEstimator(IHostEnvironment environment, ITransformer model, TokenContributionOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_environment, _model, _options) = (environment, ExplainedModel.Find(model), options.Copy());
        ExplainedModel.Check(_model, _options);
    }

    /// <summary>The schema with the new columns, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column with the sequences is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var network = _model.Network!;
        SequenceInput.Requirement.Find(inputSchema, network.FeatureColumnName);
        SchemaShape.Column[] added = [.. ContributionColumns.Of(network.Objective).Select(ColumnShapes.Of)];
        return new([.. inputSchema.Where(column => added.All(other => other.Name != column.Name)), .. added]);
    }

    /// <summary>Checks the column with the sequences.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, has a wrong type, or another vocabulary than the model.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TokenContributionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var network = _model.Network!;
        network.Input.Find(input.Schema, network.FeatureColumnName, network.Vocabulary);
        var (model, owned) = _model.Share();
        return new(model, owned, _options, _environment);
    }
}
