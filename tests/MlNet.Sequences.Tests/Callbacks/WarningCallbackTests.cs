using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WarningCallbackTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_warning_comes_as_a_message_whose_options_can_be_named_and_as_text_to_the_log(bool ofRangeTest)
    {
        var mlContext = new MLContext(seed: 1);
        var logged = new List<string>();
        mlContext.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning && e.Source.StartsWith("SequenceTrainer; ", StringComparison.Ordinal))
                logged.Add(e.RawMessage);
        };
        var told = new List<OptionMessage>();
        var options = Toy.Options;
        (options.Precision, options.Device, options.Callbacks) = (TrainingPrecision.TensorFloat32, "cpu", [new Listener(told)]);
        var trainer = Toy.Trainer(mlContext, options);
        if (ofRangeTest)
            trainer.FindLearningRate(Toy.Tokens(mlContext, 60), new LearningRateRangeOptions { Steps = 20 });
        else
            trainer.Fit(Toy.Tokens(mlContext, 60)).Dispose();

        var warning = told.Single(message => message.Options.Contains("Precision"));
        Assert.Contains(warning.ToString(), logged);
        Assert.StartsWith(
            "--precision TensorFloat32 requires an NVIDIA GPU",
            warning.ToString(name => name == "Precision" ? "--precision" : name));
    }

    private sealed class Listener(List<OptionMessage> told) : IWarningCallback
    {
        public void OnWarning(OptionMessage warning) => told.Add(warning);
    }
}
