using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>What every estimator of this library owes. A derived class says which one it is, and what it is fitted to.</summary>
public abstract class EstimatorContract
{
    private ITransformer? _model;

    private protected MLContext MlContext { get; } = new(seed: 1);

    /// <summary>The estimator.</summary>
    private protected abstract IEstimator<ITransformer> Estimator { get; }

    /// <summary>Rows for the estimator, with a column "Number" of their places.</summary>
    private protected abstract IDataView Data(int rows);

    /// <summary>The column that is transformed.</summary>
    private protected abstract string Input { get; }

    /// <summary>The columns that are added.</summary>
    private protected abstract string[] Outputs { get; }

    /// <summary>Those that are the same to the last bit in whatever batch a row is computed.</summary>
    private protected virtual string[] BatchIndependentOutputs => Outputs;

    private protected ITransformer Model => _model ??= Estimator.Fit(Data(60));

    [TestCleanup]
    public void FreeModel() => (_model as IDisposable)?.Dispose();

    [TestMethod]
    public void The_schema_that_is_promised_is_the_schema_that_is_delivered()
    {
        var schema = Data(10).Schema;
        string promised = Schemas.Describe(Estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(schema))));
        Assert.AreEqual(Schemas.Describe(Model.GetOutputSchema(schema)), promised);
        Assert.AreEqual(Schemas.Describe(Model.Transform(Data(10)).Schema), promised);
        Assert.AreEqual(Schemas.Describe(ModelFile.Reload(MlContext, Model).GetOutputSchema(schema)), promised);
    }

    [TestMethod]
    public void The_promise_holds_where_the_columns_exist_already()
    {
        var twice = Model.Transform(Data(10));
        Assert.AreEqual(
            Schemas.Describe(Model.GetOutputSchema(twice.Schema)),
            Schemas.Describe(Estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(twice.Schema)))));
        CollectionAssert.AreEqual(CellReader.Read(twice, Outputs), CellReader.Read(Model.Transform(twice), Outputs));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_wrong_and_a_missing_column_fail_alike_everywhere(bool missing)
    {
        var data = Data(10);
        IEstimator<ITransformer> harm = missing
            ? MlContext.Transforms.DropColumns(Input)
            : MlContext.Transforms.CopyColumns(Input, "Number");
        var wrong = harm.Fit(data).Transform(data);
        var reloaded = ModelFile.Reload(MlContext, Model);

        var errors = new Action[]
        {
            () => Estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(wrong.Schema))),
            () => Estimator.Fit(wrong),
            () => Model.GetOutputSchema(wrong.Schema),
            () => Model.Transform(wrong),
            () => Model.GetRowToRowMapper(wrong.Schema),
            () => reloaded.GetOutputSchema(wrong.Schema),
            () => reloaded.Transform(wrong),
        }.Select(action => Assert.ThrowsExactly<ArgumentOutOfRangeException>(action)).ToArray();

        foreach (var error in errors)
        {
            Assert.AreEqual(errors[0].Message, error.Message);
            Assert.AreEqual(errors[0].ParamName, error.ParamName);
        }

        StringAssert.Contains(errors[0].Message, $"'{Input}': expected");
    }

    [TestMethod]
    public void Nothing_is_null()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => Estimator.Fit(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Estimator.GetOutputSchema(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Model.Transform(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Model.GetOutputSchema(null!));
    }

    [TestMethod]
    public void A_saved_and_loaded_model_gives_bitwise_the_same_values()
    {
        var data = Data(100);
        string[] values = CellReader.Read(Model.Transform(data), Outputs);
        Assert.HasCount(100, values);
        var reloaded = ModelFile.Reload(MlContext, Model);
        Assert.AreSame(Model.GetType(), reloaded.GetType());
        CollectionAssert.AreEqual(values, CellReader.Read(reloaded.Transform(data), Outputs));
        CollectionAssert.AreEqual(
            values, CellReader.Read(ModelFile.Reload(new MLContext(), reloaded).Transform(data), Outputs), "saved again");
    }

    [TestMethod]
    public void A_chain_with_transforms_of_ML_NET_is_saved_and_loaded_whole()
    {
        var data = Data(50);
        var chain = MlContext.Transforms.CopyColumns("Before", "Number")
            .Append(Estimator)
            .Append(MlContext.Transforms.CopyColumns("After", Outputs[0]))
            .Append(MlContext.Transforms.Conversion.ConvertType("Concatenated", "Number"))
            .Append(MlContext.Transforms.Concatenate("Concatenated", "Concatenated"));
        string[] columns = ["Before", .. Outputs, "After", "Concatenated"];
        var model = chain.Fit(data);
        using var file = new MemoryStream();
        MlContext.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out var schema);

        Assert.AreEqual(data.Schema.Count, schema.Count);
        CollectionAssert.AreEqual(
            CellReader.Read(model.Transform(data), columns), CellReader.Read(loaded.Transform(data), columns));
    }

    [TestMethod]
    public void An_empty_view_gives_no_rows()
    {
        var view = Model.Transform(Data(0));
        Assert.IsEmpty(CellReader.Read(view, Outputs));
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void A_cursor_has_only_the_columns_that_were_asked_for()
    {
        var view = Model.Transform(Data(5));
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema[Outputs[0]]]);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.IsTrue(cursor.IsColumnActive(view.Schema[Outputs[0]]));
        foreach (var column in view.Schema.Where(c => Outputs.Skip(1).Contains(c.Name)))
        {
            Assert.IsFalse(cursor.IsColumnActive(column));
            Assert.Throws<ArgumentException>(() => CellReader.Create(cursor, column)());
        }

        Assert.Throws<Exception>(() => cursor.GetGetter<DateTime>(view.Schema[Outputs[0]]), "a value of another type");
    }

    [TestMethod]
    public void A_set_of_cursors_gives_every_row_once()
    {
        // A cache is one of ML.NET's views that can be read by several cursors at once.
        var data = MlContext.Data.Cache(Data(3_000));
        CellReader.Read(data, [.. data.Schema.Select(column => column.Name)]);
        var view = Model.Transform(data);
        string[] columns = ["Number", .. BatchIndependentOutputs];
        var cursors = view.GetRowCursorSet([.. columns.Select(name => view.Schema[name])], 3);
        Assert.IsGreaterThan(1, cursors.Length);
        var rows = new string[cursors.Length][];
        Parallel.For(0, cursors.Length, i => rows[i] = CellReader.Read(cursors[i], columns));
        foreach (var cursor in cursors)
            cursor.Dispose();
        CollectionAssert.AreEquivalent(CellReader.Read(view, columns), rows.SelectMany(each => each).ToArray());
    }

    [TestMethod]
    public void Ten_threads_at_once_get_what_one_gets()
    {
        var data = Data(200);
        string[] values = CellReader.Read(Model.Transform(data), Outputs);
        var found = new string[10][];
        Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(
            i => new Thread(() => found[i] = CellReader.Read(Model.Transform(data), Outputs)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (string[] each in found)
            CollectionAssert.AreEqual(values, each);
    }
}
