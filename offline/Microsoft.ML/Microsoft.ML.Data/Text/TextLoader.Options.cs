namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How the text is delimited and what to read.</summary>
    public class Options
    {
        /// <summary>Whether fields may be quoted.</summary>
        public bool AllowQuoting;

        /// <summary>The columns.</summary>
        public Column[] Columns;

        /// <summary>The decimal marker, '.' or ','.</summary>
        public char DecimalMarker = '.';

        /// <summary>Whether the first line of each file is a header.</summary>
        public bool HasHeader;

        /// <summary>How many rows to read at most.</summary>
        public long? MaxRows;

        /// <summary>Whether an empty number is missing rather than zero.</summary>
        public bool MissingRealsAsNaNs;

        /// <summary>What separates fields.</summary>
        public char[] Separators = ['\t'];

        /// <summary>Whether white space at the end of a field is dropped.</summary>
        public bool TrimWhitespace;
    }

    /// <summary>A column and the fields it is read from.</summary>
    public sealed class Column
    {
        /// <summary>A column to be filled in.</summary>
        public Column()
        {
        }

        /// <summary>One field.</summary>
        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        /// <summary>The fields from <paramref name="minIndex"/> to <paramref name="maxIndex"/>, both included.</summary>
        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        /// <summary>Ranges of fields.</summary>
        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            Contracts.CheckValue(name, nameof(name));
            Contracts.CheckValue(source, nameof(source));
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        /// <summary>The name.</summary>
        public string Name;

        /// <summary>The fields.</summary>
        public Range[] Source;

        /// <summary>For a key, how many categories there are.</summary>
        public KeyCount KeyCount;

        /// <summary>The type of an item.</summary>
        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>A range of fields.</summary>
    public sealed class Range
    {
        /// <summary>A range to be filled in.</summary>
        public Range()
        {
        }

        /// <summary>One field.</summary>
        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), "Must be non-negative");
            Min = index;
            Max = index;
        }

        /// <summary>The fields from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), "Must be non-negative");
            Contracts.CheckParam(max >= min, nameof(max), "If specified, must be greater than or equal to min; the offline subset needs it specified.");
            Min = min;
            Max = max;
        }

        /// <summary>The first field.</summary>
        public int Min;

        /// <summary>The last field.</summary>
        public int? Max;

        /// <summary>Whether a single field makes a vector of one item.</summary>
        public bool ForceVector;
    }
}
