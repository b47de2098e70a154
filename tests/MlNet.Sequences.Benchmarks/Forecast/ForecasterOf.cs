using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Makes the forecaster of a network's name.</summary>
internal static class ForecasterOf
{
    internal static readonly string[] Networks = ["gru", "lstm", "transformer", "linear"];

    /// <param name="mlContext">The context.</param>
    /// <param name="network">One of <see cref="Networks"/>.</param>
    /// <param name="settings">JSON of the options that differ.</param>
    /// <param name="set">Sets what belongs to the data.</param>
    internal static ForecastEstimator Make(MLContext mlContext, string network, string settings, Action<ForecastOptions> set) =>
        network switch
        {
            "gru" => mlContext.Forecasting.ForecastByGru(Merge<GruForecastOptions>(settings, set)),
            "lstm" => mlContext.Forecasting.ForecastByLstm(Merge<LstmForecastOptions>(settings, set)),
            "transformer" => mlContext.Forecasting.ForecastByTransformer(Merge<TransformerForecastOptions>(settings, set)),
            _ => mlContext.Forecasting.ForecastByLinear(Merge<LinearForecastOptions>(settings, set)),
        };

    private static TOptions Merge<TOptions>(string settings, Action<ForecastOptions> set)
        where TOptions : ForecastOptions, new()
    {
        var options = new TOptions();
        set(options);
        var merged = JsonNode.Parse(options.ToJson())!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(settings)!.AsObject())
            merged[name] = value?.DeepClone();
        return ForecastOptions.FromJson<TOptions>(merged.ToJsonString());
    }
}
