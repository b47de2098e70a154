using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>A loss of the user's own.</summary>
[TestClass]
public sealed class CustomLossTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(ToyTask.Binary)]
    [DataRow(ToyTask.Multiclass)]
    [DataRow(ToyTask.Regression)]
    public void The_task_s_own_loss_brought_in_gives_the_same_weights_and_the_same_epochs(object task)
    {
        var kind = (ToyTask)task;
        ISequenceLoss loss = new Given((logits, targets) => kind switch
        {
            ToyTask.Binary =>
                torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: torch.nn.Reduction.None),
            ToyTask.Multiclass => torch.nn.functional.cross_entropy(logits, targets, reduction: torch.nn.Reduction.None),
            _ => (logits - targets).Squared(),
        });
        var (expected, expectedHistory) = Train(null);
        var (scores, history) = Train(loss);
        CollectionAssert.AreEqual(expected, scores);
        Assert.HasCount(2, history.Epochs);
        foreach (var (epoch, before) in history.Epochs.Zip(expectedHistory.Epochs))
        {
            Assert.AreEqual(before.TrainingLoss, epoch.TrainingLoss);
            foreach (var (name, value) in before.Validation)
                Assert.AreEqual(value, epoch.Validation[name], 1e-5, name);
        }

        (float[] Scores, TrainingHistory History) Train(ISequenceLoss? loss)
        {
            var options = Toy.Options;
            (options.NumberOfEpochs, options.ValidationFraction, options.Loss, options.NgramLength) = (2, 0.3, loss, 0);
            using var model = Toy.Trainer(_mlContext, kind, options).Fit(Toy.Tokens(_mlContext, 100));
            return ([.. Toy.ScoreVectors(model, Toy.Tokens(_mlContext, 20, seed: 2)).SelectMany(scores => scores)],
                model.History);
        }
    }

    [TestMethod]
    public void Another_loss_gives_other_weights_and_the_model_is_saved_without_it()
    {
        var model = Fit(new Given((logits, targets) => (logits.sigmoid() - targets).Squared()));
        using var loaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
        var test = Toy.Tokens(_mlContext, 20, seed: 2);
        CollectionAssert.AreEqual(Toy.Scores(model, test), Toy.Scores(loaded, test));
        CollectionAssert.AreNotEqual(Toy.Scores(Fit(null), test), Toy.Scores(model, test));
        Assert.AreEqual("{\"type\":\"MlNet.Sequences.Tests.CustomLossTests+Given\"}", loaded.History.Settings!["loss"]);
        Assert.AreEqual(0, double.Parse(loaded.History.Settings["labelSmoothing"]), "chosen for a loss that smooths no labels");
    }

    [TestMethod]
    public void A_vector_label_of_one_number_is_learned_as_a_number_is()
    {
        var logits = torch.tensor([1f, -2f, 0.5f]).view(3, 1);
        torch.Tensor labels = torch.tensor([3f, 1f, 2f]), weights = torch.tensor([1f, 2f, 1f]);
        var one = new RegressionObjective { Mean = 2, StandardDeviation = 0.5 };
        var vector = new VectorRegressionObjective { Means = [2], StandardDeviations = [0.5] };
        Assert.AreEqual(
            one.Loss(logits, labels, weights).Sum.item<float>(), vector.Loss(logits, labels, weights).Sum.item<float>());
    }

    [TestMethod]
    public void What_it_returns_wrong_is_an_error_that_names_its_type_and_what_was_received()
    {
        const string Name = "The loss MlNet.Sequences.Tests.CustomLossTests+Given";
        Fails((logits, targets) => (logits - targets).Squared().mean(),
            $"{Name} must return a loss for each sequence of the batch, of the shape [15]; it returned the shape []");
        Fails((logits, targets) =>
            (logits.unsqueeze(-1) - targets).Squared(), "it returned the shape [15, 15] for logits of [15]");
        Fails((logits, targets) =>
            (logits - targets).Squared().detach(), $"{Name} must return losses that are computed from the logits");
        Fails((logits, targets) =>
            targets.to(torch.int64), $"{Name} must return floating-point numbers on cpu; it returned Int64 on cpu");
        Fails((_, _) => null!, $"{Name} must return a tensor; it returned null. Correct its Compute.");
        Fails((logits, targets) => (logits - targets).Times(double.NaN),
            $"loss became NaN in epoch 1 with the loss MlNet.Sequences.Tests.CustomLossTests+Given");
        Fails(
            (logits, targets) =>
                torch.is_grad_enabled() ? (logits - targets).Squared() : (logits - targets).Times(double.PositiveInfinity),
            $"{Name} must return numbers; it returned");
    }

    [TestMethod]
    public void What_it_throws_is_the_inner_exception_of_one_that_names_it()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Fit(new Given((_, _) => throw new TimeZoneNotFoundException("no such zone"))));
        Assert.AreEqual("The loss MlNet.Sequences.Tests.CustomLossTests+Given failed: TimeZoneNotFoundException: no such zone",
            failure.Message);
        Assert.IsInstanceOfType<TimeZoneNotFoundException>(failure.InnerException);
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(new Given((_, _) => throw new OperationCanceledException())));
    }

    [TestMethod]
    public void The_loss_s_own_options_are_left_alone_with_it()
    {
        var options = Toy.Options;
        (options.Loss, options.LabelSmoothing) = (new Given((logits, _) => logits), 0.1);
        Assert.Contains(
            "LabelSmoothing can't be combined with Loss, which replaces it; received 0.1; set it to null",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, options)).Message);
        (options.LabelSmoothing, options.RegressionLoss) = (null, RegressionLoss.Absolute);
        Assert.Contains(
            "RegressionLoss can't be combined with Loss, which replaces it; received Absolute; set it to Squared",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, ToyTask.Regression, options)).Message);
    }

    private void Fails(Func<torch.Tensor, torch.Tensor, torch.Tensor> compute, string part) =>
        Assert.Contains(part, Assert.ThrowsExactly<InvalidOperationException>(() => Fit(new Given(compute))).Message);

    private SequencePredictionTransformer Fit(ISequenceLoss? loss)
    {
        var options = Toy.Options;
        (options.Loss, options.ValidationFraction, options.LabelSmoothing, options.LearningRate) = (loss, 0.2, null, 0.01);
        return Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 80));
    }

    private sealed class Given(Func<torch.Tensor, torch.Tensor, torch.Tensor> compute) : ISequenceLoss
    {
        public torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => compute(logits, targets);
    }
}
