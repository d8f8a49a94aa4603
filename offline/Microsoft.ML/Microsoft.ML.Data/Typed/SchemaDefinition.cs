using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How the members of a class map to columns.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Which members count: those that can be read, written or either.</summary>
    [Flags]
    public enum Direction
    {
        /// <summary>Readable members.</summary>
        Read = 1,

        /// <summary>Writable members.</summary>
        Write = 2,

        /// <summary>Readable or writable members.</summary>
        Both = Read | Write,
    }

    /// <summary>The column of that name, or null.</summary>
    public Column this[string columnName]
    {
        get => Find(c => c.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(value.ColumnName == columnName, nameof(columnName), $"The column name is specified as '{value.ColumnName}' but must match the selector '{columnName}'.");
            var index = FindIndex(c => c.ColumnName == columnName);
            if (index >= 0) this[index] = value;
            else Add(value);
        }
    }

    /// <summary>The columns of a class, by its members and their attributes.</summary>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        var definition = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (var member in MembersOf(userType, direction).Where(IsColumn))
        {
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            Contracts.CheckParam(names.Add(name), nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member.Name, ColumnTypeOf(member), name));
        }

        return definition;
    }

    internal static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    internal static (bool IsVector, Type Item) ItemOf(MemberInfo member)
    {
        var (isVector, item) = MappedType(TypeOf(member));
        Contracts.CheckParam(ColumnTypes.TryPrimitiveTypeFromType(item) is not null, "rawType", $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        return (isVector, item);
    }

    internal static (bool IsVector, Type Item) MappedType(Type type)
    {
        var isVector = type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>));
        var item = !isVector ? type : type.IsArray ? type.GetElementType() : type.GetGenericArguments()[0];
        return (isVector, item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item);
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type, Direction direction)
    {
        Contracts.CheckValue(type, nameof(type));
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && p.GetGetMethod() is not null) || (direction.HasFlag(Direction.Write) && p.GetSetMethod() is not null)));
        return [.. type.GetFields(BindingFlags.Public | BindingFlags.Instance), .. properties];
    }

    private static bool IsColumn(MemberInfo member)
        => TypeOf(member) != typeof(Runtime.IChannel) && member is not FieldInfo { IsLiteral: true } && member.GetCustomAttribute<NoColumnAttribute>() is null;

    private static DataViewType ColumnTypeOf(MemberInfo member)
    {
        var (isVector, item) = ItemOf(member);
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Contracts.CheckParam(vector is null || isVector, "userType", $"Member {member.Name} marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        var itemType = ItemTypeOf(member, item);
        if (!isVector) return itemType;
        return vector?.Dims is { Length: > 0 } dimensions ? new VectorDataViewType(itemType, dimensions) : new VectorDataViewType(itemType);
    }

    private static PrimitiveDataViewType ItemTypeOf(MemberInfo member, Type item)
    {
        if (member.GetCustomAttribute<KeyTypeAttribute>() is not { } key) return ColumnTypes.PrimitiveTypeFromType(item);
        Contracts.CheckParam(KeyDataViewType.IsValidDataType(item), "userType", $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
        return new KeyDataViewType(item, key.KeyCount.Count.GetValueOrDefault());
    }

    /// <summary>One member's column.</summary>
    public sealed class Column
    {
        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType;
        }

        /// <summary>The member.</summary>
        public string MemberName { get; }

        /// <summary>The column's name.</summary>
        public string ColumnName { get; set; }

        /// <summary>The column's type.</summary>
        public DataViewType ColumnType { get; set; }

        /// <summary>The column's annotations.</summary>
        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (var (kind, (type, getter)) in AnnotationGetters) builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        internal Dictionary<string, (DataViewType Type, Delegate Getter)> AnnotationGetters { get; } = [];

        /// <summary>Adds an annotation.</summary>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(!AnnotationGetters.ContainsKey(kind), "Column already contains an annotation of this kind.");
            AnnotationGetters[kind] = (annotationType, MemberAccess.ConstantGetter(value, annotationType));
        }
    }
}
