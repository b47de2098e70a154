using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What takes ML.NET's own trainers and models by their interfaces takes ours, as far as it can read sequences.
/// </summary>
[TestClass]
public sealed class FeatureImportanceTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void PermutationFeatureImportance_finds_the_channel_that_tells()
    {
        var data = Toy.Numbers(_mlContext, 300);
        using var model = Toy.Trainer(_mlContext, Learning()).Fit(data);
        var metrics = _mlContext.BinaryClassification.PermutationFeatureImportance(model, data);
        Assert.HasCount(Toy.NumberRow.Time * Toy.NumberRow.Channels, metrics);
        // The first channel is noise, the slope of the second is what is learned.
        double noise = Enumerable.Range(0, 8).Sum(t => metrics[t * 2].AreaUnderRocCurve.Mean);
        double slope = Enumerable.Range(0, 8).Sum(t => metrics[t * 2 + 1].AreaUnderRocCurve.Mean);
        Assert.IsLessThan(noise, slope, "permuted, the telling slots cost the most");
    }

    [TestMethod]
    public void It_finds_our_model_in_a_chain_by_ITransformer_alone()
    {
        var named = Named(Toy.Numbers(_mlContext, 100));
        foreach (var task in Toy.TasksOfSequences)
        {
            using var fitted = _mlContext.Transforms.CopyColumns("Before", "Number")
                .Append(Toy.Trainer(_mlContext, task, Toy.Options)).Fit(named);
            ITransformer model = fitted;
            string label = Toy.LabelColumnOf(task);
            IEnumerable<string> slots = task switch
            {
                ToyTask.Binary =>
                    _mlContext.BinaryClassification.PermutationFeatureImportanceNonCalibrated(model, named, label).Keys,
                ToyTask.Multiclass => _mlContext.MulticlassClassification.PermutationFeatureImportance(model, named, label).Keys,
                _ => _mlContext.Regression.PermutationFeatureImportance(model, named, label).Keys,
            };
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 16).Select(slot => $"slot{slot}").ToArray(), slots.ToArray());
        }
    }

    [TestMethod]
    public void Code_for_any_trainer_of_ML_NET_takes_ours()
    {
        var data = Toy.Tokens(_mlContext, 40);
        var (transformer, parameters) = Train(Toy.Trainer(_mlContext), data);
        using var model = (IDisposable)transformer;
        Assert.AreEqual("Features", transformer.FeatureColumnName);
        Assert.AreEqual(new VectorDataViewType(new KeyDataViewType(typeof(uint), Toy.Vocabulary)), transformer.FeatureColumnType);
        Assert.AreSame(transformer.Model, parameters);
        var reloaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, transformer);
        Assert.AreEqual(transformer.FeatureColumnType, reloaded.FeatureColumnType);

        var weights = (SequenceModelParameters)(object)parameters;
        Assert.AreEqual(
            ((SequencePredictionTransformer)transformer).NumberOfParameters,
            weights.WeightNames.Sum(name => weights.GetWeights(name).Length));
        foreach (string name in weights.WeightNames)
            CollectionAssert.AreEqual(weights.GetWeights(name), reloaded.Model.GetWeights(name), name);
        foreach (var read in (Func<string, object>[])[weights.GetWeights, weights.GetShape])
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => read("bias")).Message, "There is no weight 'bias'");
        reloaded.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => reloaded.Model.GetShape("head.bias"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => reloaded.Model.WeightNames);

        static (ISingleFeaturePredictionTransformer<TModel> Transformer, TModel Model) Train<TModel>(
            ITrainerEstimator<ISingleFeaturePredictionTransformer<TModel>, TModel> trainer, IDataView data)
            where TModel : class
        {
            Assert.IsFalse(trainer.Info.NeedNormalization);
            Assert.IsFalse(trainer.Info.WantCaching);
            var fitted = trainer.Fit(data);
            return (fitted, fitted.Model);
        }
    }

    [TestMethod]
    public void The_type_of_numbers_has_their_channels()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Numbers(_mlContext, 20));
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 0, 2), model.FeatureColumnType);
    }

    private static LstmOptions Learning()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate) = (10, 0.02);
        return options;
    }

    // Without names of slots ML.NET has none to return.
    private static RenamedSlots Named(IDataView data)
    {
        var names = Enumerable.Range(0, 16).Select(slot => $"slot{slot}".AsMemory()).ToArray();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, names));
        return new RenamedSlots(data, builder.ToAnnotations());
    }

    /// <summary>A view whose column of features has other annotations.</summary>
    private sealed class RenamedSlots : IDataView
    {
        private readonly IDataView _view;

        internal RenamedSlots(IDataView view, DataViewSchema.Annotations annotations)
        {
            _view = view;
            var builder = new DataViewSchema.Builder();
            foreach (var column in view.Schema)
                builder.AddColumn(column.Name, column.Type, column.Name == "Features" ? annotations : column.Annotations);
            Schema = builder.ToSchema();
        }

        public bool CanShuffle => false;

        public DataViewSchema Schema { get; }

        public long? GetRowCount() => _view.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            _view.GetRowCursor(columnsNeeded.Select(column => _view.Schema[column.Index]));

        public DataViewRowCursor[] GetRowCursorSet(
            IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded)];
    }
}
