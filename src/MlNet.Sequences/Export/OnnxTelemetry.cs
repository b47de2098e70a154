using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>Keeps ONNX Runtime from collecting and sending usage data, unless the user wants it to.</summary>
/// <remarks>
/// ONNX Runtime 1.31 keeps a database of usage data in the user's cache folder, opens a connection to send them some ten seconds
/// after its start, and looks for a file <c>.ses</c> in the temporary folder, whoever created it. It decides once, when its
/// environment is created.
/// </remarks>
internal static class OnnxTelemetry
{
    /// <summary>The variable that ONNX Runtime reads: 1 switches its telemetry off.</summary>
    internal const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Call it before ONNX Runtime is started; if it already runs, the program that started it has decided.
    /// </summary>
    internal static void Settle()
    {
        if (SequencesRuntime.OnnxRuntimeTelemetry || OrtEnv.IsCreated || Environment.GetEnvironmentVariable(Variable) is not null)
            return;
        NativeEnvironment.Set(Variable, "1");
        OrtEnv.Instance().DisableTelemetryEvents();
    }
}
