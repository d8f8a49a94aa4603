namespace Nidl.ML.Tests.Rows;

[TestClass]
public sealed class FileRowsTests
{
    // What a remembered row of two values costs.
    private const int RowBytes = 2 * sizeof(int) + 256;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _read = [];

    [TestCleanup]
    public void Clean() => _folder.Dispose();

    [TestMethod]
    [DataRow(0, "a b a b c c")]
    [DataRow(1, "a b b c c")]
    [DataRow(2, "a b c c")]
    public void Read_Again_ReadsWhatDoesNotFitTheBudget(int remembered, string expected)
    {
        var rows = Rows(remembered * RowBytes);
        foreach (var name in "abc")
            Write(name.ToString());
        foreach (var name in "ababcc")
            Assert.AreEqual(name, Read(rows, name.ToString()));
        Assert.AreEqual(expected, string.Join(' ', _read));
    }

    [TestMethod]
    public void Take_AfterReturn_UsesTheMemoryAgain()
    {
        var rows = Rows(0);
        var first = rows.Take(Write("a"));
        var second = rows.Take(Write("b"));
        Assert.AreNotSame(first, second);
        rows.Return(first);
        var third = rows.Take(Write("c"));
        Assert.AreSame(first, third);
        CollectionAssert.AreEqual(new int[] { 'c', 1 }, third.Values);
        CollectionAssert.AreEqual(new int[] { 'b', 1 }, second.Values);
    }

    [TestMethod]
    public void Take_FileThatChanged_LeavesTheValuesOfThoseWhoReadIt()
    {
        var rows = Rows(RowBytes);
        var before = rows.Take(Write("a"));
        File.AppendAllText(_folder["a"], "!");
        var after = rows.Take("a");
        rows.Return(before);
        var other = rows.Take(Write("b"));
        CollectionAssert.AreEqual(new int[] { 'a', 1 }, before.Values);
        CollectionAssert.AreEqual(new int[] { 'a', 2 }, after.Values);
        CollectionAssert.AreEqual(new int[] { 'b', 1 }, other.Values);
    }

    [TestMethod]
    public void Take_FileThatFails_KeepsItsMemoryForTheNext()
    {
        var rows = Rows(RowBytes);
        rows.Return(rows.Take(Write("a")));
        Assert.ThrowsExactly<FileNotFoundException>(() => rows.Take("nowhere"));
        Assert.AreEqual('b', Read(rows, Write("b")));
        Assert.AreEqual('a', Read(rows, "a"));
        Assert.AreEqual("a nowhere b", string.Join(' ', _read));
    }

    [TestMethod]
    public void Take_TheSameFileTwiceAtOnce_CountsOnce()
    {
        using var both = new Barrier(2);
        string[] names = [Write("a"), Write("b")];
        var read = 0;
        var rows = new FileRows<int>(2, 2 * RowBytes, name => _folder[name], (file, values) =>
        {
            // Both threads read before either remembers.
            if (Interlocked.Increment(ref read) <= 2)
                Assert.IsTrue(both.SignalAndWait(TimeSpan.FromSeconds(30)));
            Fill(file, values);
        });
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() => rows.Return(rows.Take("a")))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        // There is room for the other.
        for (var i = 0; i < 2; i++)
            foreach (var name in names)
                Assert.AreEqual(name, $"{Read(rows, name)}");
        Assert.AreEqual(3, read);
    }

    [TestMethod]
    public void Read_FileOfTwoParts_IsReadAgainWhereTheOtherHasChanged()
    {
        var rows = new FileRows<int>(2, RowBytes, name => _folder[name], (file, values) =>
        {
            _read.Add(Path.GetFileName(file));
            Fill(_folder["b"], values);
        }, file => [file, _folder["b"]]);
        Write("a");
        Write("b");
        Assert.AreEqual('b', Read(rows, "a"));
        Assert.AreEqual('b', Read(rows, "a"));
        File.WriteAllText(_folder["b"], "changed");
        Assert.AreEqual('c', Read(rows, "a"));
        Assert.HasCount(2, _read);
    }

    [TestMethod]
    public void Read_LinkToAFileThatHasChanged_ReadsItAgain()
    {
        var rows = Rows(RowBytes);
        Write("a");
        File.CreateSymbolicLink(_folder["middle"], _folder["a"]);
        File.CreateSymbolicLink(_folder["link"], _folder["middle"]);
        Assert.AreEqual('a', Read(rows, "link"));
        Assert.AreEqual('a', Read(rows, "link"));
        File.WriteAllText(_folder["a"], "changed");
        Assert.AreEqual('c', Read(rows, "link"));
        Assert.AreEqual("link link", string.Join(' ', _read));
    }

    [TestMethod]
    public void Read_CacheThatIsFull_WritesStraightToTheDestination()
    {
        var rows = new FileRows<int>(2, RowBytes, name => _folder[name], (file, values) =>
        {
            Fill(file, values);
            if (file.EndsWith('b'))
                throw new InvalidDataException("after its values");
        });
        Write("a");
        Write("b");
        Assert.AreEqual('a', Read(rows, "a"));
        int[] values = [0, 0];
        Assert.ThrowsExactly<InvalidDataException>(() => rows.Read("b", values));
        Assert.AreEqual('b', (char)values[0]);
    }

    [TestMethod]
    public void Read_ManyThreads_GivesEachItsOwnFile()
    {
        string[] names = [.. Enumerable.Range('a', 16).Select(name => Write(((char)name).ToString()))];
        var rows = new FileRows<int>(2, 5 * RowBytes, name => _folder[name], Fill);
        Parallel.For(0, 2000, i =>
        {
            Span<int> values = stackalloc int[2];
            rows.Read(names[i * 7 % names.Length], values);
            Assert.AreEqual(names[i * 7 % names.Length][0], (char)values[0]);
        });
    }

    private static char Read(FileRows<int> rows, string name)
    {
        Span<int> values = stackalloc int[2];
        rows.Read(name, values);
        return (char)values[0];
    }

    // A row is the file's first character and its length.
    private static void Fill(string file, Span<int> values)
    {
        var text = File.ReadAllText(file);
        (values[0], values[1]) = (text[0], text.Length);
    }

    private FileRows<int> Rows(long bytes) => new(2, bytes, name => _folder[name], (file, values) =>
    {
        _read.Add(Path.GetFileName(file));
        Fill(file, values);
    });

    private string Write(string name)
    {
        File.WriteAllText(_folder[name], name);
        return name;
    }
}
