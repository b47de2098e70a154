using Microsoft.ML;
using MlNet.Sequences.Testing;
using TorchSharp;

[assembly: MlNet.Sequences.SequenceArchitecture(typeof(MlNet.Sequences.Tests.ContractTests.PaddingOptions), "padding")]

namespace MlNet.Sequences.Tests;

/// <summary>The packed contracts themselves: what they say of estimators that break a rule.</summary>
[TestClass]
public sealed class ContractTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_broken_rule_is_an_exception_that_has_the_rule_the_expected_and_the_received()
    {
        using var contract = new EstimatorContract(
            new Liar(_mlContext.Transforms.CopyColumns("Copy", "Text")), Rows, "Text", "Copy");
        var broken = Assert.ThrowsExactly<ContractException>(
            () => contract.Check("The schema that is promised is the schema that is delivered"));
        Assert.AreEqual("The schema that is promised is the schema that is delivered", broken.Rule);
        Assert.StartsWith(
            "The contract's rule 'The schema that is promised is the schema that is delivered' is broken. Expected the schema " +
            "of the fitted transformer to be promised:\nCopy: String\nNumber: Int32\nText: String\n\nReceived:\nNumber: Int32",
            broken.Message);
    }

    [TestMethod]
    public void All_broken_rules_are_told_together()
    {
        using var contract = new EstimatorContract(
            new Liar(_mlContext.Transforms.CopyColumns("Copy", "Text")), Rows, "Text", "Copy");
        var broken = Assert.ThrowsExactly<AggregateException>(contract.Check);
        string[] rules = [.. broken.InnerExceptions.Cast<ContractException>().Select(each => each.Rule)];
        Assert.Contains("The schema that is promised is the schema that is delivered", rules);
        Assert.Contains("A wrong column fails alike everywhere", rules);
        Assert.DoesNotContain("A saved and loaded model gives bitwise the same values", rules);
        Assert.IsTrue(rules.All(contract.RuleNames.Contains));
        Assert.Contains($"{rules.Length} of {contract.RuleNames.Count} rules of the contract are broken.", broken.Message);
    }

    [TestMethod]
    public void A_network_that_sees_the_length_of_its_batch_breaks_a_rule()
    {
        using var contract = new SequenceTrainerContract(new PaddingOptions { EmbeddingSize = 6, NumberOfEpochs = 1, Seed = 1 });
        var broken = Assert.ThrowsExactly<ContractException>(() => contract.Check("A row scores the same alone and in a batch"));
        Assert.Contains("Expected scores of row ", broken.Message);
        contract.Check("Nothing is null");
    }

    [TestMethod]
    public void A_rule_that_is_none_is_refused()
    {
        using var contract = new SequenceTrainerContract(Toy.Options);
        Assert.Contains("received 'Padding'", Assert.ThrowsExactly<ArgumentException>(() => contract.Check("Padding")).Message);
    }

    [TestMethod]
    public void Columns_have_the_names_that_the_options_have()
    {
        var options = Toy.Options;
        (options.LabelColumnName, options.FeatureColumnName) = ("Class", "Steps");
        using var contract = new SequenceTrainerContract(options, SequenceContractTask.Multiclass);
        contract.Check("A wrong and a missing label fail alike and scoring needs none");
        contract.Check("A wrong column fails alike everywhere");
    }

    private IDataView Rows(int count) =>
        _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new Row { Number = i, Text = $"word {i % 7}" }));

    private sealed class Row
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>An estimator that promises no column.</summary>
    private sealed class Liar(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => inner.Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    public sealed class PaddingOptions : CustomSequenceOptions
    {
        protected internal override int StateSize => 6;

        protected internal override torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody() => new LengthModule();
    }

    // Its states tell how long the padded batch is.
    private sealed class LengthModule : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
    {
        internal LengthModule()
            : base(nameof(LengthModule))
        {
        }

        public override torch.Tensor forward(torch.Tensor vectors, torch.Tensor isStep) =>
            vectors.Times(vectors.shape[1]);
    }
}
