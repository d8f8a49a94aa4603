using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class as a column: reads it into a getter's buffer, or writes a row's value to it.</summary>
internal abstract class MemberAccess<TRow>
{
    public string ColumnName { get; private init; }

    public DataViewType ColumnType { get; private init; }

    public DataViewSchema.Annotations Annotations { get; private init; }

    public MemberInfo Member { get; private init; }

    public static MemberAccess<TRow>[] Of(SchemaDefinition definition) => [.. definition.Select(Of)];

    public static DataViewSchema SchemaOf(MemberAccess<TRow>[] members)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var member in members) builder.AddColumn(member.ColumnName, member.ColumnType, member.Annotations);
        return builder.ToSchema();
    }

    /// <summary>A getter of the member of whichever row is current.</summary>
    public abstract Delegate Getter(Func<TRow> current);

    /// <summary>An action that writes the value of the input row's column into a row object.</summary>
    public abstract Action<TRow> Setter(DataViewRow input, DataViewSchema.Column column);

    private static MemberAccess<TRow> Of(SchemaDefinition.Column column)
    {
        Contracts.CheckParam(column.MemberName is not null, "schemaDefinition", "Null field name detected in schema definition");
        MemberInfo member = typeof(TRow).GetField(column.MemberName) ?? (MemberInfo)typeof(TRow).GetProperty(column.MemberName);
        if (member is null) throw Contracts.ExceptParam("userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{typeof(TRow).FullName}'");
        var (isVector, item) = SchemaDefinition.ItemOf(member);
        var type = column.ColumnType ?? Inferred(isVector, item);
        Check(column, member, type, isVector, item);
        var access = typeof(MemberAccess<>.Typed<,>).MakeGenericType(typeof(TRow), SchemaDefinition.TypeOf(member), item);
        return ((IFactory)Activator.CreateInstance(access)).Create(column.ColumnName ?? column.MemberName, type, column.Annotations, member);
    }

    private static DataViewType Inferred(bool isVector, Type item)
        => isVector ? new VectorDataViewType(ColumnTypes.PrimitiveTypeFromType(item)) : ColumnTypes.PrimitiveTypeFromType(item);

    private static void Check(SchemaDefinition.Column column, MemberInfo member, DataViewType type, bool isVector, Type item)
    {
        Contracts.CheckParam(isVector == type is VectorDataViewType, "userSchemaDefinition", $"Column '{column.ColumnName}' is supposed to be {Shape(type is VectorDataViewType)}, but type of associated field '{member.Name}' is {Shape(isVector)}");
        Contracts.CheckParam(type.GetItemType().RawType == item, "userSchemaDefinition", $"Column '{column.ColumnName}' is supposed to have item type {type.GetItemType().RawType}, but associated field has type {item}");
    }

    private static string Shape(bool isVector) => isVector ? "vector" : "scalar";

    private interface IFactory
    {
        MemberAccess<TRow> Create(string name, DataViewType type, DataViewSchema.Annotations annotations, MemberInfo member);
    }

    private sealed class Typed<TMember, TItem> : MemberAccess<TRow>, IFactory
    {
        private readonly Lazy<Func<TRow, TMember>> _read;
        private readonly Lazy<Action<TRow, TMember>> _write;

        public Typed()
        {
            _read = new(() => CompileRead(Member));
            _write = new(() => CompileWrite(Member));
        }

        public MemberAccess<TRow> Create(string name, DataViewType type, DataViewSchema.Annotations annotations, MemberInfo member)
            => new Typed<TMember, TItem> { ColumnName = name, ColumnType = type, Annotations = annotations, Member = member };

        public override Delegate Getter(Func<TRow> current)
        {
            var read = _read.Value;
            if (read is Func<TRow, string> text) return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(current()).AsMemory());
            if (read is Func<TRow, string[]> texts) return TextsGetter(texts, current);
            if (read is Func<TRow, TItem[]> array) return ArrayGetter(array, current);
            if (read is Func<TRow, VBuffer<TItem>> buffer) return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => buffer(current()).CopyTo(ref value));
            if (ColumnType is KeyDataViewType key) return KeyGetter(read, current, key.Count);
            return (ValueGetter<TMember>)((ref TMember value) => value = read(current()));
        }

        // Row classes count keys from zero, views from one; what lies beyond the count is missing.
        private static ValueGetter<TMember> KeyGetter(Func<TRow, TMember> read, Func<TRow> current, ulong count)
        {
            Contracts.Check(default(TMember) is ulong or uint or byte, "A key of a row class must be a UInt64, UInt32 or Byte");
            return (ref TMember value) =>
            {
                var key = Convert.ToUInt64(read(current()), null);
                value = (TMember)Convert.ChangeType(key < count ? key + 1 : 0, typeof(TMember), null);
            };
        }

        public override Action<TRow> Setter(DataViewRow input, DataViewSchema.Column column)
        {
            if (_write.Value is Action<TRow, string> text) return TextSetter(text, input.GetGetter<ReadOnlyMemory<char>>(column));
            if (_write.Value is Action<TRow, string[]> texts) return TextsSetter(texts, input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column));
            if (_write.Value is Action<TRow, TItem[]> array) return ArraySetter(array, (_read.Value as Func<TRow, TItem[]>), input.GetGetter<VBuffer<TItem>>(column));
            if (_write.Value is Action<TRow, VBuffer<TItem>> buffer) return BufferSetter(buffer, (_read.Value as Func<TRow, VBuffer<TItem>>), input.GetGetter<VBuffer<TItem>>(column));
            var getter = input.GetGetter<TMember>(column);
            var write = _write.Value;
            TMember value = default;
            return row =>
            {
                getter(ref value);
                write(row, value);
            };
        }

        private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextsGetter(Func<TRow, string[]> read, Func<TRow> current) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var texts = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, texts.Length);
            for (var i = 0; i < texts.Length; i++) editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        };

        private static ValueGetter<VBuffer<TItem>> ArrayGetter(Func<TRow, TItem[]> read, Func<TRow> current) => (ref VBuffer<TItem> value) =>
        {
            var items = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, items.Length);
            items.CopyTo(editor.Values);
            value = editor.Commit();
        };

        private static Action<TRow> TextSetter(Action<TRow, string> write, ValueGetter<ReadOnlyMemory<char>> getter)
        {
            ReadOnlyMemory<char> value = default;
            return row =>
            {
                getter(ref value);
                write(row, value.ToString());
            };
        }

        private static Action<TRow> TextsSetter(Action<TRow, string[]> write, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter)
        {
            VBuffer<ReadOnlyMemory<char>> value = default;
            return row =>
            {
                getter(ref value);
                write(row, [.. value.DenseValues().Select(v => v.ToString())]);
            };
        }

        private static Action<TRow> ArraySetter(Action<TRow, TItem[]> write, Func<TRow, TItem[]> read, ValueGetter<VBuffer<TItem>> getter)
        {
            VBuffer<TItem> value = default;
            return row =>
            {
                getter(ref value);
                // A row object that is used again keeps its array when the length still fits.
                var array = read?.Invoke(row) is { } own && own.Length == value.Length ? own : new TItem[value.Length];
                value.CopyTo(array);
                write(row, array);
            };
        }

        private static Action<TRow> BufferSetter(Action<TRow, VBuffer<TItem>> write, Func<TRow, VBuffer<TItem>> read, ValueGetter<VBuffer<TItem>> getter) => row =>
        {
            var value = read is null ? default : read(row);
            getter(ref value);
            write(row, value);
        };

        private static Func<TRow, TMember> CompileRead(MemberInfo member)
        {
            if (member is PropertyInfo { CanRead: false }) return null;
            var row = Expression.Parameter(typeof(TRow));
            return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
        }

        private static Action<TRow, TMember> CompileWrite(MemberInfo member)
        {
            var row = Expression.Parameter(typeof(TRow));
            var value = Expression.Parameter(typeof(TMember));
            return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
        }
    }
}

/// <summary>Getters that always give the same value.</summary>
internal static class MemberAccess
{
    public static Delegate ConstantGetter<T>(T value, DataViewType type)
    {
        if (value is string text && type is TextDataViewType) return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> target) => target = text.AsMemory());
        if (type is VectorDataViewType vector && value is Array array) return (Delegate)Getters.Invoke(typeof(MemberAccess), nameof(ArrayGetter), vector.ItemType.RawType, array);
        Contracts.CheckParam(type.RawType == typeof(T), nameof(value), $"An annotation of type {type} has a value of type {type.RawType}, not {typeof(T)}");
        return (ValueGetter<T>)((ref T target) => target = value);
    }

    internal static ValueGetter<VBuffer<TItem>> ArrayGetter<TItem>(Array array)
    {
        var items = array as TItem[] ?? [.. ((string[])array).Select(s => (TItem)(object)s.AsMemory())];
        return (ref VBuffer<TItem> target) => VBuffer<TItem>.Copy(items, 0, ref target, items.Length);
    }
}
