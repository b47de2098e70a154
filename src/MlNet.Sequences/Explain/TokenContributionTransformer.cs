using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(TokenContributionTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Adds what each token of a text contributes to a trained model's score. Made by <see cref="TokenContributionEstimator"/>. The
/// columns, of which the vectors have as many values as the text has tokens, without padding:
/// <list type="table">
/// <item><term>ExplainedTokens</term><description>vector of texts: the tokens, as the vocabulary has them.</description></item>
/// <item><term>TokenContributions</term><description>vector of Single: what each token adds to ExplainedScore. They are in the
/// order of ExplainedTokens: names of slots belong to a column, and can't differ from row to row.</description></item>
/// <item><term>ExplainedScore</term><description>Single: the number that is explained. Of a class the log-odds against the
/// others, log(p / (1 - p)), which is the column Score of two classes; in regression the column Score.</description></item>
/// <item><term>BaselineScore</term><description>Single: the score without information: of a text of as many unknown words, or
/// with occlusion of a text without tokens.</description></item>
/// <item><term>CompletenessGap</term><description>Single: ExplainedScore - BaselineScore - the sum of the contributions. With
/// integrated gradients it is the error of the method, and more steps make it smaller.</description></item>
/// <item><term>ExplainedClass</term><description>text: the name of the class; not in regression.</description></item>
/// </list>
/// </summary>
/// <remarks>
/// Immutable and thread-safe. On a CPU the contributions of a text are bit for bit the same alone, among other texts, and padded
/// to any length. It shares the weights of the model, which are freed when both are disposed, and is saved with a copy of them.
/// After <c>MLContext.CancelExecution</c> cursors throw an <see cref="OperationCanceledException"/>.
/// </remarks>
public sealed class TokenContributionTransformer : SequenceTransformer, ILoadableTransformer, IDisposable
{
    private const string SettingsEntry = "contributions.json", ModelEntry = "Model";

    private readonly IScoringTransformer _model;
    private readonly IDisposable? _owned;
    private readonly TokenContributionOptions _options;
    private readonly TokenExplainer _explainer;
    private readonly IHostEnvironment? _environment;

    /// <param name="model">The model, which can be explained.</param>
    /// <param name="owned">What is disposed with the transformer, or null.</param>
    /// <param name="options">How scores are explained.</param>
    /// <param name="environment">Determines whether to continue; null to always continue.</param>
    internal TokenContributionTransformer(
        IScoringTransformer model, IDisposable? owned, TokenContributionOptions options,
        IHostEnvironment? environment = null)
    {
        (_model, _owned, _options) = (model, owned, options);
        _environment = environment is null ? null : HostEnvironments.HostOf(environment, nameof(TokenContributionTransformer));
        _explainer = TokenExplainer.Of(model.Network!, options);
    }

    static string ILoadableTransformer.Kind => "token-contributions";

    static int ILoadableTransformer.FormatVersion => 1;

    internal override string? ReasonAgainstOnnx =>
        "Contributions of tokens can't be exported to ONNX. Export the model without this transformer, and explain the " +
        "exported pipeline by occlusion.";

    /// <summary>How contributions are computed.</summary>
    public TokenContributionMethod Method => _options.Method;

    /// <summary>Frees the weights once explanations in progress are done and the model is disposed, too.</summary>
    public void Dispose()
    {
        _explainer.Dispose();
        _owned?.Dispose();
    }

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        Bind(inputSchema, Environment.ProcessorCount, default);

    /// <summary>The rows with the columns added. Cursors stop between texts when the token is canceled.</summary>
    internal IDataView Transform(IDataView input, CancellationToken cancellationToken) =>
        // Several threads explain rows, each by one.
        base.MakeView(input, Bind(input.Schema, threads: 1, cancellationToken));

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) => Transform(input, default);

    private ContributionMapping Bind(DataViewSchema inputSchema, int threads, CancellationToken cancellationToken) =>
        new(_model.Network!, _explainer, inputSchema, _environment, threads, cancellationToken);

    private protected override void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, new Entry(_options.Method, _options.BaselineToken, _options.NumberOfSteps, _options.Class));
        writer.AddModel(ModelEntry, (ITransformer)_model);
    }

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(SettingsEntry);
        var options = new TokenContributionOptions
        {
            Method = entry.Method,
            BaselineToken = entry.BaselineToken,
            NumberOfSteps = entry.NumberOfSteps,
            Class = entry.Class,
        };
        var model = reader.GetModel(ModelEntry);
        try
        {
            if (model is not IScoringTransformer scoring)
                throw ModelReader.Damaged(ModelEntry, $"is not a model of this library but {model.GetType().Name}");
            ModelReader.CheckSettings(SettingsEntry, () => ExplainedModel.Check(scoring, options));
            return new TokenContributionTransformer(scoring, model as IDisposable, options, environment);
        }
        catch
        {
            (model as IDisposable)?.Dispose();
            throw;
        }
    }

    private sealed record Entry(TokenContributionMethod Method, string? BaselineToken, int NumberOfSteps, int? Class);
}
