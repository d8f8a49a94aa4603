namespace Nidl.ML.Tests.Views;

/// <summary>Asserts the whole message of a refused option.</summary>
internal static class OptionError
{
    public static void Is(string message, Func<Augmentation> create)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => create());
        Assert.AreEqual($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", error.Message);
    }
}
