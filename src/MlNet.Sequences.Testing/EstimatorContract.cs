using Microsoft.ML;

namespace MlNet.Sequences.Testing;

/// <summary>
/// What an ML.NET estimator must do to work in pipelines: deliver the schema that it promises, fail the same way for a wrong
/// column everywhere, return the same values after saving and loading, and support several cursors and threads at once.
/// </summary>
public class EstimatorContract : Contract
{
    private readonly IEstimator<ITransformer> _estimator;
    private readonly Func<int, IDataView> _data;
    private readonly string _input;
    private readonly string[] _outputs;
    private ITransformer? _model;

    /// <summary>Creates the contract of an estimator.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">
    /// Creates the requested number of rows, from 0, the same ones each time, with an Int32 column "Number" that counts them from
    /// 0.
    /// </param>
    /// <param name="inputColumnName">The column to transform, of another type than Int32.</param>
    /// <param name="outputColumnNames">The added columns.</param>
    public EstimatorContract(
        IEstimator<ITransformer> estimator, Func<int, IDataView> data, string inputColumnName, params string[] outputColumnNames)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(outputColumnNames);
        if (outputColumnNames.Length == 0)
            throw new ArgumentException("There must be an output column; received none; name those that the estimator adds.");
        (_estimator, _data, _input, _outputs) = (estimator, data, inputColumnName, outputColumnNames);
        BatchIndependentColumns = outputColumnNames;
    }

    /// <summary>
    /// The output columns that are bitwise equal in any batch. Default: all of them.
    /// </summary>
    public IReadOnlyList<string> BatchIndependentColumns { get; init; }

    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected ITransformer Model => _model ??= _estimator.Fit(_data(60));

    private protected IDataView Data(int rows) => _data(rows);

    private protected ITransformer Fit(IDataView data) => _estimator.Fit(data);

    private protected SchemaShape PromiseFor(DataViewSchema schema) => _estimator.GetOutputSchema(Schemas.Promise(schema));

    private protected string[] Outputs => _outputs;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            (_model as IDisposable)?.Dispose();
    }

    private protected override IEnumerable<ContractRule> Rules() =>
    [
        new(nameof(The_schema_that_is_promised_is_the_schema_that_is_delivered),
            The_schema_that_is_promised_is_the_schema_that_is_delivered),
        new(nameof(The_promise_holds_where_the_columns_exist_already), The_promise_holds_where_the_columns_exist_already),
        new(nameof(A_wrong_column_fails_alike_everywhere), A_wrong_column_fails_alike_everywhere),
        new(nameof(A_missing_column_fails_alike_everywhere), A_missing_column_fails_alike_everywhere),
        new(nameof(Nothing_is_null), Nothing_is_null),
        new(nameof(A_saved_and_loaded_model_gives_bitwise_the_same_values),
            A_saved_and_loaded_model_gives_bitwise_the_same_values),
        new(nameof(A_chain_with_transforms_of_ML_NET_is_saved_and_loaded_whole),
            A_chain_with_transforms_of_ML_NET_is_saved_and_loaded_whole),
        new(nameof(An_empty_view_gives_no_rows), An_empty_view_gives_no_rows),
        new(nameof(A_cursor_has_only_the_columns_that_were_asked_for), A_cursor_has_only_the_columns_that_were_asked_for),
        new(nameof(A_set_of_cursors_gives_every_row_once), A_set_of_cursors_gives_every_row_once),
        new(nameof(Ten_threads_at_once_get_what_one_gets), Ten_threads_at_once_get_what_one_gets),
    ];

    private void The_schema_that_is_promised_is_the_schema_that_is_delivered()
    {
        var schema = Data(10).Schema;
        string promised = Schemas.Describe(PromiseFor(schema));
        Expect.AreEqual(
            Schemas.Describe(Model.GetOutputSchema(schema)), promised, "the schema of the fitted transformer to be promised");
        Expect.AreEqual(
            Schemas.Describe(Model.Transform(Data(10)).Schema), promised, "the schema of the transformed view to be promised");
        Expect.AreEqual(
            Schemas.Describe(ModelFile.Reload(MlContext, Model).GetOutputSchema(schema)), promised,
            "the schema of the loaded transformer to be promised");
    }

    private void The_promise_holds_where_the_columns_exist_already()
    {
        var twice = Model.Transform(Data(10));
        Expect.AreEqual(
            Schemas.Describe(Model.GetOutputSchema(twice.Schema)), Schemas.Describe(PromiseFor(twice.Schema)),
            "the schema of data that were transformed before to be promised");
        Expect.RowsAreEqual(
            CellReader.Read(twice, Outputs), CellReader.Read(Model.Transform(twice), Outputs), "values when transformed again");
    }

    private void A_wrong_column_fails_alike_everywhere() => FailAlike(MlContext.Transforms.CopyColumns(_input, "Number"));

    private void A_missing_column_fails_alike_everywhere() => FailAlike(MlContext.Transforms.DropColumns(_input));

    private void FailAlike(IEstimator<ITransformer> harm)
    {
        var data = Data(10);
        var wrong = harm.Fit(data).Transform(data);
        var reloaded = ModelFile.Reload(MlContext, Model);
        var errors = new (string Name, Action Action)[]
        {
            ("GetOutputSchema of the estimator", () => PromiseFor(wrong.Schema)),
            ("Fit", () => Fit(wrong)),
            ("GetOutputSchema of the transformer", () => Model.GetOutputSchema(wrong.Schema)),
            ("Transform", () => Model.Transform(wrong)),
            ("GetRowToRowMapper", () => Model.GetRowToRowMapper(wrong.Schema)),
            ("GetOutputSchema of the loaded transformer", () => reloaded.GetOutputSchema(wrong.Schema)),
            ("Transform of the loaded transformer", () => reloaded.Transform(wrong)),
        }.Select(each => (each.Name, Error: Expect.Throws<ArgumentOutOfRangeException>(each.Action, each.Name))).ToArray();

        foreach (var (name, error) in errors)
        {
            Expect.AreEqual(errors[0].Error.Message, error.Message, $"the message of {name}");
            Expect.AreEqual(errors[0].Error.ParamName, error.ParamName, $"the parameter of {name}");
        }

        Expect.IsTrue(
            errors[0].Error.Message.Contains($"'{_input}'", StringComparison.Ordinal),
            $"the message to have the column's name '{_input}', in place of: {errors[0].Error.Message}");
    }

    private void Nothing_is_null()
    {
        Expect.Throws<ArgumentNullException>(() => _estimator.Fit(null!), "Fit(null)");
        Expect.Throws<ArgumentNullException>(() => _estimator.GetOutputSchema(null!), "GetOutputSchema(null) of the estimator");
        Expect.Throws<ArgumentNullException>(() => Model.Transform(null!), "Transform(null)");
        Expect.Throws<ArgumentNullException>(() => Model.GetOutputSchema(null!), "GetOutputSchema(null) of the transformer");
    }

    private void A_saved_and_loaded_model_gives_bitwise_the_same_values()
    {
        var data = Data(100);
        string[] values = CellReader.Read(Model.Transform(data), Outputs);
        Expect.AreEqual(100, values.Length, "the number of rows");
        var reloaded = ModelFile.Reload(MlContext, Model);
        Expect.AreEqual(Model.GetType(), reloaded.GetType(), "the type of the loaded transformer");
        Expect.RowsAreEqual(values, CellReader.Read(reloaded.Transform(data), Outputs), "values of the loaded model");
        var again = ModelFile.Reload(new MLContext(), reloaded);
        Expect.RowsAreEqual(values, CellReader.Read(again.Transform(data), Outputs), "values of the model that was saved again");
    }

    private void A_chain_with_transforms_of_ML_NET_is_saved_and_loaded_whole()
    {
        var data = Data(50);
        var chain = MlContext.Transforms.CopyColumns("Before", "Number")
            .Append(_estimator)
            .Append(MlContext.Transforms.CopyColumns("After", Outputs[0]))
            .Append(MlContext.Transforms.Conversion.ConvertType("Concatenated", "Number"))
            .Append(MlContext.Transforms.Concatenate("Concatenated", "Concatenated"));
        string[] columns = ["Before", .. Outputs, "After", "Concatenated"];
        var model = chain.Fit(data);
        using var file = new MemoryStream();
        MlContext.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out var schema);

        Expect.AreEqual(data.Schema.Count, schema.Count, "the number of columns of the saved schema");
        Expect.RowsAreEqual(
            CellReader.Read(model.Transform(data), columns), CellReader.Read(loaded.Transform(data), columns),
            "values of the loaded chain");
    }

    private void An_empty_view_gives_no_rows()
    {
        var view = Model.Transform(Data(0));
        Expect.AreEqual(0, CellReader.Read(view, Outputs).Length, "the number of rows");
        using var cursor = view.GetRowCursor(view.Schema);
        Expect.IsTrue(!cursor.MoveNext() && !cursor.MoveNext(), "MoveNext to be false");
        Expect.AreEqual(-1, cursor.Position, "the position behind the end");
    }

    private void A_cursor_has_only_the_columns_that_were_asked_for()
    {
        var view = Model.Transform(Data(5));
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema[Outputs[0]]]);
        Expect.IsTrue(cursor.MoveNext(), "a first row");
        Expect.IsTrue(cursor.IsColumnActive(view.Schema["Number"]), "the column 'Number' to be active, which was asked for");
        Expect.IsTrue(
            cursor.IsColumnActive(view.Schema[Outputs[0]]), $"the column '{Outputs[0]}' to be active, which was asked for");
        foreach (var column in view.Schema.Where(c => Outputs.Skip(1).Contains(c.Name)))
        {
            Expect.IsTrue(
                !cursor.IsColumnActive(column), $"the column '{column.Name}' not to be active, which was not asked for");
            var error = Expect.Throws(() =>
                CellReader.Create(cursor, column)(), $"a getter of the column '{column.Name}', which was not asked for,");
            Expect.IsTrue(error is ArgumentException, $"an ArgumentException in place of {error.GetType().Name}");
        }

        Expect.Throws(() => cursor.GetGetter<DateTime>(view.Schema[Outputs[0]]), "a getter of another type than the column's");
    }

    private void A_set_of_cursors_gives_every_row_once()
    {
        // A cache is one of ML.NET's views that can be read by several cursors at once.
        var data = MlContext.Data.Cache(Data(3_000));
        CellReader.Read(data, [.. data.Schema.Select(column => column.Name)]);
        var view = Model.Transform(data);
        string[] columns = ["Number", .. BatchIndependentColumns];
        var cursors = view.GetRowCursorSet([.. columns.Select(name => view.Schema[name])], 3);
        Expect.IsTrue(cursors.Length > 1, "more than one cursor");
        string[][] rows = new string[cursors.Length][];
        Parallel.For(0, cursors.Length, i => rows[i] = CellReader.Read(cursors[i], columns));
        foreach (var cursor in cursors)
            cursor.Dispose();
        Expect.RowsAreEqual(
            [.. CellReader.Read(view, columns).Order(StringComparer.Ordinal)],
            [.. rows.SelectMany(each => each).Order(StringComparer.Ordinal)], "rows of all cursors, in the order of their text");
    }

    private void Ten_threads_at_once_get_what_one_gets()
    {
        var data = Data(200);
        string[] values = CellReader.Read(Model.Transform(data), Outputs);
        string[][] found = new string[10][];
        var failures = new Exception?[found.Length];
        Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(i => new Thread(() =>
        {
            try
            {
                found[i] = CellReader.Read(Model.Transform(data), Outputs);
            }
#pragma warning disable CA1031 // It is reported below, on the test's thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures[i] = failure;
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        if (failures.OfType<Exception>().FirstOrDefault() is { } first)
            throw new AggregateException("A thread failed.", first);
        foreach (string[] each in found)
            Expect.RowsAreEqual(values, each, "values of a thread");
    }
}
