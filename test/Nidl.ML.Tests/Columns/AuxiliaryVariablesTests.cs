using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class AuxiliaryVariablesTests
{
    private const string Usable = "Single, Double, Int32, Boolean or Key, or a vector of one of them of known size";

    [TestMethod]
    public void Read_Numbers_KeepTheirDigits()
    {
        Reads([1.5, -2], NumberDataViewType.Single, 1.5f, -2f);
        Reads([0.1, 1e300], NumberDataViewType.Double, 0.1, 1e300);
        Reads([int.MaxValue, int.MinValue], NumberDataViewType.Int32, int.MaxValue, int.MinValue);
        Reads([1, 0], BooleanDataViewType.Instance, true, false);
    }

    [TestMethod]
    public void Read_Keys_AreOneHot()
    {
        double[] expected = [0, 1, 0, 1, 0, 0, 0, 0, 1];
        Reads<byte>(expected, new KeyDataViewType(typeof(byte), 3), 2, 1, 3);
        Reads<ushort>(expected, new KeyDataViewType(typeof(ushort), 3), 2, 1, 3);
        Reads<uint>(expected, new KeyDataViewType(typeof(uint), 3), 2, 1, 3);
        Reads<ulong>(expected, new KeyDataViewType(typeof(ulong), 3), 2, 1, 3);
    }

    [TestMethod]
    public void Read_Vectors_AreTheirSlotsSideBySide()
    {
        Reads([1, -2], Pair(NumberDataViewType.Single), Dense(1f, -2f));
        Reads([0.1, 1e300], Pair(NumberDataViewType.Double), Dense(0.1, 1e300));
        Reads([7, int.MinValue], Pair(NumberDataViewType.Int32), Dense(7, int.MinValue));
        Reads([0, 1], Pair(BooleanDataViewType.Instance), Dense(false, true));
        Reads([0, 1, 0, 1, 0, 0], Pair(new KeyDataViewType(typeof(uint), 3)), Dense(2u, 1u));
        Reads([0, 5, 3, 4], Pair(NumberDataViewType.Double), new VBuffer<double>(2, 1, [5], [1]), Dense(3.0, 4)); // sparse, then dense
    }

    [TestMethod]
    public void Read_SeveralColumns_StandSideBySideInTheOrderOfTheNames()
    {
        var view = new AuxiliaryView().With("Age", NumberDataViewType.Int32, 5)
            .With("Angles", Pair(NumberDataViewType.Single), Dense(8f, 9f))
            .With("Site", new KeyDataViewType(typeof(uint), 3), 2u).With("Unused", TextDataViewType.Instance, "");
        CollectionAssert.AreEqual(new double[] { 0, 1, 0, 5, 8, 9 }, Read(view, ["Site", "Age", "Angles"]));
    }

    [TestMethod]
    public void Read_MissingWithNoNeighbors_IsNaN()
    {
        var view = new AuxiliaryView().With("Age", NumberDataViewType.Single, float.NaN).With("Time", NumberDataViewType.Double, double.NaN)
            .With("Site", new KeyDataViewType(typeof(uint), 2), 0u)
            .With("Sites", Pair(new KeyDataViewType(typeof(byte), 2)), Dense<byte>(3, 2));
        const double Missing = double.NaN;
        CollectionAssert.AreEqual(
            new[] { Missing, Missing, Missing, Missing, Missing, Missing, 0, 1 },
            Read(view, ["Age", "Time", "Site", "Sites"], MissingValues.NoNeighbors));
    }

    // Of a billion values: one-hot, a row alone would take gigabytes.
    [TestMethod]
    public void BindClass_KeyOfManyValues_IsOneNumberARow()
    {
        var view = new AuxiliaryView().With("Site", new KeyDataViewType(typeof(uint), 1_000_000_000), 7u, 0u, 1_000_000_000u);
        CollectionAssert.AreEqual(
            new[] { 7, double.NaN, 1e9 }, Read(view, AuxiliaryVariables.BindClass(view.Schema, "Site", MissingValues.NoNeighbors)));
    }

    [TestMethod]
    public void BindClass_OfAnyKeyType_GivesTheNumber()
    {
        var view = new AuxiliaryView().With("Byte", new KeyDataViewType(typeof(byte), 9), (byte)3)
            .With("UShort", new KeyDataViewType(typeof(ushort), 9), (ushort)4)
            .With("ULong", new KeyDataViewType(typeof(ulong), 9), 5ul).With("Number", NumberDataViewType.Int32, -2);
        foreach (var (name, expected) in new[] { ("Byte", 3.0), ("UShort", 4), ("ULong", 5), ("Number", -2) })
            CollectionAssert.AreEqual(
                new[] { expected }, Read(view, AuxiliaryVariables.BindClass(view.Schema, name, MissingValues.Refuse)), name);
    }

    [TestMethod]
    public void Read_MissingWithRefuse_NamesColumnAndRow()
    {
        RefusesMissing(NumberDataViewType.Single, 1f, float.NaN);
        RefusesMissing(NumberDataViewType.Double, 1, double.NaN);
        RefusesMissing(new KeyDataViewType(typeof(byte), 3), (byte)1, (byte)0);
        RefusesMissing(new KeyDataViewType(typeof(ushort), 3), (ushort)1, (ushort)0);
        RefusesMissing(new KeyDataViewType(typeof(uint), 3), 1u, 0u);
        RefusesMissing(new KeyDataViewType(typeof(ulong), 3), 1ul, 0ul);
        RefusesMissing(Pair(NumberDataViewType.Single), Dense(1f, 2f), Dense(1f, float.NaN));
        RefusesMissing(Pair(NumberDataViewType.Double), Dense(1.0, 2), Dense(double.NaN, 2));
        // a key that a sparse row lacks is missing
        RefusesMissing(Pair(new KeyDataViewType(typeof(uint), 3)), Dense(1u, 2u), new VBuffer<uint>(2, 1, [1u], [1]));
    }

    [TestMethod]
    [DataRow(MissingValues.Refuse)]
    [DataRow(MissingValues.NoNeighbors)]
    public void Read_Infinite_NamesColumnAndRow(MissingValues missing)
    {
        var view = new AuxiliaryView().With("Age", NumberDataViewType.Single, 1f, 2f, 3f)
            .With("Times", Pair(NumberDataViewType.Double), Dense(0.0, 0), Dense(0.0, 0), Dense(0, double.NegativeInfinity));
        Error.Is<InvalidOperationException>(
            "Auxiliary column 'Times' must have finite values, but row 2 has -Infinity.", () => Read(view, ["Age", "Times"], missing));
    }

    [TestMethod]
    public void Read_VectorOfAnotherLength_NamesColumnAndRow()
    {
        var view = new AuxiliaryView().With("Times", Pair(NumberDataViewType.Double), Dense(0.0, 0), Dense(1.0, 2, 3));
        Error.Is<InvalidOperationException>(
            "Column 'Times' must have 2 values in every row, but row 1 has 3.", () => Read(view, ["Times"]));
    }

    [TestMethod]
    public void Bind_MissingColumn_SaysSo()
    {
        var view = new AuxiliaryView().With("Site", NumberDataViewType.Single, 1f);
        const string Message = "Could not find auxiliary column 'Age' (Parameter 'inputSchema')";
        Error.Is<ArgumentOutOfRangeException>(Message, () => AuxiliaryVariables.Bind(view.Schema, ["Site", "Age"], MissingValues.Refuse));
        Error.Is<ArgumentOutOfRangeException>(Message, () => AuxiliaryColumn.Check(SchemaShapes.Of(view), "Age"));
    }

    [TestMethod]
    public void Bind_TypeThatCannotBeUsed_NamesItAndWhatCan()
    {
        const string ToKey = "make it a key with mlContext.Transforms.Conversion.MapValueToKey";
        RefusesType(TextDataViewType.Instance, "String", ToKey);
        RefusesType(NumberDataViewType.Int64, "Int64", "convert it to Single with mlContext.Transforms.Conversion.ConvertType");
        RefusesType(Pair(TextDataViewType.Instance), "Vector<String, 2>", ToKey, "Vector<String>");
        RefusesType(
            new VectorDataViewType(NumberDataViewType.Single), "Vector<Single>",
            "give it a size, for example by [VectorType(784)] on the member that it comes from", "VarVector<Single>");
    }

    [TestMethod]
    public void Bind_KeyOfTooManyValues_NamesColumnAndCount()
    {
        var view = new AuxiliaryView().With("Subject", new KeyDataViewType(typeof(ulong), ulong.MaxValue), 1ul);
        Error.Is<ArgumentOutOfRangeException>(
            $"An auxiliary column of keys becomes one variable for each value and may have at most {Array.MaxLength} values, "
            + $"but column 'Subject' has {ulong.MaxValue}. (Parameter 'inputSchema')",
            () => AuxiliaryVariables.Bind(view.Schema, ["Subject"], MissingValues.Refuse));
    }

    private static VectorDataViewType Pair(PrimitiveDataViewType item) => new(item, 2);

    private static VBuffer<T> Dense<T>(params T[] values) => new(values.Length, values);

    private static void Reads<T>(double[] expected, DataViewType type, params T[] values)
    {
        var view = new AuxiliaryView().With("Age", type, values);
        AuxiliaryColumn.Check(SchemaShapes.Of(view), "Age");
        CollectionAssert.AreEqual(expected, Read(view, ["Age"]), type.ToString());
    }

    private static void RefusesMissing<T>(DataViewType type, T given, T missing) =>
        Error.Is<InvalidOperationException>(
            "Auxiliary column 'Age' must have a value in every row, but it is missing in row 1; replace it, drop the row, "
            + "or set MissingValues to NoNeighbors.",
            () => Read(new AuxiliaryView().With("Age", type, given, missing), ["Age"]));

    private static void RefusesType(DataViewType type, string name, string hint, string? nameInShapes = null)
    {
        var view = new AuxiliaryView().With("Age", type, 0);
        Error.Is<ArgumentOutOfRangeException>(
            Mismatch($"{name}; {hint}"), () => AuxiliaryVariables.Bind(view.Schema, ["Age"], MissingValues.Refuse));
        Error.Is<ArgumentOutOfRangeException>(
            Mismatch($"{nameInShapes ?? name}; {hint}"), () => AuxiliaryColumn.Check(SchemaShapes.Of(view), "Age"));
    }

    private static string Mismatch(string type) =>
        $"Schema mismatch for auxiliary column 'Age': expected {Usable}, got {type} (Parameter 'inputSchema')";

    private static double[] Read(AuxiliaryView view, IReadOnlyList<string> columns, MissingValues missing = MissingValues.Refuse) =>
        Read(view, AuxiliaryVariables.Bind(view.Schema, columns, missing));

    private static double[] Read(AuxiliaryView view, AuxiliaryVariables part)
    {
        using var scope = NewDisposeScope();
        var values = TrainingRows.Read(view, [part], view.RowCount, CancellationToken.None)[0];
        CollectionAssert.AreEqual(new long[] { view.RowCount, part.Shape.Size }, values.shape);
        Assert.AreEqual(ScalarType.Float64, values.dtype);
        return [.. values.data<double>()];
    }
}
