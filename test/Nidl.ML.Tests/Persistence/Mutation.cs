using System.Text;

namespace Nidl.ML.Tests.Persistence;

/// <summary>Damages files at random, the same way for the same seed.</summary>
internal static class Mutation
{
    /// <summary>The environment variable that says how many mutations each test makes: 10000 is the full run.</summary>
    public const string CountVariable = "NIDL_FUZZ_MUTATIONS";

    private static readonly long[] _numbers = [
        0, 1, -1, 255, int.MaxValue, int.MinValue, uint.MaxValue, 100_000_001, long.MaxValue, long.MinValue, 1L << 40];
    private static readonly string[] _texts = [
        "-1", "0", "2147483647", "99999999999999999999", "1e999", "null", "[]", "{}", "\"\"", "\"NaN\"", "[[[[[[[[", "\\ud800",
        "\"__metadata__\":{},"];

    /// <summary>How many mutations a test makes.</summary>
    public static int Count(int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(CountVariable), out var count) ? count : byDefault;

    /// <summary>Makes one to three changes.</summary>
    public static byte[] Of(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 8; changes--)
            Change(bytes, random);
        return [.. bytes];
    }

    /// <summary>Makes one to three changes that leave the length, from a place on.</summary>
    public static byte[] InPlace(byte[] valid, int from, Random random)
    {
        var bytes = valid.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(from, bytes.Count);
            switch (random.Next(3))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = "0123456789\"{}[],:-"u8[random.Next(18)]; break;
                default: Overwrite(
                    bytes, random.Next(2) == 0 ? at : from,
                    BitConverter.GetBytes(_numbers[random.Next(_numbers.Length)]).AsSpan(0, random.Next(2) == 0 ? 4 : 8)); break;
            }
        }
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(10))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveAt(at); break;
            case 3: bytes.Insert(at, "0123456789\"{}[],:-"u8[random.Next(18)]); break;
            case 4: bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at))); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(200), bytes.Count - at))); break;
            case 7: Overwrite(
                bytes, random.Next(2) == 0 ? at : 0,
                BitConverter.GetBytes(_numbers[random.Next(_numbers.Length)]).AsSpan(0, random.Next(2) == 0 ? 4 : 8)); break;
            case 8: ReplaceNumber(bytes, at, random); break;
            default: bytes.InsertRange(at, Enumerable.Repeat((byte)"[{"[random.Next(2)], random.Next(2000))); break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length && at + i < bytes.Count; i++)
            bytes[at + i] = value[i];
    }

    // The next number in the text after a random place becomes something that no writer writes.
    private static void ReplaceNumber(List<byte> bytes, int at, Random random)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
            at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
            end++;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(_texts[random.Next(_texts.Length)]));
    }
}
