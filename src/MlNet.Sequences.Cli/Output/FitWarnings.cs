namespace MlNet.Sequences.Cli;

/// <summary>Shows the warnings of a fit, with the tool's names of the options in them.</summary>
internal sealed class FitWarnings(Messages messages, OptionNames names) : IWarningCallback
{
    public void OnWarning(OptionMessage warning) => messages.Warn(warning.ToString(names.Of));
}
