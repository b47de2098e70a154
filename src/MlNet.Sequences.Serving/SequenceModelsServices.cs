using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNet.Sequences.Serving;

/// <summary>Adds served models to an application's services.</summary>
public static class SequenceModelsServices
{
    /// <summary>
    /// Adds models to serve. They are loaded and warmed up when the application starts, and
    /// <see cref="SequenceModelsEndpoints.MapSequenceModels"/> answers for them.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Names the models, and sets the limits.</param>
    /// <returns>The services.</returns>
    /// <exception cref="OptionsValidationException">
    /// Thrown when the application starts: options violate a rule. The message lists all violations.
    /// </exception>
    public static IServiceCollection AddSequenceModels(
        this IServiceCollection services, Action<SequenceModelsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddMetrics();
        services.AddOptions<SequenceModelsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SequenceModelsOptions>, SequenceModelsOptionsValidator>());
        services.TryAddSingleton<ServingMetrics>();
        services.TryAddSingleton(provider => new SequenceModels(
            provider.GetRequiredService<IOptions<SequenceModelsOptions>>(), provider.GetRequiredService<ServingMetrics>(),
            provider.GetRequiredService<ILogger<SequenceModels>>()));
        services.AddHostedService<ModelService>();
        return services;
    }
}
