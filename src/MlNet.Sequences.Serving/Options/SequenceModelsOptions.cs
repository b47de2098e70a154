namespace MlNet.Sequences.Serving;

/// <summary>The models to serve, and the limits of the service.</summary>
public sealed class SequenceModelsOptions
{
    /// <summary>The models; at least one, each name and version once. <see cref="AddModel"/> adds to them.</summary>
    public IList<ModelLocation> Models { get; } = [];

    /// <summary>The threads that score; 1 or more. Default: one for each processor, and at least 2.</summary>
    public int NumberOfWorkers { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>
    /// The time steps, about the words, of the texts that are scored together; 1 or more. A longer text is scored alone. Default:
    /// 8,192.
    /// </summary>
    public int MaximumStepsInBatch { get; set; } = 8192;

    /// <summary>
    /// The time steps above which a text counts as long; 1 or more. Long texts are scored alone, and never by all workers at
    /// once, so short ones do not wait for them. Texts to explain are treated likewise.
    /// Default: 2,048.
    /// </summary>
    public int LongTextSteps { get; set; } = 2048;

    /// <summary>
    /// How long a text may wait for others to be scored with; 0 or more. Default: 0, no longer than for a worker.
    /// </summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.Zero;

    /// <summary>The texts that may wait; 1 or more. More are refused with status 429. Default: 4,096.</summary>
    public int MaximumQueueLength { get; set; } = 4096;

    /// <summary>
    /// How long a request may take, waiting included; above 0. Then it is dropped from the queue, and answered with status 504.
    /// Clients shorten it with the header <c>X-Request-Timeout</c>, in seconds. Default: 30 seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The bytes of a request's body; 1 or more. Streams of lines are not limited. Default: 16 MiB.</summary>
    public int MaximumRequestBytes { get; set; } = 16 << 20;

    /// <summary>
    /// The texts of a request; 1 or more, and at most <see cref="MaximumQueueLength"/>. Streams of lines are not limited.
    /// Default: 1,024.
    /// </summary>
    public int MaximumTextsInRequest { get; set; } = 1024;

    /// <summary>The UTF-16 characters of a text; 1 or more. Default: 200,000.</summary>
    public int MaximumTextLength { get; set; } = 200_000;

    /// <summary>
    /// The time steps, about the words, of a text whose prediction is explained; 1 or more. An explanation takes many
    /// times as long as a prediction, by occlusion as many as the text has words. Default: 2,048.
    /// </summary>
    public int MaximumExplainedSteps { get; set; } = 2048;

    /// <summary>
    /// How often the model files are checked for replacement; above 0, or <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// Default: 1 second.
    /// </summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the service, after it is told to stop, goes on to take requests while it reports that it is not ready, so that
    /// load balancers notice; 0 or more. The host's <c>ShutdownTimeout</c> must be longer. Default: 5 seconds.
    /// </summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Adds a model.</summary>
    /// <inheritdoc cref="ModelLocation(string, string, int)"/>
    /// <returns>These options.</returns>
    public SequenceModelsOptions AddModel(string name, string path, int version = 1)
    {
        Models.Add(new(name, path, version));
        return this;
    }
}
