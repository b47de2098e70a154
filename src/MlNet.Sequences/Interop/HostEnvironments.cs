using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// What ML.NET keeps inside its catalogs and its environment: the environment itself, the seed, the GPU settings.
/// </summary>
internal static class HostEnvironments
{
    /// <summary>
    /// The environment of a catalog such as <c>mlContext.Data</c> or <c>mlContext.BinaryClassification.Trainers</c>.
    /// </summary>
    internal static IHostEnvironment Of(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).GetEnvironment();
    }

    /// <summary>A view of objects, read again at each pass, as <c>mlContext.Data.LoadFromEnumerable</c> makes it.</summary>
    internal static IDataView LoadFromEnumerable<T>(
        IHostEnvironment environment, IEnumerable<T> rows, SchemaDefinition schema)
        where T : class => new DataOperationsCatalog(environment).LoadFromEnumerable(rows, schema);

    /// <summary>A fitted transformer as written by <c>mlContext.Model.Save</c>.</summary>
    internal static byte[] SaveModel(IHostEnvironment environment, ITransformer model, DataViewSchema inputSchema)
    {
        using var memory = new MemoryStream();
        new ModelOperationsCatalog(environment).Save(model, inputSchema, memory);
        return memory.ToArray();
    }

    /// <summary>The transformer that <see cref="SaveModel"/> wrote.</summary>
    internal static ITransformer LoadModel(IHostEnvironment environment, byte[] model) =>
        new ModelOperationsCatalog(environment).Load(new MemoryStream(model), out _);

    /// <summary>The seed given to <c>new MLContext(seed)</c>, or null.</summary>
    internal static int? SeedOf(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.Seed;

    /// <summary>The values of <c>MLContext.GpuDeviceId</c> and <c>MLContext.FallbackToCpu</c>.</summary>
    internal static (int? GpuDeviceId, bool FallbackToCpu) GpuRuleOf(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal host ? (host.GpuDeviceId, host.FallbackToCpu) : (null, false);

    /// <summary>
    /// An environment for a piece of work, which sees that the context is canceled. Draws no random number from it.
    /// </summary>
    internal static IHostEnvironment HostOf(IHostEnvironment environment, string name) => environment.Register(name, seed: 0);

    /// <summary>
    /// Stops the work of a context after <c>MLContext.CancelExecution</c>, which AutoML calls to end a trial.
    /// </summary>
    /// <param name="environment">The work's environment, made by <see cref="HostOf"/>.</param>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    internal static void CheckAlive(IHostEnvironment environment) => environment.CheckAlive();
}
