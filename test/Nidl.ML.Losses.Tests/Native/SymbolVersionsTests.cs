using System.Buffers.Binary;

namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
public sealed class SymbolVersionsTests
{
    private static readonly SmallLibrary Small = new();

    /// <summary>Libraries of other kinds, and what is wrong with each.</summary>
    public static IEnumerable<object[]> OtherKinds =>
    [
        ["no initializer", Without(SmallLibrary.Initializer), $"it has 0 imports of '{SmallLibrary.Initializer}', not 1"],
        ["two initializers", With(new(SmallLibrary.Initializer, 5)), $"it has 2 imports of '{SmallLibrary.Initializer}', not 1"],
        ["no wait", Without(SmallLibrary.Wait), $"it has 0 imports of '{SmallLibrary.Wait}', not 1"],
        ["two waits", With(new(SmallLibrary.Wait, 3)), $"it has 2 imports of '{SmallLibrary.Wait}', not 1"],
        ["no clock", Without(SmallLibrary.Clock), $"it has 0 imports of '{SmallLibrary.Clock}', not 1"],
        ["two clocks", With(new(SmallLibrary.Clock, 4)), $"it has 2 imports of '{SmallLibrary.Clock}', not 1"],
        ["an initializer of its own", With(new(SmallLibrary.Initializer, 1, IsImport: false), without: SmallLibrary.Initializer),
            $"it has 0 imports of '{SmallLibrary.Initializer}', not 1"],
        ["an initializer of another version",
            With(new(SmallLibrary.Initializer, 4), new("_ZSt3newv", 5), without: SmallLibrary.Initializer),
            $"its import of '{SmallLibrary.Initializer}' is not of version GLIBCXX_3.4.32"],
        ["another import of the newest version", With(new("_ZSt3newv", 5)), "it has 2 symbols of version 5, not 1"],
        ["no newest version", Requiring(("GLIBCXX_3.4.30", 6), ("GLIBCXX_3.4.19", 4), ("GLIBCXX_3.4.11", 3)),
            "it requires GLIBCXX_3.4.32 0 times, not once"],
        ["the newest version twice",
            Requiring(("GLIBCXX_3.4.32", 7), ("GLIBCXX_3.4.30", 6), ("GLIBCXX_3.4.19", 4), ("GLIBCXX_3.4.32", 5), ("GLIBCXX_3.4.11", 3)),
            "it requires GLIBCXX_3.4.32 2 times, not once"],
        ["no version to ask for instead", Requiring(("GLIBCXX_3.4.30", 6), ("GLIBCXX_3.4.32", 5), ("GLIBCXX_3.4.11", 3)),
            "it requires GLIBCXX_3.4.19 0 times, not once"],
        ["32 bits", Changed(4, 1), "it is no shared library for Linux on 64-bit x86"],
        ["big-endian", Changed(5, 2), "it is no shared library for Linux on 64-bit x86"],
        ["a program", Changed(16, 2), "it is no shared library for Linux on 64-bit x86"],
        ["for Arm", Changed(18, 183), "it is no shared library for Linux on 64-bit x86"],
        ["a text", "MZ is no beginning of such a file, however long the text is that follows it"u8.ToArray(),
            "it is no shared library for Linux on 64-bit x86"],
        ["two tables of symbols", Changed(64 + 64 + 4, 11), "it has two sections of type 0xb"],
        ["no table of symbols", Changed(64 + 2 * 64 + 4, 1), "it has no section of type 0xb"],
        ["a chain of libraries that does not end", Changed(Small.PlaceOfRequirement(0) + 12, 16), "its required versions overlap"],
        ["a chain of versions that does not end", Changed(Small.PlaceOfRequirement(1) + 16 + 12, 0), "its required versions overlap"],
    ];

    [TestMethod]
    public void Lower_ExpectedLibrary_ChangesTheTwoImportsAndTheirRequirements()
    {
        var lowered = Small.Build();
        SymbolVersions.Lower(lowered);

        var expected = Small.Build();
        const int Wait = 2, Initializer = 5;
        Write(expected, Small.PlaceOfName(Initializer), Small.NameOffset(SmallLibrary.Clock));
        expected[Small.PlaceOfVersion(Initializer)] = 4; // GLIBCXX_3.4.19
        expected[Small.PlaceOfVersion(Wait)] = 3; // GLIBCXX_3.4.11
        expected[Small.PlaceOfRequirement(1) + 16 + 4] = 2; // GLIBCXX_3.4.30 is weak
        expected[Small.PlaceOfRequirement(1) + 3 * 16 + 4] = 2; // GLIBCXX_3.4.32 is weak
        CollectionAssert.AreEqual(expected, lowered);
    }

    [TestMethod]
    public void Lower_LoweredLibrary_IsRefused()
    {
        var lowered = Small.Build();
        SymbolVersions.Lower(lowered);

        IsRefused(lowered, $"it has 0 imports of '{SmallLibrary.Initializer}', not 1");
    }

    [TestMethod]
    [DynamicData(nameof(OtherKinds))]
    public void Lower_OtherKind_IsRefused(string kind, byte[] library, string what)
    {
        Assert.IsNotEmpty(kind);
        IsRefused(library, what);
    }

    [TestMethod]
    public void Lower_EndedAnywhere_IsRefused()
    {
        var library = Small.Build();
        for (var length = 0; length < library.Length; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => SymbolVersions.Lower(library[..length]), $"{length} bytes");
    }

    // Every field of the file, with values that lead before, behind and around what it has.
    [TestMethod]
    public void Lower_AnyByteChanged_IsDoneOrRefused()
    {
        var library = Small.Build();
        var refused = 0;
        for (var place = 0; place < library.Length; place++)
            foreach (var value in new byte[] { 0, 1, 2, 3, 0x10, 0x40, 0x7F, 0x80, 0xF0, 0xFF })
            {
                var changed = (byte[])library.Clone();
                changed[place] = value;
                try
                {
                    SymbolVersions.Lower(changed);
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        Assert.IsGreaterThan(library.Length, refused);
    }

    private static void IsRefused(byte[] library, string what)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => SymbolVersions.Lower(library));
        Assert.AreEqual($"the file is not of the expected kind: {what}", error.Message);
    }

    private static byte[] Without(string name) => With(without: name);

    private static byte[] With(SmallLibrary.Symbol first, string? without = null) => With(without, first);

    private static byte[] With(SmallLibrary.Symbol first, SmallLibrary.Symbol second, string? without = null) =>
        With(without, first, second);

    private static byte[] With(string? without, params SmallLibrary.Symbol[] added) =>
        (Small with { Symbols = [.. Small.Symbols.Where(symbol => symbol.Name != without), .. added] }).Build();

    private static byte[] Requiring(params (string Name, ushort Number)[] versions) =>
        (Small with { Requirements = [Small.Requirements[0], new("libstdc++.so.6", versions)] }).Build();

    private static byte[] Changed(int place, byte value)
    {
        var library = Small.Build();
        library[place] = value;
        return library;
    }

    private static void Write(byte[] library, int place, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(place), value);
}
