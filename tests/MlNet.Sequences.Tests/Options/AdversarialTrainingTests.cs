using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Adversarial training as options, and what a fit makes of them.</summary>
[TestClass]
public sealed class AdversarialTrainingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_options_are_read_from_JSON()
    {
        var options = SequenceTrainerOptions.FromJson<LstmOptions>(
            """{ "adversarialTraining": "VirtualAdversarial", "adversarialNorm": 2.5, "adversarialWeight": 0.5 }""");
        Assert.AreEqual(AdversarialTraining.VirtualAdversarial, options.AdversarialTraining);
        Assert.AreEqual(2.5, options.AdversarialNorm);
        Assert.AreEqual(0.5, options.AdversarialWeight);
        Assert.AreEqual(options, SequenceTrainerOptions.FromJson<LstmOptions>(options.ToJson()));
    }

    [TestMethod]
    [DataRow(nameof(ToyTask.Regression))]
    [DataRow(nameof(ToyTask.StepRegression))]
    public void Regression_predicts_no_distribution_for_the_virtual_form(string task)
    {
        var options = Toy.Options;
        options.AdversarialTraining = AdversarialTraining.VirtualAdversarial;
        var error = Assert.ThrowsExactly<InvalidOptionsException>(
            () => Toy.Trainer(_mlContext, Enum.Parse<ToyTask>(task), options));
        StringAssert.Contains(error.Message, "AdversarialTraining must not be VirtualAdversarial in");
    }

    [TestMethod]
    public void A_language_model_has_none()
    {
        var network = Toy.Options;
        network.AdversarialTraining = AdversarialTraining.Adversarial;
        var error = Assert.ThrowsExactly<InvalidOptionsException>(
            () => _mlContext.Transforms.Text.TrainLanguageModel(new LanguageModelOptions { Network = network }));
        StringAssert.Contains(error.Message, "AdversarialTraining does not apply to language modeling");
    }

    [TestMethod]
    [DataRow(nameof(ToyTask.Binary), AdversarialTraining.Adversarial)]
    [DataRow(nameof(ToyTask.Binary), AdversarialTraining.VirtualAdversarial)]
    [DataRow(nameof(ToyTask.Multiclass), AdversarialTraining.VirtualAdversarial)]
    [DataRow(nameof(ToyTask.Tagging), AdversarialTraining.VirtualAdversarial)]
    [DataRow(nameof(ToyTask.Regression), AdversarialTraining.Adversarial)]
    [DataRow(nameof(ToyTask.StepRegression), AdversarialTraining.Adversarial)]
    public void A_fit_depends_on_the_kind_the_norm_and_the_weight(string name, AdversarialTraining kind)
    {
        var task = Enum.Parse<ToyTask>(name);
        string[] fits =
        [
            Fit(_ => { }),
            Fit(o => o.AdversarialTraining = kind),
            Fit(o => (o.AdversarialTraining, o.AdversarialNorm) = (kind, 1)),
            Fit(o => (o.AdversarialTraining, o.AdversarialWeight) = (kind, 0.3)),
        ];
        Assert.HasCount(fits.Length, fits.Distinct().ToArray());
        Assert.AreEqual(fits[1], Fit(o => o.AdversarialTraining = kind), "the same each time");

        string Fit(Action<SequenceTrainerOptions> set)
        {
            var options = Toy.Options;
            (options.HiddenSize, options.NumberOfEpochs, options.NgramLength) = (8, 2, 0);
            set(options);
            using var model = Toy.Trainer(_mlContext, task, options).Fit(Toy.Tokens(_mlContext, 60));
            return Fits.Describe(model.History);
        }
    }
}
